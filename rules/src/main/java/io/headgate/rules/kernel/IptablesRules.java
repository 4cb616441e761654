package io.headgate.rules.kernel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The iptables and ip6tables rules that queue what comes in and goes out by one interface.
 *
 * <p>In at raw PREROUTING and out at mangle POSTROUTING: outside everything the host's own firewall and address
 * translation do, so both keep working on what the filters made of a packet. Never FORWARD: accepting there skips the
 * rest of the operator's rules. What the appliance injects carries {@code exemptMark} and is left alone; exempt ports
 * leave the chain before the queue, as a queued packet would behind it.
 *
 * @param interfaceName whole name of the interface
 * @param firstQueue number of the first queue
 * @param queues how many queues the kernel spreads flows over, 1 or more
 * @param bypass whether packets go on when no process owns the queue; otherwise they are dropped
 * @param exemptMark the one bit that marks injected packets
 * @param exempt traffic that never goes to the queue
 * @param isWhole whether the kernel is to put fragments together before they come to the queue: {@link Reassembly}
 * @see <a href="https://man7.org/linux/man-pages/man8/iptables-extensions.8.html">iptables-extensions(8), NFQUEUE</a>
 */
public record IptablesRules(
        String interfaceName,
        int firstQueue,
        int queues,
        boolean bypass,
        int exemptMark,
        List<ExemptPort> exempt,
        boolean isWhole) {
    /** What a shell takes as it is and iptables not for an option; the kernel allows more, but nobody uses it. */
    private static final Pattern INTERFACE_NAME = Pattern.compile("[A-Za-z0-9_.@+][A-Za-z0-9_.@+-]{0,14}");

    private static final List<String> COMMANDS = List.of("iptables", "ip6tables");

    public IptablesRules {
        exempt = List.copyOf(exempt);
        requireInterfaceName(interfaceName);
        if (queues < 1 || firstQueue < 0 || firstQueue > 65_536 - queues) {
            throw new IllegalArgumentException(queues + " queues from " + firstQueue + " on must lie in 0 to 65535");
        }
        if (Integer.bitCount(exemptMark) != 1) {
            throw new IllegalArgumentException("exempt mark must be one bit: 0x" + Integer.toHexString(exemptMark));
        }
    }

    /** Rules that leave fragments as they are. */
    public IptablesRules(
            String interfaceName, int firstQueue, int queues, boolean bypass, int exemptMark, List<ExemptPort> exempt) {
        this(interfaceName, firstQueue, queues, bypass, exemptMark, exempt, false);
    }

    /** Rules that exempt nothing but injected packets. */
    public IptablesRules(String interfaceName, int firstQueue, int queues, boolean bypass, int exemptMark) {
        this(interfaceName, firstQueue, queues, bypass, exemptMark, List.of());
    }

    /** The same, for datagrams that the kernel has put together. */
    public IptablesRules withWholeDatagrams() {
        return new IptablesRules(interfaceName, firstQueue, queues, bypass, exemptMark, exempt, true);
    }

    /** The commands that add what makes the kernel put fragments together, which are some of {@link #add}. */
    public List<String> reassembly() {
        return COMMANDS.stream().map(command -> reassembly(command, "-A")).toList();
    }

    private String reassembly(String command, String action) {
        return command + " -w -t raw " + action + " PREROUTING -i " + interfaceName + " " + Reassembly.rule(exemptMark);
    }

    /**
     * Returns a name that rules can be written for.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static String requireInterfaceName(String name) {
        if (!INTERFACE_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "interface name must be 1 to 15 letters, digits and any of _ . @ + -: '" + name + "'");
        }
        return name;
    }

    /** The commands that add the rules, in order. */
    public List<String> add() {
        return rules("-A");
    }

    /** The commands that take them away again. */
    public List<String> remove() {
        List<String> rules = new ArrayList<>(rules("-D"));
        Collections.reverse(rules);
        return rules;
    }

    private List<String> rules(String action) {
        String in = " -w -t raw " + action + " PREROUTING -i " + interfaceName + " ";
        String out = " -w -t mangle " + action + " POSTROUTING -o " + interfaceName + " ";
        List<String> rules = new ArrayList<>();
        for (String command : COMMANDS) {
            if (isWhole) {
                rules.add(reassembly(command, action));
            }
            for (String start : List.of(command + in, command + out)) {
                exempt.forEach(port -> rules.add(start + port.match() + " -j RETURN"));
                rules.add(start + queue());
            }
        }
        return rules;
    }

    private String queue() {
        String mark = "0x" + Integer.toHexString(exemptMark);
        String target = queues == 1
                ? "--queue-num " + firstQueue
                : "--queue-balance " + firstQueue + ":" + (firstQueue + queues - 1);
        return "-m mark ! --mark " + mark + "/" + mark + " -j NFQUEUE " + target + (bypass ? " --queue-bypass" : "");
    }
}
