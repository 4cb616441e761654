package io.headgate.rules.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * The ipfw rules that divert what comes in and goes out by one interface. They stand in a set of their own, so that one
 * command turns them off. A set is on unless turned off, also while it is empty: turn it off once before the first rule
 * is added, or that rule takes the operator's connection at once.
 *
 * <p>Exempt ports skip them and go on with the operator's rules behind, as a packet does that was written back.
 *
 * @param interfaceName whole name of the interface
 * @param exempt traffic that is never diverted
 * @see <a href="https://man.freebsd.org/cgi/man.cgi?query=ipfw&amp;sektion=8">ipfw(8), RULE ACTIONS and SETS OF RULES</a>
 */
public record IpfwRules(String interfaceName, DivertPorts ports, List<ExemptPort> exempt) {
    /** Out of the 31 sets that can be turned off. */
    private static final String SET = "set 10";

    private static final int EXEMPT = 900;
    private static final int IN = 1000;
    private static final int OUT = 1010;

    public IpfwRules {
        IptablesRules.requireInterfaceName(interfaceName);
        exempt = List.copyOf(exempt);
    }

    /** The command that turns the set off, for the rules of all interfaces: what is added then is not in force yet. */
    public static String disable() {
        return "ipfw set disable 10";
    }

    /** The command that puts the rules in force which stand in their set but are turned off. */
    public static String enable() {
        return "ipfw set enable 10";
    }

    /** The commands that add the rules, in order; in force at once unless {@link #disable} came before. */
    public List<String> add() {
        List<String> rules = new ArrayList<>();
        String skip = "ipfw add " + EXEMPT + " " + SET + " skipto " + (OUT + 1) + " ";
        for (ExemptPort port : exempt) {
            String end = " via " + interfaceName;
            rules.add(skip + port.protocol() + " from any to any " + port.port() + end);
            rules.add(skip + port.protocol() + " from any " + port.port() + " to any" + end);
        }
        if (ports.in() != DivertPorts.NONE) {
            rules.add(divert(IN, ports.in()) + " in recv " + interfaceName);
        }
        if (ports.out() != DivertPorts.NONE) {
            rules.add(divert(OUT, ports.out()) + " out xmit " + interfaceName);
        }
        return rules;
    }

    private static String divert(int number, int port) {
        return "ipfw add " + number + " " + SET + " divert " + port + " ip from any to any";
    }

    /** The command that takes away the rules of all interfaces. */
    public List<String> remove() {
        return List.of("ipfw delete " + SET);
    }
}
