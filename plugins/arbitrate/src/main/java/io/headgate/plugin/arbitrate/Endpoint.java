package io.headgate.plugin.arbitrate;

import io.headgate.api.Packet;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address and a UDP port.
 *
 * @param isIpv6 the family
 * @param high first eight bytes of the address; 0 for IPv4
 * @param low last eight bytes; for IPv4 the address as a signed int
 */
record Endpoint(boolean isIpv6, long high, long low, int port) {
    private static final Pattern TEXT =
            Pattern.compile("(?:(\\d{1,3}(?:\\.\\d{1,3}){3})|\\[([0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)]):(\\d{1,5})");
    private static final int HIGHEST_PORT = 65_535;
    private static final int IPV4_BYTES = 4;

    /**
     * Reads {@code 239.1.1.1:5000} or {@code [ff3e::1]:5000}; asks nobody for names.
     *
     * @throws IllegalArgumentException if it is no such thing
     */
    static Endpoint parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(3)) > HIGHEST_PORT) {
            throw wrong(text, null);
        }
        boolean isIpv6 = parts.group(2) != null;
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(InetAddress.getByName(isIpv6 ? parts.group(2) : parts.group(1))
                    .getAddress());
        } catch (UnknownHostException unknown) {
            throw wrong(text, unknown);
        }
        if (isIpv6 == (bytes.remaining() == IPV4_BYTES)) {
            throw wrong(text, null);
        }
        int port = Integer.parseInt(parts.group(3));
        return isIpv6
                ? new Endpoint(true, bytes.getLong(), bytes.getLong(), port)
                : new Endpoint(false, 0, bytes.getInt(), port);
    }

    private static IllegalArgumentException wrong(String text, Throwable cause) {
        return new IllegalArgumentException(
                "'" + text + "' is no address with port; write 239.1.1.1:5000 or [ff3e::1]:5000", cause);
    }

    /** Whether a UDP packet goes here. */
    boolean isDestinationOf(Packet packet) {
        if (packet.udp().destinationPort() != port || isIpv6 != (packet.ipv4() == null)) {
            return false;
        }
        return isIpv6
                ? packet.ipv6().destinationLow() == low && packet.ipv6().destinationHigh() == high
                : packet.ipv4().destination() == low;
    }

    /** Lets a packet of the same family go here. */
    void redirect(Packet packet) {
        packet.udp().destinationPort(port);
        if (isIpv6) {
            packet.ipv6().destination(high, low);
        } else {
            packet.ipv4().destination((int) low);
        }
    }
}
