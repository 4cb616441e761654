package io.headgate.rules.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rule of the running kernel, as ipfw lists it.
 *
 * @param number of the rule, 1 to 65,535
 * @param isEnabled whether its set is in force
 * @param packets how many it has matched, -1 if the listing does not say
 * @param text from the action on
 */
public record DivertRule(int number, boolean isEnabled, long packets, String text) {
    /** A number, counters if asked for, a set if asked for, the action. */
    private static final Pattern RULE =
            Pattern.compile("(# DISABLED )?(\\d{1,5})\\s+(?:(\\d+)\\s+\\d+\\s+)?(?:set \\d+ )?(\\D.*)");

    private static final Pattern DIVERT = Pattern.compile("divert (\\d+) .*");

    /** No port. */
    public static final int NONE = -1;

    /**
     * Reads rules of any action.
     *
     * @param listing what {@code ipfw list} or {@code ipfw show} has printed, with or without {@code -S}
     */
    public static List<DivertRule> parse(String listing) {
        List<DivertRule> rules = new ArrayList<>();
        for (String line : listing.lines().toList()) {
            Matcher rule = RULE.matcher(line.strip());
            if (rule.matches()) {
                long packets = rule.group(3) == null ? -1 : Long.parseLong(rule.group(3));
                rules.add(new DivertRule(
                        Integer.parseInt(rule.group(2)),
                        rule.group(1) == null,
                        packets,
                        rule.group(4).strip()));
            }
        }
        return rules;
    }

    /** The port it diverts to, {@link #NONE} if it does something else. */
    public int port() {
        Matcher divert = DIVERT.matcher(text);
        return divert.matches() ? Integer.parseInt(divert.group(1)) : NONE;
    }

    /** Whether it looks at packets that come in. */
    public boolean seesIn() {
        return !hasWord("out");
    }

    /** Whether it looks at packets that go out. */
    public boolean seesOut() {
        return !hasWord("in");
    }

    private boolean hasWord(String word) {
        return (text + " ").contains(" " + word + " ");
    }

    /** Whether it lets packets pass, all or those of a TCP port. */
    public boolean lets(int tcpPort) {
        return text.matches("(allow|accept|pass|permit) .*") && isAbout(tcpPort);
    }

    /** Whether it keeps packets of a TCP port from the rules behind it, or from the next ones. */
    public boolean exempts(int tcpPort) {
        return text.matches("(allow|accept|pass|permit|skipto) .*") && isAbout(tcpPort);
    }

    /** The port as a word of its own, not a piece of an address, of an interface's name, a prefix length or a larger number. */
    private boolean isAbout(int tcpPort) {
        String port = "(?<![.:/\\w])" + tcpPort + "(?![.:/\\w])";
        boolean isAnything = text.matches("\\S+ (?:\\d+ )?(?:ip|all|tcp) from any to any");
        boolean isPort = text.matches("\\S+ (?:\\d+ )?(?:ip|all|tcp) from .*" + port + ".*");
        return isAnything || isPort;
    }

    @Override
    public String toString() {
        return String.format("%05d %s", number, text);
    }
}
