package io.headgate.toolkit.prefix;

/**
 * A network: the addresses that begin with the same bits.
 *
 * @param isIpv6 the family
 * @param high first eight bytes of its lowest address; 0 for IPv4
 * @param low last eight bytes; for IPv4 the four bytes of the address, unsigned
 * @param length leading bits that all its addresses share, 0 to 32 or 128
 */
public record Prefix(boolean isIpv6, long high, long low, int length) {
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    /** Checks that these are a network. */
    public Prefix {
        int bits = isIpv6 ? IPV6_BITS : IPV4_BITS;
        if (length < 0 || length > bits) {
            throw new IllegalArgumentException("the length of a network must be 0 to " + bits + ": " + length);
        }
        if (!isIpv6 && (high != 0 || low >>> IPV4_BITS != 0)) {
            throw new IllegalArgumentException("an IPv4 address has 32 bits: 0x" + Long.toHexString(low));
        }
        if ((high & hostHigh(bits, length)) != 0 || (low & hostLow(bits, length)) != 0) {
            throw new IllegalArgumentException("'" + AddressText.of(isIpv6, high, low) + "/" + length
                    + "' has bits set behind its first " + length + "; write "
                    + AddressText.of(isIpv6, high & ~hostHigh(bits, length), low & ~hostLow(bits, length)) + "/"
                    + length
                    + ", or " + AddressText.of(isIpv6, high, low) + " for this one address");
        }
    }

    /**
     * The network of an IPv4 address.
     *
     * @throws IllegalArgumentException if the length is not 0 to 32, or bits behind it are set
     */
    public static Prefix ipv4(int address, int length) {
        return new Prefix(false, 0, Integer.toUnsignedLong(address), length);
    }

    /**
     * The network of an IPv6 address.
     *
     * @throws IllegalArgumentException if the length is not 0 to 128, or bits behind it are set
     */
    public static Prefix ipv6(long high, long low, int length) {
        return new Prefix(true, high, low, length);
    }

    /**
     * Reads {@code address/length}, or an address alone, which is a network of one. IPv4 addresses are four decimals
     * without leading zeros (others read those as octal), IPv6 addresses as RFC 4291, section 2.2 has them, without
     * zone. Asks nobody for names.
     *
     * @throws IllegalArgumentException if it is no network, or has bits set behind the length
     */
    public static Prefix parse(String text) {
        int slash = text.indexOf('/');
        int end = slash < 0 ? text.length() : slash;
        boolean isIpv6 = text.lastIndexOf(':', end) >= 0;
        int bits = isIpv6 ? IPV6_BITS : IPV4_BITS;
        long high = 0;
        long low;
        if (isIpv6) {
            long[] address = AddressText.ipv6(text, end);
            if (address == null) {
                throw noNetwork(text);
            }
            high = address[0];
            low = address[1];
        } else {
            low = AddressText.ipv4(text, 0, end);
            if (low < 0) {
                throw noNetwork(text);
            }
        }
        int length = slash < 0 ? bits : AddressText.decimal(text, slash + 1, text.length());
        if (length < 0) {
            throw noNetwork(text);
        }
        if (length > bits) {
            throw new IllegalArgumentException(quote(text) + " has a length beyond " + bits + "; write 0 to " + bits);
        }
        return new Prefix(isIpv6, high, low, length);
    }

    private static IllegalArgumentException noNetwork(String text) {
        return new IllegalArgumentException(quote(text)
                + " is no network; write 10.0.0.0/8, 192.0.2.1 or 2001:db8::/32, numbers without leading zeros");
    }

    /** Text of a stranger for a message: cut, and of visible ASCII. */
    static String quote(String text) {
        int shown = 60;
        StringBuilder quoted = new StringBuilder("'");
        for (int i = 0; i < Math.min(text.length(), shown); i++) {
            char c = text.charAt(i);
            quoted.append(c >= ' ' && c <= '~' ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return quoted.append(text.length() > shown ? "..." : "").append("'").toString();
    }

    /** First eight bytes of its highest address; 0 for IPv4. */
    public long lastHigh() {
        return high | hostHigh(isIpv6 ? IPV6_BITS : IPV4_BITS, length);
    }

    /** Last eight bytes of its highest address. */
    public long lastLow() {
        return low | hostLow(isIpv6 ? IPV6_BITS : IPV4_BITS, length);
    }

    /** The bits of {@link #high} behind the length. */
    private static long hostHigh(int bits, int length) {
        return bits == IPV6_BITS ? ones(Long.SIZE - length) : 0;
    }

    /** The bits of {@link #low} behind the length. */
    private static long hostLow(int bits, int length) {
        return ones(bits - length);
    }

    /** As many low bits as given, none for less than one, all for more than 63. */
    private static long ones(int count) {
        return count <= 0 ? 0 : count >= Long.SIZE ? -1L : (1L << count) - 1;
    }

    /** As {@link #parse} reads it, IPv6 as RFC 5952 recommends. */
    @Override
    public String toString() {
        return AddressText.of(isIpv6, high, low) + "/" + length;
    }
}
