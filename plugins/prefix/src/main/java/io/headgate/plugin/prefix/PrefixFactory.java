package io.headgate.plugin.prefix;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Settings;
import java.util.List;
import java.util.Optional;

/** {@code plugin: prefix} with {@code destination} or {@code source}, a network, and {@code to}, another. */
public final class PrefixFactory implements FilterFactory {
    private static final Option<Prefix> DESTINATION =
            network("destination", "The network that is replaced in destination addresses.");
    private static final Option<Prefix> SOURCE = network("source", "The network that is replaced in source addresses.");
    private static final Option<Prefix> TO = network("to", "What replaces it, of the same family and not longer.")
            .required();

    private static Option<Prefix> network(String name, String explanation) {
        return Option.text(name, "a network, as in 10.0.0.0/8 or 2001:db8::/32", Prefix::parse, explanation);
    }

    @Override
    public String name() {
        return "prefix";
    }

    @Override
    public String summary() {
        return "Replaces a network in addresses by another of the same size, as in moving hosts.";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(DESTINATION, SOURCE, TO);
    }

    @Override
    public Filter create(Settings with) {
        Optional<Prefix> destination = DESTINATION.find(with);
        Optional<Prefix> source = SOURCE.find(with);
        if (destination.isPresent() == source.isPresent()) {
            throw new IllegalArgumentException("prefix needs either 'destination' or 'source', a network");
        }
        Prefix from = destination.or(() -> source).get();
        Prefix to = TO.in(with);
        if (from.isIpv6() != to.isIpv6()) {
            throw with.problem(TO.name(), "must be of the same family as the network it replaces");
        }
        if (to.length() > from.length()) {
            throw with.problem(
                    TO.name(),
                    "must not be longer than /" + from.length() + ": several addresses would become the same");
        }
        return new ReplacePrefix(destination.isPresent(), from, to);
    }
}
