package io.headgate.plugin.nat;

import io.headgate.toolkit.prefix.Prefix;
import java.util.List;
import java.util.stream.LongStream;

/** The addresses that the network sees, numbered from 0. Immutable. */
final class OutsideAddresses {
    /** Most addresses: each costs three tables of ports. */
    static final int MOST = 64;

    /** Returned for an address that is none of them. */
    static final int NONE = -1;

    /** 2^32 by the golden ratio: multiplying spreads neighbours (Knuth, volume 3, section 6.4). */
    private static final int GOLDEN = 0x9E37_79B9;

    private final int[] addresses;

    private OutsideAddresses(int[] addresses) {
        this.addresses = addresses;
    }

    /**
     * Reads addresses, networks and ranges: {@code 198.51.100.1}, {@code 198.51.100.0/30}, {@code 198.51.100.1-198.51.100.9}.
     *
     * @throws IllegalArgumentException if one is none of these or has not IPv4 addresses, if one address is given twice, or if
     *     there are more than {@link #MOST}
     */
    static OutsideAddresses parse(List<String> texts) {
        int[] all = texts.stream()
                .flatMapToLong(OutsideAddresses::range)
                .mapToInt(address -> (int) address)
                .limit(MOST + 1L)
                .toArray();
        if (all.length > MOST) {
            throw new IllegalArgumentException("has more than " + MOST + " addresses");
        }
        OutsideAddresses addresses = new OutsideAddresses(all);
        for (int i = 0; i < all.length; i++) {
            if (addresses.indexOf(all[i]) != i) {
                throw new IllegalArgumentException(
                        "has " + Prefix.ipv4(all[i], Integer.SIZE).toString().replace("/32", "") + " twice");
            }
        }
        return addresses;
    }

    private static LongStream range(String text) {
        String[] ends = text.split("-", 2);
        Prefix first = ipv4(ends[0].strip());
        Prefix last = ends.length == 1 ? first : ipv4(ends[1].strip());
        boolean isRange = ends.length == 2;
        if (last.low() < first.low() || (isRange && (first.length() < Integer.SIZE || last.length() < Integer.SIZE))) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no range of addresses; write 198.51.100.1-198.51.100.9");
        }
        return LongStream.rangeClosed(first.low(), last.lastLow());
    }

    private static Prefix ipv4(String text) {
        Prefix prefix = Prefix.parse(text);
        if (prefix.isIpv6()) {
            throw new IllegalArgumentException("'" + text + "' is IPv6; nat translates IPv4 only");
        }
        return prefix;
    }

    int size() {
        return addresses.length;
    }

    int address(int index) {
        return addresses[index];
    }

    /** The number of an address, or {@link #NONE}. */
    int indexOf(int address) {
        for (int i = 0; i < addresses.length; i++) {
            if (addresses[i] == address) {
                return i;
            }
        }
        return NONE;
    }

    /** Where to begin for an inside host: always at the same one, so that its flows share an address (RFC 4787, REQ-2). */
    int preferredBy(int insideAddress) {
        return Integer.remainderUnsigned((insideAddress * GOLDEN) >>> 16, addresses.length);
    }
}
