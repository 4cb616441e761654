package io.headgate.plugin.natstatic;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Ipv4;
import io.headgate.api.Settings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * {@code plugin: nat-static} with {@code map}, a list of {@code outside} and {@code inside} addresses; with {@code
 * protocol}, {@code outside-port} and {@code inside-port} for single ports.
 */
public final class NatStaticFactory implements FilterFactory {
    private static final String OUTSIDE = "outside";
    private static final String INSIDE = "inside";

    @Override
    public String name() {
        return "nat-static";
    }

    @Override
    public String summary() {
        return "Translates addresses, or single ports, one to one in both directions.";
    }

    @Override
    public Filter create(Settings with) {
        List<Mapping> mappings = new ArrayList<>();
        Set<Endpoint> seenOutside = new HashSet<>();
        Set<Endpoint> seenInside = new HashSet<>();
        for (Settings line : with.blocks("map")) {
            Mapping mapping = mapping(line);
            if (!seenOutside.add(mapping.outside())) {
                throw line.problem(OUTSIDE, "is mapped already");
            }
            if (!seenInside.add(mapping.inside())) {
                throw line.problem(INSIDE, "is mapped already, so answers could not be translated back");
            }
            mappings.add(mapping);
        }
        if (mappings.isEmpty()) {
            throw with.problem("map", "must have at least one entry, with 'outside' and 'inside'");
        }
        return new NatStatic(
                new TranslationTable(mappings, Mapping::outside), new TranslationTable(mappings, Mapping::inside));
    }

    private static Mapping mapping(Settings line) {
        int protocol = switch (line.choice("protocol", "any", "any", "tcp", "udp")) {
            case "tcp" -> Ipv4.TCP;
            case "udp" -> Ipv4.UDP;
            default -> Endpoint.ANY;
        };
        Endpoint outside = endpoint(line, OUTSIDE, protocol);
        Endpoint inside = endpoint(line, INSIDE, protocol);
        if (outside.isIpv6() != inside.isIpv6()) {
            throw line.problem(INSIDE, "must be of the same family as 'outside'");
        }
        return new Mapping(outside, inside);
    }

    private static Endpoint endpoint(Settings line, String side, int protocol) {
        OptionalInt port = line.integer(side + "-port", 1, 65_535);
        if (port.isPresent() != (protocol != Endpoint.ANY)) {
            throw line.problem(
                    side + "-port", "goes with 'protocol: tcp' or 'protocol: udp', one not without the other");
        }
        String address = line.requiredText(side);
        try {
            return Endpoint.parse(address, protocol, port.orElse(Endpoint.ANY));
        } catch (IllegalArgumentException wrong) {
            throw line.problem(side, wrong.getMessage());
        }
    }
}
