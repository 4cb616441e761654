package io.headgate.plugin.ttl;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Settings;
import java.util.List;
import java.util.Optional;

/** {@code plugin: ttl} with one of {@code set}, {@code subtract} and {@code min}, each 1 to 255. */
public final class TtlFactory implements FilterFactory {
    private static final Option<Integer> SET = hops("set", "The time to live that every packet gets.");
    private static final Option<Integer> SUBTRACT =
            hops("subtract", "Hops taken off; what has none left is dropped as ttl-expired.");
    private static final Option<Integer> MIN = hops("min", "What a smaller time to live is raised to.");

    private static Option<Integer> hops(String name, String explanation) {
        return Option.integer(name, 1, 255, explanation);
    }

    @Override
    public String name() {
        return "ttl";
    }

    @Override
    public String summary() {
        return "Sets the time to live, takes some of it away, or raises it to a least one.";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(SET, SUBTRACT, MIN);
    }

    @Override
    public Filter create(Settings with) {
        Optional<Filter> set = SET.find(with).map(SetTtl::new);
        Optional<Filter> subtract = SUBTRACT.find(with).map(SubtractTtl::new);
        Optional<Filter> min = MIN.find(with).map(RaiseTtl::new);
        List<Filter> given =
                List.of(set, subtract, min).stream().flatMap(Optional::stream).toList();
        if (given.size() != 1) {
            throw new IllegalArgumentException("ttl needs one of 'set', 'subtract' and 'min', a number from 1 to 255");
        }
        return new RoutedOnly(given.get(0));
    }
}
