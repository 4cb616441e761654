package io.headgate.toolkit.anonymise;

import java.util.Arrays;

/**
 * Replaces addresses one to one, keeping prefixes: two addresses that share exactly k leading bits are replaced by two that
 * share exactly k. Who has the same key replaces them alike, in any order and on any machine, and can undo it; who has not
 * learns which addresses are neighbours, and by that, from those he knows, something about others.
 *
 * <p>This is Crypto-PAn (Xu, Fan, Ammar, Moon: Prefix-preserving IP address anonymization: measurement-based security
 * evaluation and a new cryptography-based scheme, ICNP 2002) with AES, for 32 bits and, built the same way, for 128. All
 * addresses are replaced, groups and local ones too; who wants to keep some does not ask.
 *
 * <pre>
 *   bit i of the result = bit i of the address ^ first bit of AES(first i bits of the address, then those of the pad)
 * </pre>
 *
 * <p>An IPv4 address costs 32 blocks of AES, an IPv6 address 128; a bounded cache saves that for addresses that return, and
 * half of it for others of the same /64. Shape: 56 bytes per entry. Thread: one at a time.
 */
public final class CryptoPan {
    /** Bytes of a key: 16 for AES, 16 that make the pad. */
    public static final int KEY_BYTES = 32;

    /** Most entries of the cache, which then takes 56 MiB. */
    public static final int LARGEST_CACHE = 1 << 20;

    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;
    // Fibonacci hashing (Knuth, The art of computer programming, volume 3, section 6.4).
    private static final long GOLDEN_RATIO = 0x9E37_79B9_7F4A_7C15L;

    private final PrefixCipher cipher;
    private final int slotShift;
    // An address has one slot, where it replaces what was there. All begin with address 0 and its true mask: none is
    // empty.
    /** Address and mask in one. */
    private final long[] ipv4;
    /** First eight bytes, and their mask. */
    private final long[] networks;
    /** First and last eight bytes, and the masks of both. */
    private final long[] ipv6;

    private long high;
    private long low;

    /**
     * Makes an anonymiser.
     *
     * @param key {@link #KEY_BYTES} secret bytes; the array is not kept
     * @param cacheEntries a power of two from 2 to {@link #LARGEST_CACHE}
     * @throws IllegalArgumentException if one of them has another size
     */
    public CryptoPan(byte[] key, int cacheEntries) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("key must have " + KEY_BYTES + " bytes: " + key.length);
        }
        if (cacheEntries < 2 || cacheEntries > LARGEST_CACHE || Integer.bitCount(cacheEntries) != 1) {
            throw new IllegalArgumentException(
                    "cache must have a power of two from 2 to " + LARGEST_CACHE + " entries: " + cacheEntries);
        }
        cipher = new PrefixCipher(key);
        slotShift = Long.SIZE - Integer.numberOfTrailingZeros(cacheEntries);
        ipv4 = new long[cacheEntries];
        networks = new long[2 * cacheEntries];
        ipv6 = new long[4 * cacheEntries];
        Arrays.fill(ipv4, cipher.mask(0, 0, 0, IPV4_BITS));
        long maskHigh = cipher.mask(0, 0, 0, Long.SIZE);
        long maskLow = cipher.mask(0, 0, Long.SIZE, Long.SIZE);
        for (int i = 0; i < cacheEntries; i++) {
            networks[2 * i + 1] = maskHigh;
            ipv6[4 * i + 2] = maskHigh;
            ipv6[4 * i + 3] = maskLow;
        }
    }

    /** What stands for this IPv4 address. */
    public int anonymise(int address) {
        int at = slot(address);
        long cached = ipv4[at];
        if ((int) (cached >>> IPV4_BITS) != address) {
            long head = (long) address << IPV4_BITS;
            cached = head | cipher.mask(head, 0, 0, IPV4_BITS);
            ipv4[at] = cached;
        }
        return address ^ (int) cached;
    }

    /** Finds what stands for this IPv6 address; {@link #high} and {@link #low} are it until the next call. */
    public void anonymise(long addressHigh, long addressLow) {
        int at = 4 * slot((addressHigh * GOLDEN_RATIO) ^ addressLow);
        if (ipv6[at] != addressHigh || ipv6[at + 1] != addressLow) {
            ipv6[at] = addressHigh;
            ipv6[at + 1] = addressLow;
            ipv6[at + 2] = networkMask(addressHigh);
            ipv6[at + 3] = cipher.mask(addressHigh, addressLow, Long.SIZE, Long.SIZE);
        }
        high = addressHigh ^ ipv6[at + 2];
        low = addressLow ^ ipv6[at + 3];
    }

    private long networkMask(long addressHigh) {
        int at = 2 * slot(addressHigh);
        if (networks[at] != addressHigh) {
            networks[at] = addressHigh;
            networks[at + 1] = cipher.mask(addressHigh, 0, 0, Long.SIZE);
        }
        return networks[at + 1];
    }

    private int slot(long hashed) {
        return (int) ((hashed * GOLDEN_RATIO) >>> slotShift);
    }

    /** The IPv4 address that this one stands for; not from the cache, bit by bit. */
    public int original(int anonymised) {
        long head = 0;
        for (int i = 0; i < IPV4_BITS; i++) {
            long bit = (anonymised >>> (IPV4_BITS - 1 - i) & 1) ^ cipher.mask(head, 0, i, 1);
            head |= bit << (Long.SIZE - 1 - i);
        }
        return (int) (head >>> IPV4_BITS);
    }

    /** Finds the IPv6 address that this one stands for, bit by bit; result as of {@link #anonymise(long, long)}. */
    public void original(long anonymisedHigh, long anonymisedLow) {
        high = 0;
        low = 0;
        for (int i = 0; i < IPV6_BITS; i++) {
            long half = i < Long.SIZE ? anonymisedHigh : anonymisedLow;
            int shift = Long.SIZE - 1 - i % Long.SIZE;
            long bit = (half >>> shift & 1) ^ cipher.mask(high, low, i, 1);
            if (i < Long.SIZE) {
                high |= bit << shift;
            } else {
                low |= bit << shift;
            }
        }
    }

    /** First eight bytes of the address found last. */
    public long high() {
        return high;
    }

    /** Last eight bytes of the address found last. */
    public long low() {
        return low;
    }
}
