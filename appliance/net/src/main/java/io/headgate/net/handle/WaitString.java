package io.headgate.net.handle;

import java.util.Arrays;

/** Collects bytes up to and with a wait string. */
final class WaitString {
    private final byte[] wait;
    private byte[] bytes = new byte[256];
    private int count;

    /** A wait string ends at its first zero byte; an empty one is met by any byte. */
    WaitString(byte[] wait) {
        int end = 0;
        while (end < wait.length && wait[end] != 0) {
            end++;
        }
        this.wait = Arrays.copyOf(wait, end);
    }

    /** Adds a byte; says whether what is collected now ends with the wait string. */
    boolean add(byte next) {
        if (count == bytes.length) {
            bytes = Arrays.copyOf(bytes, count * 2);
        }
        bytes[count++] = next;
        int from = count - wait.length;
        return from >= 0 && Arrays.equals(bytes, from, count, wait, 0, wait.length);
    }

    int count() {
        return count;
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, count);
    }
}
