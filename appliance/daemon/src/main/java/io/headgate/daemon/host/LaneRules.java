package io.headgate.daemon.host;

import io.headgate.daemon.config.DivertLane;
import io.headgate.net.lab.Command;
import io.headgate.rules.kernel.DivertRule;
import io.headgate.rules.kernel.Firewall;
import io.headgate.rules.kernel.IpfwRules;
import io.headgate.rules.kernel.QueueRule;
import java.util.ArrayList;
import java.util.List;

/** The kernel rules that a lane needs on a host, and those that are there. */
public record LaneRules(DivertLane lane, HostFacts host) {
    /**
     * What the kernel has.
     *
     * @param rules that send packets to a queue of the lane; none where divert(4) is
     * @param counts a line for each rule that sends packets to the lane: how many so far, and its text
     * @param problem why they are not known, empty if they are
     */
    public record Installed(List<QueueRule> rules, List<String> counts, String problem) {
        public boolean isKnown() {
            return problem.isEmpty();
        }

        static Installed unknown(String problem) {
            return new Installed(List.of(), List.of(), problem);
        }
    }

    private static final String IPV4 = "iptables";
    private static final String IPV6 = "ip6tables";
    private static final String SAVE = "-save -c";

    /** With counters, sets, and the rules of sets that are off. */
    public static final String IPFW = "ipfw -S show";

    /** The rules of all anchors. */
    public static final String PF = "pfctl -a * -s rules";

    /** Those of the configuration; without, those of the default routes. */
    public List<String> interfaces() {
        return lane.divert().interfaces().isEmpty()
                ? DefaultRoutes.interfaces(host)
                : lane.divert().interfaces();
    }

    /** What has to send packets to the lane here. */
    public Firewall firewall() {
        if (!lane.isDivert4()) {
            return Firewall.IPTABLES;
        }
        return host.platform() == Platform.OPENBSD ? Firewall.PF : Firewall.IPFW;
    }

    /** The commands that make packets arrive, to be run as they are; none if no interface is known. */
    public List<String> commands() {
        return lane.kernelRules(interfaces(), firewall());
    }

    /** What to do for packets to arrive: the commands, each on a line of its own that can be copied as it is. */
    public String instructions() {
        List<String> commands = commands();
        if (commands.isEmpty()) {
            List<String> names = host.interfaces();
            return "this host has no default route, so name what is to be diverted: "
                    + (names.isEmpty()
                            ? "it has no interface but lo"
                            : "divert: { interfaces: [" + String.join(", ", names) + "] }");
        }
        String origin = lane.divert().interfaces().isEmpty()
                ? "for the interface of this host's default route"
                : "for the interfaces of the configuration";
        return "add, " + origin + ":" + block(commands);
    }

    /** Lines one below the other, set in. */
    public static String block(List<String> lines) {
        String next = System.lineSeparator() + "  ";
        return next + String.join(next, lines);
    }

    /** Asks the kernel. Needs root. */
    public Installed installed() {
        return switch (firewall()) {
            case IPTABLES -> iptables();
            case IPFW -> ipfw();
            case PF -> pf();
        };
    }

    private Installed iptables() {
        Command.Result ipv4 = host.run(IPV4 + SAVE);
        if (ipv4.status() != 0) {
            return Installed.unknown(IPV4 + SAVE + ": " + ipv4.output().strip());
        }
        List<QueueRule> rules = new ArrayList<>(QueueRule.parse(IPV4, ipv4.output()));
        // A host without IPv6 has no such rules, and need not have the command.
        Command.Result ipv6 = host.run(IPV6 + SAVE);
        if (ipv6.status() == 0) {
            rules.addAll(QueueRule.parse(IPV6, ipv6.output()));
        }
        rules.removeIf(rule -> lane.listen().queueNumbers().noneMatch(rule::covers));
        List<String> counts = rules.stream()
                .map(rule -> rule.packets() + "  " + rule.command() + " " + rule.table() + " " + rule.text())
                .toList();
        return new Installed(List.copyOf(rules), counts, "");
    }

    private Installed ipfw() {
        Command.Result show = host.run(IPFW);
        if (show.status() != 0) {
            return Installed.unknown(IPFW + ": " + show.output().strip());
        }
        List<String> counts = DivertRule.parse(show.output()).stream()
                .filter(rule -> lane.listens().stream().anyMatch(listen -> listen.port() == rule.port()))
                .map(rule -> rule.packets() + "  " + rule
                        + (rule.isEnabled() ? "" : "  (its set is off: " + IpfwRules.enable() + ")"))
                .toList();
        return new Installed(List.of(), counts, "");
    }

    /** Rules of all anchors; pf counts states, not packets, for those without state. */
    private Installed pf() {
        Command.Result rules = host.run(PF);
        if (rules.status() != 0) {
            return Installed.unknown(PF + ": " + rules.output().strip());
        }
        List<String> counts = rules.output()
                .lines()
                .map(String::strip)
                .filter(line -> lane.listens().stream()
                        .anyMatch(listen -> (line + " ").contains("divert-packet port " + listen.port() + " ")))
                .toList();
        return new Installed(List.of(), counts, "");
    }
}
