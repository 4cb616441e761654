package io.headgate.daemon.host;

import io.headgate.daemon.config.LaneConfig;
import io.headgate.net.lab.Command;
import io.headgate.rules.kernel.QueueRule;
import java.util.ArrayList;
import java.util.List;

/** The kernel rules that a lane needs on a host, and those that are there. */
public record LaneRules(LaneConfig lane, HostFacts host) {
    /**
     * What the kernel has.
     *
     * @param rules that send packets to a queue of the lane
     * @param problem why they are not known, empty if they are
     */
    public record Installed(List<QueueRule> rules, String problem) {
        public boolean isKnown() {
            return problem.isEmpty();
        }
    }

    private static final String IPV4 = "iptables";
    private static final String IPV6 = "ip6tables";
    private static final String SAVE = "-save -c";

    /** Those of the configuration; without, those of the default routes. */
    public List<String> interfaces() {
        return lane.divert().interfaces().isEmpty()
                ? DefaultRoutes.interfaces(host)
                : lane.divert().interfaces();
    }

    /** The commands that make packets arrive, to be run as they are; none if no interface is known. */
    public List<String> commands() {
        return lane.kernelRules(interfaces());
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
        if (lane.isDivert4()) {
            return new Installed(List.of(), "look with ipfw show");
        }
        Command.Result ipv4 = host.run(IPV4 + SAVE);
        if (ipv4.status() != 0) {
            return new Installed(List.of(), IPV4 + SAVE + ": " + ipv4.output().strip());
        }
        List<QueueRule> rules = new ArrayList<>(QueueRule.parse(IPV4, ipv4.output()));
        // A host without IPv6 has no such rules, and need not have the command.
        Command.Result ipv6 = host.run(IPV6 + SAVE);
        if (ipv6.status() == 0) {
            rules.addAll(QueueRule.parse(IPV6, ipv6.output()));
        }
        rules.removeIf(rule -> lane.listen().queueNumbers().noneMatch(rule::covers));
        return new Installed(List.copyOf(rules), "");
    }
}
