package io.headgate.rules.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * The ipfw rules that divert what comes in and goes out by one interface. They stand in a set of their own, so that one
 * command turns them off.
 *
 * @param interfaceName whole name of the interface
 * @param inPort divert port of what comes in, {@link #NONE} for none
 * @param outPort divert port of what goes out, {@link #NONE} for none; may be the same
 * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=ipfw&amp;sektion=8">ipfw(8), RULE ACTIONS and SETS OF RULES</a>
 */
public record IpfwRules(String interfaceName, int inPort, int outPort) {
    /** No port. */
    public static final int NONE = -1;

    /** Out of the 31 sets that can be turned off. */
    private static final String SET = "set 10";

    public IpfwRules {
        IptablesRules.requireInterfaceName(interfaceName);
    }

    /** The commands that add the rules, in order. */
    public List<String> add() {
        List<String> rules = new ArrayList<>();
        if (inPort != NONE) {
            rules.add("ipfw add 1000 " + SET + " divert " + inPort + " ip from any to any in recv " + interfaceName);
        }
        if (outPort != NONE) {
            rules.add("ipfw add 1010 " + SET + " divert " + outPort + " ip from any to any out xmit " + interfaceName);
        }
        return rules;
    }

    /** The command that takes away the rules of all interfaces. */
    public List<String> remove() {
        return List.of("ipfw delete " + SET);
    }
}
