package io.headgate.daemon.host;

import io.headgate.daemon.config.DivertLane;
import io.headgate.net.lab.Command;
import io.headgate.rules.kernel.DivertRule;
import io.headgate.rules.kernel.Firewall;
import io.headgate.rules.kernel.IpfwRules;
import io.headgate.rules.kernel.QueueRule;
import io.headgate.rules.kernel.Reassembly;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /**
     * Those of the configuration; without, those of the default routes. None where divert(4) is but only Linux's view can be
     * had: its names (eth0) are not those that ipfw knows.
     */
    public List<String> interfaces() {
        if (!lane.divert().interfaces().isEmpty()) {
            return lane.divert().interfaces();
        }
        return isHidden() ? List.of() : DefaultRoutes.interfaces(host);
    }

    /** Whether the kernel below cannot be asked for its interfaces, as in a Linux folder below FreeBSD. */
    private boolean isHidden() {
        return lane.isDivert4() && host.platform() == Platform.LINUX;
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

    /** What to do for packets to arrive before anybody listens: the commands, and what to do later. */
    public String remedy() {
        List<String> commands = commands();
        if (commands.isEmpty()) {
            return instructions();
        }
        return Stream.concat(commands.stream(), Stream.of(lane.afterwards(interfaces(), firewall())))
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    /**
     * What to do for packets to arrive while the lane listens: the commands, each on a line of its own that can be copied as
     * it is; with ipfw the last one puts all in force.
     */
    public String instructions() {
        List<String> commands = new ArrayList<>(commands());
        if (commands.isEmpty()) {
            if (isHidden()) {
                return "this host's interfaces cannot be seen from here; name them as ifconfig of FreeBSD does: divert: {"
                        + " interfaces: [em0] }";
            }
            List<String> names = host.interfaces();
            return "this host has no default route, so name what is to be diverted: "
                    + (names.isEmpty()
                            ? "it has no interface but lo"
                            : "divert: { interfaces: [" + String.join(", ", names) + "] }");
        }
        String origin = lane.divert().interfaces().isEmpty()
                ? "for the interface of this host's default route"
                : "for the interfaces of the configuration";
        Firewall firewall = firewall();
        if (firewall == Firewall.IPFW) {
            commands.add(IpfwRules.enable());
        }
        String advice =
                firewall == Firewall.PF ? System.lineSeparator() + "  " + lane.afterwards(interfaces(), firewall) : "";
        return "add, " + origin + ":" + block(commands) + advice;
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

    /**
     * The commands that make the kernel put fragments together, for those IP versions of which it does not yet; none where
     * divert(4) is, which does so itself. Needs root.
     */
    public List<String> missingReassembly() {
        if (firewall() != Firewall.IPTABLES) {
            return List.of();
        }
        List<String> missing = new ArrayList<>(lane.reassemblyRules(interfaces()));
        for (String command : List.of(IPV4, IPV6)) {
            Command.Result listing = host.run(command + SAVE);
            if (listing.status() != 0 || Reassembly.isAskedFor(listing.output())) {
                missing.removeIf(rule -> rule.startsWith(command + " "));
            }
        }
        return missing;
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
