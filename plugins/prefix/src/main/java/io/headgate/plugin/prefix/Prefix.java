package io.headgate.plugin.prefix;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network.
 *
 * @param isIpv6 the family
 * @param high first eight bytes of its address; 0 for IPv4
 * @param low last eight bytes; for IPv4 the four bytes of the address
 * @param length leading bits of the address that are the network's, 0 to 32 or 128
 */
record Prefix(boolean isIpv6, long high, long low, int length) {
    private static final Pattern TEXT =
            Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)/(\\d{1,3})");
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    /**
     * Reads {@code address/length}; asks nobody for names.
     *
     * @throws IllegalArgumentException if it is no network, or has bits set behind the length
     */
    static Prefix parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw noPrefix(text, null);
        }
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(InetAddress.getByName(parts.group(1)).getAddress());
        } catch (UnknownHostException wrong) {
            throw noPrefix(text, wrong);
        }
        boolean isIpv6 = parts.group(1).contains(":");
        int length = Integer.parseInt(parts.group(2));
        int bits = isIpv6 ? IPV6_BITS : IPV4_BITS;
        if (length > bits) {
            throw new IllegalArgumentException("'" + text + "' has a length beyond " + bits);
        }
        if (bytes.remaining() * Byte.SIZE != bits) {
            throw new IllegalArgumentException("'" + text + "' is an IPv4 address written as IPv6; write it as IPv4");
        }
        Prefix prefix = isIpv6
                ? new Prefix(true, bytes.getLong(), bytes.getLong(), length)
                : new Prefix(false, 0, bytes.getInt() & 0xFFFF_FFFFL, length);
        if ((prefix.high & prefix.hostHigh()) != 0 || (prefix.low & prefix.hostLow()) != 0) {
            throw new IllegalArgumentException("'" + text + "' has bits set behind its first " + length);
        }
        return prefix;
    }

    private static IllegalArgumentException noPrefix(String text, Throwable cause) {
        return new IllegalArgumentException("'" + text + "' is no network; write 10.0.0.0/8 or 2001:db8::/32", cause);
    }

    /** The bits of {@link #high} that are the host's. */
    long hostHigh() {
        return isIpv6 ? ones(Long.SIZE - length) : 0;
    }

    /** The bits of {@link #low} that are the host's. */
    long hostLow() {
        return ones((isIpv6 ? IPV6_BITS : IPV4_BITS) - length);
    }

    /** As many low bits as given, none for less than one, all for more than 63. */
    private static long ones(int count) {
        if (count <= 0) {
            return 0;
        }
        return count >= Long.SIZE ? -1L : (1L << count) - 1;
    }
}
