package io.headgate.plugin.nat;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Settings;
import io.headgate.toolkit.prefix.Prefix;
import io.headgate.toolkit.prefix.PrefixSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** {@code plugin: nat} with {@code inside} and {@code outside}; the rest has defaults. */
public final class NatFactory implements FilterFactory {
    private static final long MOST_NS = TimeUnit.DAYS.toNanos(7);
    private static final int MOST_FLOWS = 1 << 20;

    private static final Option<List<String>> OUTSIDE = Option.texts(
                    "outside",
                    "IPv4 addresses that the network sees, at most 64: 198.51.100.1, 198.51.100.0/30 or"
                            + " 198.51.100.1-198.51.100.9.")
            .required();
    private static final Option<List<String>> INSIDE =
            Option.texts("inside", "IPv4 networks that are translated.").required();
    private static final Option<String> OUTSIDE_INTERFACE = Option.text(
            "outside-interface",
            "Where sources are translated on the way out; without it addresses alone decide. Needed when the inside"
                    + " interface is diverted too.");
    private static final Option<PortSet> PORTS = Option.text(
                    "ports", "a range within 1-65535", PortSet::parse, "TCP and UDP ports that mappings may have.")
            .orElse(PortSet.parse("1024-65535"));
    private static final Option<List<String>> RESERVED =
            Option.texts("reserved", "Ports of that range that no mapping gets: 5060, or 8000-8099.");
    private static final Option<Filtering> FILTERING = Option.constant(
            "filtering", Filtering.ADDRESS_AND_PORT_DEPENDENT, "From whom packets are let in to a mapping.");
    private static final Option<Boolean> HAIRPIN =
            Option.flag("hairpin", true, "Whether inside hosts reach each other by outside addresses and ports.");
    private static final Option<String> UNMATCHED = Option.choice(
            "unmatched",
            List.of("pass", "drop"),
            "What becomes of packets to an outside address that belong to no flow: they are for this host, or dropped.");
    private static final Option<Integer> FLOWS =
            Option.integer("flows", 1, MOST_FLOWS, "Most flows at a time.").orElse(65_536);
    private static final Option<String> WHEN_FULL = Option.choice(
            "when-full",
            List.of("evict", "drop"),
            "Whether a new flow from inside takes the place of the one longest without a packet, or is dropped.");
    private static final Option<Long> UDP_TIMEOUT =
            timeout("udp-timeout", 120, 300, "How long a UDP flow stays without a packet (RFC 4787, REQ-5).");
    private static final Option<Long> TCP_TIMEOUT = timeout(
            "tcp-timeout",
            7_440,
            7_440,
            "How long an established connection stays without a segment (RFC 5382, REQ-5).");
    private static final Option<Long> TCP_TRANSITORY_TIMEOUT = timeout(
            "tcp-transitory-timeout",
            240,
            240,
            "How long a connection that is being opened or closed stays without a segment (RFC 5382, REQ-5).");
    private static final Option<Long> ICMP_TIMEOUT =
            timeout("icmp-timeout", 60, 60, "How long an ICMP query stays without a packet (RFC 5508, REQ-2).");

    private static Option<Long> timeout(String name, long leastS, long usualS, String explanation) {
        return Option.duration(name, TimeUnit.SECONDS.toNanos(leastS), MOST_NS, explanation)
                .orElse(TimeUnit.SECONDS.toNanos(usualS));
    }

    @Override
    public String name() {
        return "nat";
    }

    @Override
    public String summary() {
        return "Translates many inside hosts to few outside IPv4 addresses, by ports, remembering flows.";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(
                OUTSIDE,
                INSIDE,
                OUTSIDE_INTERFACE,
                PORTS,
                RESERVED,
                FILTERING,
                HAIRPIN,
                UNMATCHED,
                FLOWS,
                WHEN_FULL,
                UDP_TIMEOUT,
                TCP_TIMEOUT,
                TCP_TRANSITORY_TIMEOUT,
                ICMP_TIMEOUT);
    }

    @Override
    public Filter create(Settings with) {
        OutsideAddresses outside = parse(with, OUTSIDE, OutsideAddresses::parse);
        PrefixSet inside = parse(with, INSIDE, NatFactory::inside);
        for (int i = 0; i < outside.size(); i++) {
            if (inside.contains(outside.address(i))) {
                throw with.problem(OUTSIDE.name(), "has an address that lies in 'inside'; give addresses of neither's");
            }
        }
        List<PortSet> reserved = parse(
                with, RESERVED, texts -> texts.stream().map(PortSet::parse).toList());
        PortSet ports = PORTS.in(with).without(reserved);
        if (ports.size() == 0) {
            throw with.problem(RESERVED.name(), "leaves none of 'ports'");
        }
        Timeouts timeouts = new Timeouts(
                UDP_TIMEOUT.in(with), TCP_TIMEOUT.in(with), TCP_TRANSITORY_TIMEOUT.in(with), ICMP_TIMEOUT.in(with));
        return new Nat(new NatSettings(
                inside,
                outside,
                ports,
                timeouts,
                FILTERING.in(with),
                FLOWS.in(with),
                WHEN_FULL.in(with).equals("evict"),
                HAIRPIN.in(with),
                UNMATCHED.in(with).equals("drop"),
                OUTSIDE_INTERFACE.find(with)));
    }

    private static PrefixSet inside(List<String> texts) {
        List<Prefix> prefixes = texts.stream().map(Prefix::parse).toList();
        if (prefixes.stream().anyMatch(Prefix::isIpv6)) {
            throw new IllegalArgumentException("has an IPv6 network; nat translates IPv4 only");
        }
        return PrefixSet.of(prefixes.stream());
    }

    private static <T> T parse(Settings with, Option<List<String>> option, Function<List<String>, T> parse) {
        List<String> texts = option.in(with);
        try {
            return parse.apply(texts);
        } catch (IllegalArgumentException wrong) {
            throw with.problem(option.name(), wrong.getMessage());
        }
    }
}
