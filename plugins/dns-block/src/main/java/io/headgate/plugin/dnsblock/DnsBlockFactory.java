package io.headgate.plugin.dnsblock;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Permission;
import io.headgate.api.Settings;
import io.headgate.plugin.dnsblock.BlockAnswer.Kind;
import io.headgate.toolkit.names.WatchedNames;
import io.headgate.toolkit.prefix.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code plugin: dns-block} with the options of {@link WatchedNames#options} and {@code answer}, {@code ipv4}, {@code ipv6},
 * {@code ttl}, {@code tcp} and {@code port}.
 */
public final class DnsBlockFactory implements FilterFactory {
    private static final int DNS = 53;
    private static final int MAX_TTL = 604_800;

    private static final Option<Kind> ANSWER =
            Option.constant("answer", Kind.NXDOMAIN, "What is answered to queries for blocked names.");
    private static final Option<Prefix> IPV4 = Option.text(
            "ipv4",
            "an IPv4 address",
            text -> address(text, false),
            "With 'answer: sinkhole': the address for questions of type A.");
    private static final Option<Prefix> IPV6 = Option.text(
            "ipv6",
            "an IPv6 address",
            text -> address(text, true),
            "With 'answer: sinkhole': the address for questions of type AAAA.");
    private static final Option<Integer> TTL = Option.integer(
                    "ttl", 0, MAX_TTL, "With 'answer: sinkhole': seconds for which the address may be kept.")
            .orElse(60);
    private static final Option<String> TCP = Option.choice(
            "tcp", List.of("reset", "pass"), "What becomes of connections over which a blocked name is asked for.");
    private static final Option<Integer> PORT =
            Option.integer("port", 1, 65_535, "Where resolvers listen.").orElse(DNS);

    private static Prefix address(String text, boolean isIpv6) {
        Prefix address = Prefix.parse(text);
        if (address.isIpv6() != isIpv6 || address.length() != (isIpv6 ? 128 : 32)) {
            throw new IllegalArgumentException(
                    isIpv6 ? "is no IPv6 address; write 2001:db8::1" : "is no IPv4 address; write 192.0.2.1");
        }
        return address;
    }

    @Override
    public String name() {
        return "dns-block";
    }

    @Override
    public String summary() {
        return "Answers DNS queries for names that lists block, and drops them.";
    }

    @Override
    public List<Option<?>> options() {
        List<Option<?>> options = new ArrayList<>(WatchedNames.options());
        options.addAll(List.of(ANSWER, IPV4, IPV6, TTL, TCP, PORT));
        return options;
    }

    @Override
    public Set<Permission> permissions() {
        return Set.of(Permission.INJECT);
    }

    @Override
    public Filter create(Settings with) {
        WatchedNames names = WatchedNames.in(with);
        Kind kind = ANSWER.in(with);
        Optional<Prefix> ipv4 = IPV4.find(with);
        Optional<Prefix> ipv6 = IPV6.find(with);
        boolean hasAddress = ipv4.isPresent() || ipv6.isPresent();
        if (kind == Kind.SINKHOLE && !hasAddress) {
            throw with.problem("answer", "'sinkhole' needs an address: give ipv4, ipv6 or both");
        }
        if (kind != Kind.SINKHOLE && hasAddress) {
            throw with.problem(ipv4.isPresent() ? "ipv4" : "ipv6", "only has a meaning with 'answer: sinkhole'");
        }
        BlockAnswer answer = new BlockAnswer(kind, ipv4, ipv6, TTL.in(with));
        return new DnsBlock(names, answer, PORT.in(with), TCP.in(with).equals("reset"));
    }
}
