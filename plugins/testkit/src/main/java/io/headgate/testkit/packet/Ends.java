package io.headgate.testkit.packet;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The two ends of a packet, as in {@code 10.0.0.1:5000 > 10.0.0.2:53}, {@code [2001:db8::1]:5000 > [2001:db8::2]:53} or,
 * where there are no ports, {@code 10.0.0.1 > 10.0.0.2} and {@code 2001:db8::1 > 2001:db8::2}.
 */
final class Ends {
    static final int NO_PORT = -1;

    private static final Pattern IPV4 = Pattern.compile("(\\d+\\.\\d+\\.\\d+\\.\\d+)(?::(\\d+))?");
    private static final Pattern IPV6 = Pattern.compile("\\[([0-9a-fA-F:.]+)](?::(\\d+))?");
    private static final Pattern BARE_IPV6 = Pattern.compile("([0-9a-fA-F:.]*:[0-9a-fA-F:.]*)()");
    private static final String FORM =
            "; write '10.0.0.1:5000 > 10.0.0.2:53', '[2001:db8::1]:5000 > [2001:db8::2]:53' or, without ports,"
                    + " '10.0.0.1 > 10.0.0.2'";

    private final byte[] source;
    private final int sourcePort;
    private final byte[] destination;
    private final int destinationPort;

    private Ends(byte[] source, int sourcePort, byte[] destination, int destinationPort) {
        this.source = source;
        this.sourcePort = sourcePort;
        this.destination = destination;
        this.destinationPort = destinationPort;
    }

    static Ends parse(String text) {
        String[] parts = text.split(">", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("'" + text + "' does not name two ends" + FORM);
        }
        Matcher from = end(parts[0].strip());
        Matcher to = end(parts[1].strip());
        Ends ends = new Ends(address(from.group(1)), port(from.group(2)), address(to.group(1)), port(to.group(2)));
        if (ends.source.length != ends.destination.length) {
            throw new IllegalArgumentException("'" + text + "' has an IPv4 and an IPv6 address; give two of one kind");
        }
        return ends;
    }

    /** Sees that both ports are given, or none. */
    Ends require(boolean ports) {
        if ((sourcePort != NO_PORT) != ports || (destinationPort != NO_PORT) != ports) {
            throw new IllegalArgumentException(
                    (ports ? "both ends need a port" : "neither end can have a port here") + FORM);
        }
        return this;
    }

    /** 4 or 16 bytes. */
    byte[] source() {
        return source;
    }

    /** As many as the source's. */
    byte[] destination() {
        return destination;
    }

    int sourcePort() {
        return sourcePort;
    }

    int destinationPort() {
        return destinationPort;
    }

    boolean isIpv6() {
        return source.length == 16;
    }

    private static Matcher end(String text) {
        for (Pattern form : new Pattern[] {IPV4, IPV6, BARE_IPV6}) {
            Matcher end = form.matcher(text);
            if (end.matches()) {
                return end;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no end of a packet" + FORM);
    }

    private static int port(String text) {
        if (text == null || text.isEmpty()) {
            return NO_PORT;
        }
        int port = text.length() > 5 ? 65_536 : Integer.parseInt(text);
        if (port > 65_535) {
            throw new IllegalArgumentException("port " + text + " is beyond 65535");
        }
        return port;
    }

    static byte[] address(String text) {
        try {
            // No host name comes this far, so nothing is looked up.
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException wrong) {
            throw new IllegalArgumentException("'" + text + "' is no address" + FORM, wrong);
        }
    }
}
