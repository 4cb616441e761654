package io.headgate.plugin.natstatic;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Ipv4;
import io.headgate.api.Option;
import io.headgate.api.Settings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code plugin: nat-static} with {@code map}, a list of {@code outside} and {@code inside} addresses; with {@code
 * protocol}, {@code outside-port} and {@code inside-port} for single ports.
 */
public final class NatStaticFactory implements FilterFactory {
    private static final Option<String> PROTOCOL = Option.choice(
            "protocol", List.of("any", "tcp", "udp"), "Whose single ports are mapped, if not all of both.");
    private static final Option<String> OUTSIDE = address("outside", "The address that the network sees.");
    private static final Option<Integer> OUTSIDE_PORT = port("outside-port", "With tcp or udp: its port.");
    private static final Option<String> INSIDE =
            address("inside", "The address behind the appliance, of the same family.");
    private static final Option<Integer> INSIDE_PORT = port("inside-port", "With tcp or udp: its port.");
    private static final Option<List<Settings>> MAP = Option.blocks(
                    "map", "What is translated.", PROTOCOL, OUTSIDE, OUTSIDE_PORT, INSIDE, INSIDE_PORT)
            .required();

    private static Option<String> address(String name, String explanation) {
        return Option.text(name, explanation).required();
    }

    private static Option<Integer> port(String name, String explanation) {
        return Option.integer(name, 1, 65_535, explanation);
    }

    @Override
    public String name() {
        return "nat-static";
    }

    @Override
    public String summary() {
        return "Translates addresses, or single ports, one to one in both directions.";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(MAP);
    }

    @Override
    public Filter create(Settings with) {
        List<Mapping> mappings = new ArrayList<>();
        Set<Endpoint> seenOutside = new HashSet<>();
        Set<Endpoint> seenInside = new HashSet<>();
        for (Settings line : MAP.find(with)
                .orElseThrow(
                        () -> with.problem(MAP.name(), "must have at least one entry, with 'outside' and 'inside'"))) {
            Mapping mapping = mapping(line);
            if (!seenOutside.add(mapping.outside())) {
                throw line.problem(OUTSIDE.name(), "is mapped already");
            }
            if (!seenInside.add(mapping.inside())) {
                throw line.problem(INSIDE.name(), "is mapped already, so answers could not be translated back");
            }
            mappings.add(mapping);
        }
        return new NatStatic(
                new TranslationTable(mappings, Mapping::outside), new TranslationTable(mappings, Mapping::inside));
    }

    private static Mapping mapping(Settings line) {
        int protocol = switch (PROTOCOL.in(line)) {
            case "tcp" -> Ipv4.TCP;
            case "udp" -> Ipv4.UDP;
            default -> Endpoint.ANY;
        };
        Endpoint outside = endpoint(line, OUTSIDE, OUTSIDE_PORT, protocol);
        Endpoint inside = endpoint(line, INSIDE, INSIDE_PORT, protocol);
        if (outside.isIpv6() != inside.isIpv6()) {
            throw line.problem(INSIDE.name(), "must be of the same family as 'outside'");
        }
        return new Mapping(outside, inside);
    }

    private static Endpoint endpoint(Settings line, Option<String> side, Option<Integer> sidePort, int protocol) {
        Optional<Integer> port = sidePort.find(line);
        if (port.isPresent() != (protocol != Endpoint.ANY)) {
            throw line.problem(
                    sidePort.name(), "goes with 'protocol: tcp' or 'protocol: udp', one not without the other");
        }
        String address = side.in(line);
        try {
            return Endpoint.parse(address, protocol, port.orElse(Endpoint.ANY));
        } catch (IllegalArgumentException wrong) {
            throw line.problem(side.name(), wrong.getMessage());
        }
    }
}
