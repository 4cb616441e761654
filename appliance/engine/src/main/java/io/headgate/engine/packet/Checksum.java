package io.headgate.engine.packet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The Internet checksum: whole (RFC 1071) and by difference (RFC 1624). */
public final class Checksum {
    private Checksum() {}

    /**
     * One's-complement sum of the 16-bit big-endian words in a range, not inverted; an odd last byte counts as the high
     * half of a word.
     *
     * <p>The sum does not depend on byte order but for one final swap (RFC 1071, section 2B), so it is taken in the
     * machine's order, eight bytes at a time; the halves of each long go to two sums that cannot overflow below 16 GiB.
     *
     * @param nativeBytes in the machine's byte order
     * @return 0 to 0xFFFF
     */
    public static int sum(ByteBuffer nativeBytes, int offset, int length) {
        long low = 0;
        long high = 0;
        int at = offset;
        int end = offset + length;
        for (int stop = end - 31; at < stop; at += 32) {
            long a = nativeBytes.getLong(at);
            long b = nativeBytes.getLong(at + 8);
            long c = nativeBytes.getLong(at + 16);
            long d = nativeBytes.getLong(at + 24);
            low += (a & 0xFFFF_FFFFL) + (b & 0xFFFF_FFFFL) + (c & 0xFFFF_FFFFL) + (d & 0xFFFF_FFFFL);
            high += (a >>> 32) + (b >>> 32) + (c >>> 32) + (d >>> 32);
        }
        for (; at + 2 <= end; at += 2) {
            low += nativeBytes.getShort(at) & 0xFFFF;
        }
        boolean isLittle = nativeBytes.order() == ByteOrder.LITTLE_ENDIAN;
        if (at < end) {
            int last = nativeBytes.get(at) & 0xFF;
            low += isLittle ? last : last << 8;
        }
        // Each sum is folded to 32 bits first: added as they are, their carries could be lost.
        int sum = fold((low & 0xFFFF_FFFFL) + (low >>> 32) + (high & 0xFFFF_FFFFL) + (high >>> 32));
        return isLittle ? ((sum & 0xFF) << 8) | (sum >>> 8) : sum;
    }

    /** Folds the carries of a one's-complement sum into 16 bits. */
    public static int fold(long sum) {
        long s = sum;
        while (s >>> 16 != 0) {
            s = (s & 0xFFFF) + (s >>> 16);
        }
        return (int) s;
    }

    /**
     * The checksum after a change (RFC 1624, equation 3).
     *
     * @param checksum as it stands in the header
     * @param delta sum of ~m + m' over the changed words
     */
    public static int update(int checksum, long delta) {
        return ~fold((~checksum & 0xFFFF) + delta) & 0xFFFF;
    }
}
