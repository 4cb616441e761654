package io.headgate.plugin.dnssteer;

import io.headgate.api.Option;
import io.headgate.api.Settings;
import io.headgate.plugin.dnssteer.Choice.Kind;
import io.headgate.toolkit.dns.DnsName;
import io.headgate.toolkit.prefix.Prefix;
import java.util.ArrayList;
import java.util.List;

/** Reads the rules of the settings. */
final class SteerRules {
    private static final int MAX_TTL = 604_800;
    private static final int MOST_ADDRESSES = 64;

    private static final Option<DnsName> NAME = Option.text(
                    "name", "a domain name", DnsName::of, "The name that is asked for.")
            .required();
    private static final Option<Boolean> SUBDOMAINS =
            Option.flag("subdomains", false, "Whether the rule also stands for what is below the name.");
    private static final Option<List<String>> TO = Option.texts("to", "The addresses that are answered, IPv4 and IPv6.")
            .required();
    private static final Option<Kind> CHOOSE =
            Option.constant("choose", Kind.ROTATE, "Which of them come in an answer, and in which order.");
    private static final Option<List<String>> LOAD =
            Option.texts("load", "With 'choose: least': names of the numbers that hosts report, one for each address.");
    private static final Option<Integer> TTL = Option.integer(
                    "ttl", 0, MAX_TTL, "Seconds for which an answer may be kept.")
            .orElse(30);
    private static final Option<List<String>> CLIENTS =
            Option.texts("clients", "Networks of the clients that the rule is for; all if absent.");

    static final Option<List<Settings>> STEER = Option.blocks(
                    "steer",
                    "The rules; the first that fits is taken.",
                    NAME,
                    SUBDOMAINS,
                    TO,
                    CHOOSE,
                    LOAD,
                    TTL,
                    CLIENTS)
            .required();

    private SteerRules() {}

    /** @param freshNs how old a reported number may be that counts */
    static List<SteerRule> in(Settings with, long freshNs) {
        List<SteerRule> rules = new ArrayList<>();
        for (Settings block : STEER.in(with)) {
            rules.add(rule(block, freshNs));
        }
        return rules;
    }

    private static SteerRule rule(Settings block, long freshNs) {
        DnsName name = NAME.in(block);
        boolean coversSubdomains = SUBDOMAINS.in(block);
        List<Prefix> to = prefixes(block, "to", TO.in(block));
        if (to.size() > MOST_ADDRESSES || to.stream().anyMatch(address -> !isHost(address))) {
            throw block.problem("to", "must be 1 to " + MOST_ADDRESSES + " addresses, no networks");
        }
        Kind kind = CHOOSE.in(block);
        List<String> load = LOAD.in(block);
        if (load.size() != (kind == Kind.LEAST ? to.size() : 0)) {
            throw block.problem("load", "needs one name for each address with 'choose: least', and none otherwise");
        }
        List<Prefix> clients = prefixes(block, "clients", CLIENTS.in(block));
        return new SteerRule(
                name,
                coversSubdomains,
                clients,
                choice(kind, to, load, false, freshNs),
                choice(kind, to, load, true, freshNs),
                TTL.in(block));
    }

    private static boolean isHost(Prefix address) {
        return address.length() == (address.isIpv6() ? 128 : 32);
    }

    private static List<Prefix> prefixes(Settings block, String key, List<String> texts) {
        List<Prefix> prefixes = new ArrayList<>();
        for (String text : texts) {
            try {
                prefixes.add(Prefix.parse(text));
            } catch (IllegalArgumentException wrong) {
                throw block.problem(key, wrong.getMessage());
            }
        }
        return prefixes;
    }

    private static Choice choice(Kind kind, List<Prefix> to, List<String> load, boolean isIpv6, long freshNs) {
        List<Prefix> addresses = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < to.size(); i++) {
            if (to.get(i).isIpv6() == isIpv6) {
                addresses.add(to.get(i));
                if (!load.isEmpty()) {
                    names.add(load.get(i));
                }
            }
        }
        return new Choice(kind, addresses, names, freshNs);
    }
}
