package io.headgate.daemon.run;

import io.headgate.daemon.config.DatagramLane;
import io.headgate.daemon.config.DivertLane;
import io.headgate.daemon.config.LaneConfig;
import io.headgate.daemon.host.HostFacts;
import io.headgate.daemon.host.LaneRules;

/** Why no packet may have arrived, and what to do about it. Asking may start a program. */
interface Missing {
    String explain();

    static Missing of(LaneConfig lane, HostFacts host) {
        if (lane instanceof DivertLane diverted) {
            LaneRules rules = new LaneRules(diverted, host);
            return () -> rules(rules);
        }
        return () -> datagrams((DatagramLane) lane);
    }

    /** Whatever cannot be read here is no reason not to filter. */
    private static String rules(LaneRules rules) {
        try {
            return rules(rules, rules.lane().whence());
        } catch (RuntimeException unreadable) {
            return "cannot see whether a kernel rule sends any to "
                    + rules.lane().whence() + ": " + unreadable.getMessage();
        }
    }

    private static String rules(LaneRules rules, String whence) {
        LaneRules.Installed installed = rules.installed();
        if (!installed.isKnown()) {
            return "cannot see whether a kernel rule sends any to " + whence + " (" + installed.problem()
                    + "); if none does, " + rules.instructions();
        }
        if (installed.counts().isEmpty()) {
            return "no " + rules.firewall().label() + " rule sends any to " + whence + "; " + rules.instructions();
        }
        return "rules for " + whence + " are there, but have sent nothing here since the start; packets matched so far,"
                + " here or before:" + LaneRules.block(installed.counts());
    }

    private static String datagrams(DatagramLane lane) {
        if (!lane.isMulticast()) {
            return "none was sent to " + lane.whence() + ", or this host's firewall drops them";
        }
        String device = lane.groups().get(0).interfaceName();
        String group = lane.groups().get(0).address().getHostAddress();
        return "joined " + lane.whence() + ", but nothing comes; see what the interface gets: tcpdump -c 5 -ni "
                + device
                + " 'host " + group + " or igmp or icmp6'; a switch that snoops needs a querier in the network, and a"
                + " firewall or strict rp_filter here drops silently";
    }
}
