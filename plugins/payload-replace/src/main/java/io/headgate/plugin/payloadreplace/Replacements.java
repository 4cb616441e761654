package io.headgate.plugin.payloadreplace;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

/** What is looked for and by what it is replaced. The leftmost counts, and of several at one place the one named first. */
final class Replacements {
    /** Returned when nothing is found. */
    static final int NONE = -1;

    private static final int BYTES = 256;

    private final byte[][] finds;
    private final byte[][] withs;
    private final boolean[] isFirstByte = new boolean[BYTES];
    private final int shortest;
    private int found;

    /** As many {@code withs} as {@code finds}; these have a byte or more each. */
    Replacements(List<byte[]> finds, List<byte[]> withs) {
        this.finds = finds.toArray(byte[][]::new);
        this.withs = withs.toArray(byte[][]::new);
        int least = Integer.MAX_VALUE;
        for (byte[] find : finds) {
            isFirstByte[find[0] & 0xFF] = true;
            least = Math.min(least, find.length);
        }
        this.shortest = least;
    }

    /**
     * Looks for the next.
     *
     * @param from index to begin at
     * @param end index behind the last byte
     * @return where it begins, or {@link #NONE}; {@link #found} then says which
     */
    int next(byte[] bytes, int from, int end) {
        for (int at = from; at <= end - shortest; at++) {
            if (isFirstByte[bytes[at] & 0xFF] && isAt(bytes, at, end)) {
                return at;
            }
        }
        return NONE;
    }

    private boolean isAt(byte[] bytes, int at, int end) {
        for (int i = 0; i < finds.length; i++) {
            byte[] find = finds[i];
            if (find.length <= end - at && Arrays.equals(find, 0, find.length, bytes, at, at + find.length)) {
                found = i;
                return true;
            }
        }
        return false;
    }

    /** Number of what was found, counted from 0. */
    int found() {
        return found;
    }

    /** Bytes that were found. */
    int oldLength() {
        return finds[found].length;
    }

    /** How many there are. */
    int size() {
        return finds.length;
    }

    /** What comes in the place of one of them. */
    byte[] replacement(int number) {
        return withs[number];
    }

    /** Whether bytes are the first of those of one of them. */
    boolean isBeginOf(int number, byte[] bytes, int at, int length) {
        byte[] find = finds[number];
        return length <= find.length && Arrays.equals(find, 0, length, bytes, at, at + length);
    }

    /** A digest: filters with the same may take over each other's connections. */
    byte[] digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int i = 0; i < finds.length; i++) {
                for (byte[] bytes : List.of(finds[i], withs[i])) {
                    digest.update(ByteBuffer.allocate(Integer.BYTES)
                            .putInt(bytes.length)
                            .array());
                    digest.update(bytes);
                }
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256; this one does not", missing);
        }
    }
}
