package io.headgate.rules.kernel;

import java.util.regex.Pattern;

/**
 * How the kernel is brought to put fragments together before a queue sees them. It does so in a network namespace, at
 * priority -400 of PREROUTING and OUTPUT, as long as a rule is there that needs whole datagrams: our rule comes first, at -300.
 * What is forwarded is cut again, as it had been.
 *
 * <p>The rule is one that never matches: what carries the mark of injected packets does not come in. Of the matches that need
 * whole datagrams {@code socket} costs least, since connections are not tracked for it; and behind a match that fails it is
 * never looked at.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/iptables-extensions.8.html">iptables-extensions(8), socket</a>
 */
public final class Reassembly {
    /** What makes iptables ask for whole datagrams: matches and targets, and address translation, which tracks connections. */
    private static final Pattern ASKS = Pattern.compile(
            "(?m)^(?:\\[\\d+:\\d+\\] )?-A .*(?: -m (?:socket|conntrack|state|connmark|connlimit|connbytes|helper) ?"
                    + "| -j (?:CT|TPROXY|CONNMARK|MASQUERADE|[SD]NAT|REDIRECT)\\b).*$");

    private Reassembly() {}

    /**
     * The rule, from {@code -m} on.
     *
     * @param mark the one bit that marks injected packets
     */
    static String rule(int mark) {
        String bit = "0x" + Integer.toHexString(mark);
        return "-m mark --mark " + bit + "/" + bit + " -m socket";
    }

    /**
     * Whether some rule has the kernel put fragments together. Rules of nft that iptables does not know are not seen.
     *
     * @param listing what {@code iptables-save} or {@code ip6tables-save}, with or without {@code -c}, has printed
     */
    public static boolean isAskedFor(String listing) {
        return ASKS.matcher(listing).find();
    }
}
