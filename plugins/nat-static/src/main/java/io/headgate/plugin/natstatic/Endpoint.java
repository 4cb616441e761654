package io.headgate.plugin.natstatic;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/**
 * An address, or a port of one.
 *
 * @param isIpv6 the family
 * @param high first eight bytes of the address; 0 for IPv4
 * @param low last eight bytes; for IPv4 the four bytes of the address
 * @param protocol TCP's or UDP's number, {@link #ANY} for the whole address
 * @param port {@link #ANY} for the whole address
 */
record Endpoint(boolean isIpv6, long high, long low, int protocol, int port) {
    /** Every protocol, every port. */
    static final int ANY = -1;

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");
    private static final int IPV6_BYTES = 16;

    /**
     * Reads an address as people write it; asks nobody for names.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Endpoint parse(String text, int protocol, int port) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is no IPv4 or IPv6 address");
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(InetAddress.getByName(text).getAddress());
            if (bytes.remaining() == IPV6_BYTES) {
                return new Endpoint(true, bytes.getLong(), bytes.getLong(), protocol, port);
            }
            return new Endpoint(false, 0, bytes.getInt() & 0xFFFF_FFFFL, protocol, port);
        } catch (UnknownHostException wrong) {
            throw new IllegalArgumentException("'" + text + "' is no IPv4 or IPv6 address", wrong);
        }
    }
}
