package io.headgate.toolkit.names;

import io.headgate.toolkit.dns.DnsName;

/**
 * The hash of a name and, a label less at a time, of the domains above it.
 *
 * <p>Shape: the name's n bytes without the root's are the digits of a number to an odd base, modulo 2^64. So a byte
 * is taken off the front by one multiplication, and all domains above a name cost no more than the name. {@link #mixed}
 * spreads it over all bits.
 */
final class NameHash {
    private static final long BASE = 0x9E37_79B9_7F4A_7C15L;
    private static final long[] POWERS = new long[DnsName.MAX_LENGTH];

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = POWERS[i - 1] * BASE;
        }
    }

    private NameHash() {}

    /** Of a whole name. */
    static long of(DnsName name) {
        long hash = 0;
        for (int i = 0; i < name.length() - 1; i++) {
            hash = hash * BASE + name.u8(i);
        }
        return hash;
    }

    /** Of a name among others, that ends with a root's byte. */
    static long of(byte[] names, int offset) {
        long hash = 0;
        int label = offset;
        while (names[label] != 0) {
            int end = label + 1 + names[label];
            for (; label < end; label++) {
                hash = hash * BASE + (names[label] & 0xFF);
            }
        }
        return hash;
    }

    /** Of the name from one label on, made of that from the label before on. */
    static long above(DnsName name, int label, int next, long hash) {
        long rest = hash;
        for (int i = label; i < next; i++) {
            rest -= name.u8(i) * POWERS[name.length() - 2 - i];
        }
        return rest;
    }

    /** What a table goes by. */
    static long mixed(long hash) {
        long mix = (hash ^ hash >>> 32) * 0xD6E8_FEB8_6659_FD93L;
        return mix ^ mix >>> 32;
    }
}
