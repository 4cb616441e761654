package io.headgate.toolkit.names;

import io.headgate.toolkit.dns.DnsName;
import io.headgate.toolkit.names.NameSet.Scope;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Reads lines of lists of names, in the forms in which such lists are published:
 *
 * <pre>
 *   ads.example.com              a name, with what is below it if the list's reader says so
 *   0.0.0.0 ads.example.com ...  a line of a hosts file: the address does not matter, names likewise
 *   *.example.com                what is below, not the name itself
 *   ||example.com^               the name and what is below
 *   # ...  ! ...  [...]          nothing
 * </pre>
 *
 * <p>What stands behind {@code #} means nothing. Names of other alphabets become ASCII (RFC 3490). Thread: one.
 */
final class NameLine {
    /** What every hosts file says of the host it is on. */
    private static final Set<String> LOCAL_NAMES = Set.of(
            "localhost",
            "localhost.localdomain",
            "local",
            "broadcasthost",
            "ip6-localhost",
            "ip6-loopback",
            "ip6-localnet",
            "ip6-mcastprefix",
            "ip6-allnodes",
            "ip6-allrouters",
            "ip6-allhosts",
            "0.0.0.0");

    private final Scope plain;
    private final NameSetBuilder into;
    private final DnsName name = new DnsName();

    /** @param coversSubdomains whether names without a sign stand for what is below too */
    NameLine(boolean coversSubdomains, NameSetBuilder into) {
        this.plain = coversSubdomains ? Scope.BOTH : Scope.ITSELF;
        this.into = into;
    }

    /**
     * Reads a line.
     *
     * @return why it was not understood; "" if it was
     */
    String read(String line) {
        int comment = line.indexOf('#');
        String text = (comment < 0 ? line : line.substring(0, comment)).strip();
        if (text.isEmpty() || text.startsWith("!") || (text.startsWith("[") && text.endsWith("]"))) {
            return "";
        }
        if (comment > 0 && line.charAt(comment - 1) > ' ') {
            return "\"" + text + "#\" begins a rule that hides parts of pages, which is no matter of names";
        }
        if (text.startsWith("||")) {
            boolean isName = text.endsWith("^");
            return isName ? add(text.substring(2, text.length() - 1), Scope.BOTH) : notUnderstood(text);
        }
        if (text.startsWith("*.")) {
            return add(text.substring(2), Scope.BELOW);
        }
        int blank = blank(text, 0);
        return blank < 0 ? add(text, plain) : readHosts(text, blank);
    }

    private String readHosts(String text, int firstBlank) {
        if (!isAddress(text.substring(0, firstBlank))) {
            return notUnderstood(text);
        }
        String wrong = "";
        for (String host : text.substring(firstBlank).strip().split("\\s+", -1)) {
            if (!LOCAL_NAMES.contains(host)) {
                String why = add(host, plain);
                wrong = wrong.isEmpty() ? why : wrong;
            }
        }
        return wrong;
    }

    private static int blank(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == ' ' || text.charAt(i) == '\t') {
                return i;
            }
        }
        return -1;
    }

    /** Told by its characters; which one it is does not matter. */
    private static boolean isAddress(String text) {
        boolean isIpv6 = text.indexOf(':') >= 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isDigit = Character.digit(c, isIpv6 ? 16 : 10) >= 0;
            if (!isDigit && c != '.' && !(isIpv6 && (c == ':' || c == '%' || Character.isLetterOrDigit(c)))) {
                return false;
            }
        }
        return isIpv6 || text.indexOf('.') >= 0;
    }

    private String add(String text, Scope scope) {
        String ascii = ascii(text);
        byte[] bytes = ascii.getBytes(StandardCharsets.US_ASCII);
        boolean isName = isPlain(ascii) && name.set(bytes, bytes.length) && name.length() > 1;
        if (!isName) {
            return notUnderstood(text);
        }
        into.add(name, scope);
        return "";
    }

    /** An address stands for no name, and neither do the signs of other kinds of lists. */
    private static boolean isPlain(String text) {
        boolean hasLetter = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            hasLetter |= isLetter;
            if (!isLetter && !(c >= '0' && c <= '9') && c != '.' && c != '-' && c != '_') {
                return false;
            }
        }
        return hasLetter;
    }

    private static String ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7F) {
                try {
                    return IDN.toASCII(text);
                } catch (IllegalArgumentException noName) {
                    // Told like other lines that have no name.
                    return "";
                }
            }
        }
        return text;
    }

    private static String notUnderstood(String text) {
        String shown = text.length() > 60 ? text.substring(0, 60) + "..." : text;
        return "\"" + shown + "\" is no name; write ads.example.com, *.example.com, ||example.com^ or a line of a hosts"
                + " file";
    }
}
