package io.headgate.plugin.payloadreplace;

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
     * @return where it begins, or {@link #NONE}; {@link #oldLength} and {@link #replacement} then are its
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

    /** Bytes that were found. */
    int oldLength() {
        return finds[found].length;
    }

    /** What comes in their place. */
    byte[] replacement() {
        return withs[found];
    }
}
