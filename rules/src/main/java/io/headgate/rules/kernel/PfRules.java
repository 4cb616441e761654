package io.headgate.rules.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * The rules of OpenBSD's pf that divert what comes in and goes out by some interfaces, both families. They stand in an
 * anchor of their own, which one command empties.
 *
 * <p>Without {@code no state} pf would remember the rule with the connection, and divert what comes back as well. The
 * last rule that matches decides, so exempt ports stand at the end. For the same reason these rules, which pass, overrule
 * every block above the anchor that is not quick; and pf skips a packet once that was written back, so no rule judges it
 * in that direction any more.
 *
 * @param anchor name of the anchor below {@link #ROOT}
 * @param interfaces whole names
 * @param exempt traffic that is never diverted
 * @see <a href="https://man.openbsd.org/pf.conf.5">pf.conf(5), divert-packet</a>
 */
public record PfRules(String anchor, List<String> interfaces, DivertPorts ports, List<ExemptPort> exempt) {
    /** The anchor that pf.conf has to name, once for all. */
    public static final String ROOT = "headgate";

    /** The line of pf.conf without which no rule of ours is looked at. */
    public static final String ANCHOR_LINE = "anchor \"" + ROOT + "/*\"";

    public PfRules {
        interfaces = List.copyOf(interfaces);
        interfaces.forEach(IptablesRules::requireInterfaceName);
        exempt = List.copyOf(exempt);
    }

    /** The command that puts the rules in place of those of the anchor; none without an interface. */
    public List<String> add() {
        if (interfaces.isEmpty()) {
            return List.of();
        }
        List<String> quoted = rules().stream().map(rule -> "'" + rule + "'").toList();
        return List.of("printf '%s\\n' " + String.join(" ", quoted) + " | pfctl -a " + name() + " -f -");
    }

    private List<String> rules() {
        List<String> rules = new ArrayList<>();
        for (String name : interfaces) {
            divert(rules, "in", name, ports.in());
            divert(rules, "out", name, ports.out());
        }
        for (String name : interfaces) {
            for (ExemptPort port : exempt) {
                String pass = "pass quick on " + name + " proto " + port.protocol();
                rules.add(pass + " to any port " + port.port() + " no state");
                rules.add(pass + " from any port " + port.port() + " no state");
            }
        }
        return rules;
    }

    private static void divert(List<String> rules, String direction, String name, int port) {
        if (port == DivertPorts.NONE) {
            return;
        }
        for (String family : List.of("inet", "inet6")) {
            rules.add("pass " + direction + " on " + name + " " + family + " divert-packet port " + port + " no state");
        }
    }

    /** What the operator's own rules need beside these, empty without an interface: these are the last to match, and pass. */
    public String advice() {
        return interfaces.isEmpty()
                ? ""
                : "these rules pass: make every block for " + String.join(", ", interfaces)
                        + " quick, above the anchor";
    }

    /** The command that takes the rules away. */
    public List<String> remove() {
        return List.of("pfctl -a " + name() + " -F rules");
    }

    private String name() {
        return ROOT + "/" + anchor;
    }
}
