package io.headgate.rules.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rule of the running kernel that sends packets to netfilter queues.
 *
 * @param command that handles it: {@code iptables} or {@code ip6tables}
 * @param chain built in or the operator's own
 * @param firstQueue number of the first queue
 * @param lastQueue number of the last one, over which the kernel spreads flows; the first if there is one
 * @param bypass whether packets go on when no process owns the queue
 * @param packets how many it has matched, -1 if the listing does not say
 * @param text from {@code -A} on, as {@code iptables-save} prints it
 */
public record QueueRule(
        String command,
        String table,
        String chain,
        int firstQueue,
        int lastQueue,
        boolean bypass,
        long packets,
        String text) {
    private static final Pattern TABLE = Pattern.compile("\\*(\\w+)");
    private static final Pattern RULE = Pattern.compile("(?:\\[(\\d+):\\d+\\] )?(-A (\\S+) .*-j NFQUEUE.*)");

    /** Absent, the queue is number 0. */
    private static final Pattern QUEUES = Pattern.compile(" --queue-(?:num|balance) (\\d+)(?::(\\d+))?");

    /**
     * Finds such rules.
     *
     * @param command {@code iptables} or {@code ip6tables}
     * @param listing what its {@code -save}, with or without {@code -c}, has printed
     */
    public static List<QueueRule> parse(String command, String listing) {
        List<QueueRule> rules = new ArrayList<>();
        String table = "filter";
        for (String line : listing.lines().toList()) {
            Matcher tableLine = TABLE.matcher(line.strip());
            Matcher rule = RULE.matcher(line.strip());
            if (tableLine.matches()) {
                table = tableLine.group(1);
            } else if (rule.matches()) {
                rules.add(rule(command, table, rule));
            }
        }
        return rules;
    }

    private static QueueRule rule(String command, String table, Matcher rule) {
        String text = rule.group(2);
        Matcher queues = QUEUES.matcher(text);
        boolean isNumbered = queues.find();
        int first = isNumbered ? Integer.parseInt(queues.group(1)) : 0;
        int last = isNumbered && queues.group(2) != null ? Integer.parseInt(queues.group(2)) : first;
        long packets = rule.group(1) == null ? -1 : Long.parseLong(rule.group(1));
        boolean bypass = text.contains(" --queue-bypass");
        return new QueueRule(command, table, rule.group(3), first, last, bypass, packets, text);
    }

    /** Whether it sends packets to this queue. */
    public boolean covers(int queue) {
        return firstQueue <= queue && queue <= lastQueue;
    }

    /** Whether it leaves alone what carries this mark, by a match on that one bit. */
    public boolean exempts(int mark) {
        String bit = "0x" + Integer.toHexString(mark);
        return text.contains(" ! --mark " + bit + "/" + bit);
    }

    /** The command that takes it away. */
    public String remove() {
        return command + " -w -t " + table + " -D" + text.substring("-A".length());
    }
}
