package io.headgate.testkit.packet;

/**
 * Internet checksums (RFC 1071) computed over all bytes: the remainder of their sum by 65,535, with nothing taken from the
 * engine. An oracle for what the engine repairs by differences.
 */
public final class Sums {
    private static final int MODULUS = 65_535;

    private Sums() {}

    /**
     * The sum of big-endian words, an odd last byte being the upper one of its word; not folded.
     *
     * @param from index of the first byte
     * @param to index behind the last byte
     */
    public static long sum(byte[] bytes, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            int value = bytes[i] & 0xFF;
            sum += (i - from) % 2 == 0 ? value * 256L : value;
        }
        return sum;
    }

    /** What a checksum field must hold so that everything sums up to 65,535: 0 to 65,535. */
    public static int checksum(long sum) {
        return MODULUS - folded(sum);
    }

    /** Whether a sum that includes its checksum field says that nothing is wrong. */
    public static boolean isRight(long sum) {
        return folded(sum) == MODULUS;
    }

    private static int folded(long sum) {
        long remainder = sum % MODULUS;
        return sum != 0 && remainder == 0 ? MODULUS : (int) remainder;
    }

    /**
     * The pseudo-header's sum (RFC 9293, section 3.1; RFC 8200, section 8.1).
     *
     * @param source 4 or 16 bytes
     * @param destination where the packet finally goes
     */
    public static long pseudoHeader(byte[] source, byte[] destination, int protocol, int length) {
        return sum(source, 0, source.length) + sum(destination, 0, destination.length) + protocol + length;
    }
}
