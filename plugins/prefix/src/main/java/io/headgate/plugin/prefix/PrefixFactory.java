package io.headgate.plugin.prefix;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Settings;
import java.util.Optional;

/** {@code plugin: prefix} with {@code destination} or {@code source}, a network, and {@code to}, another. */
public final class PrefixFactory implements FilterFactory {
    private static final String TO = "to";

    @Override
    public String name() {
        return "prefix";
    }

    @Override
    public String summary() {
        return "Replaces a network in addresses by another of the same size, as in moving hosts.";
    }

    @Override
    public Filter create(Settings with) {
        Optional<String> destination = with.text("destination");
        Optional<String> source = with.text("source");
        if (destination.isPresent() == source.isPresent()) {
            throw new IllegalArgumentException("prefix needs either 'destination' or 'source', a network");
        }
        Prefix from = read(with, destination.isPresent() ? "destination" : "source");
        Prefix to = read(with, TO);
        if (from.isIpv6() != to.isIpv6()) {
            throw with.problem(TO, "must be of the same family as the network it replaces");
        }
        if (to.length() > from.length()) {
            throw with.problem(
                    TO, "must not be longer than /" + from.length() + ": several addresses would become the same");
        }
        return new ReplacePrefix(destination.isPresent(), from, to);
    }

    private static Prefix read(Settings with, String key) {
        String text = with.requiredText(key);
        try {
            return Prefix.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw with.problem(key, wrong.getMessage());
        }
    }
}
