package io.headgate.plugin.dnssteer;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Permission;
import io.headgate.api.Settings;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** {@code plugin: dns-steer} with {@code steer}, {@code mode}, {@code fresh} and {@code port}. */
public final class DnsSteerFactory implements FilterFactory {
    private static final int DNS = 53;

    private static final Option<String> MODE = Option.choice(
            "mode",
            List.of("answer", "rewrite"),
            "Whether queries are answered here, or answers of a resolver rewritten.");
    private static final Option<Long> FRESH = Option.duration(
                    "fresh",
                    TimeUnit.MILLISECONDS.toNanos(100),
                    TimeUnit.HOURS.toNanos(1),
                    "With 'choose: least': how old a number may be that counts.")
            .orElse(TimeUnit.SECONDS.toNanos(10));
    private static final Option<Integer> PORT =
            Option.integer("port", 1, 65_535, "Where resolvers listen.").orElse(DNS);

    @Override
    public String name() {
        return "dns-steer";
    }

    @Override
    public String summary() {
        return "Answers DNS queries for some names with addresses of your own, or puts them into answers.";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(SteerRules.STEER, MODE, FRESH, PORT);
    }

    @Override
    public Set<Permission> permissions() {
        return Set.of(Permission.INJECT);
    }

    @Override
    public Filter create(Settings with) {
        List<SteerRule> rules = SteerRules.in(with, FRESH.in(with));
        return new DnsSteer(rules, MODE.in(with).equals("rewrite"), PORT.in(with));
    }
}
