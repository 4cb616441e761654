package io.headgate.plugin.payloadreplace;

import io.headgate.api.Packet;

/**
 * A payload and what it is to become. Nothing is written to the packet before {@link #apply}. Places are indexes in the
 * payload as it came.
 *
 * <p>Bounded: the caller sees with {@link #placeOf} that the result is not longer than a packet can be.
 */
final class Draft {
    private static final int LARGEST = 0x1_0000;
    private static final int UNCHANGED = -1;

    private final byte[] before = new byte[LARGEST];

    /** What the payload becomes from the first change to the end of the last. */
    private final byte[] after = new byte[LARGEST];

    private int end;
    private int first;
    private int last;
    private int afterLength;
    private int growth;
    private int cutAt;

    /** Takes a packet's payload. */
    void begin(Packet packet) {
        end = packet.payloadLength();
        packet.read(packet.payloadOffset(), before, 0, end);
        first = UNCHANGED;
        last = 0;
        afterLength = 0;
        growth = 0;
        cutAt = end;
    }

    /** The payload as it came, up to {@link #end}. */
    byte[] bytes() {
        return before;
    }

    int end() {
        return end;
    }

    /** Where a byte comes to lie that is not before the last change. */
    int placeOf(int at) {
        return at + growth;
    }

    /** Length of the payload that it becomes. */
    int length() {
        return cutAt + growth;
    }

    /** Behind the last bytes that go out. */
    int cutAt() {
        return cutAt;
    }

    /** Whether it is cut. */
    boolean isCut() {
        return cutAt < end;
    }

    /**
     * Puts others in the place of some bytes, behind all that were replaced before.
     *
     * @param oldLength how many; what is behind the end does not count
     */
    void replace(int at, int oldLength, byte[] by) {
        if (first == UNCHANGED) {
            first = at;
            last = at;
        }
        int old = Math.min(oldLength, end - at);
        append(before, last, at);
        append(by, 0, by.length);
        growth += by.length - old;
        last = at + old;
    }

    /** Has nothing go out from here on, which is not before the end of the last change. */
    void cut(int at) {
        cutAt = at;
    }

    /** Cuts what would be longer than so much, but not the last change. */
    void cutTo(int length) {
        cutAt = Math.max(last, Math.min(cutAt, length - growth));
    }

    private void append(byte[] source, int from, int to) {
        System.arraycopy(source, from, after, afterLength, to - from);
        afterLength += to - from;
    }

    /** Makes the packet's payload what was drafted. */
    void apply(Packet packet) {
        int payload = packet.payloadOffset();
        if (first != UNCHANGED) {
            if (isCut()) {
                append(before, last, cutAt);
            }
            packet.replacePayload(payload + first, payload + (isCut() ? end : last), after, 0, afterLength);
        } else if (isCut()) {
            packet.resizePayload(cutAt);
        }
    }
}
