package io.headgate.plugin.template;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Settings;
import java.util.List;

/** Makes the filters of {@code plugin: template-filter}. */
public final class TemplateFilterFactory implements FilterFactory {
    private static final Option<Integer> PORT = Option.integer("port", 1, 65_535, "UDP port whose packets are dropped.")
            .orElse(9);
    private static final Option<Integer> MAX_TTL = Option.integer(
                    "max-ttl", 1, 255, "Largest time to live that is let through.")
            .orElse(64);

    @Override
    public String name() {
        return "template-filter";
    }

    @Override
    public String summary() {
        return "Closes a UDP port and keeps times to live low.";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(PORT, MAX_TTL);
    }

    @Override
    public Filter create(Settings with) {
        return new TemplateFilter(PORT.in(with), MAX_TTL.in(with));
    }
}
