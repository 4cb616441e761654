package io.headgate.plugin.payloadreplace;

import io.headgate.api.Packet;
import io.headgate.toolkit.tcp.SequenceShift;

/** Rewrites one payload after another: looks for what is to be replaced, and has the packet changed once. */
final class Rewriting {
    private static final int LARGEST = 0x1_0000;

    private final Replacements replacements;
    private final int most;
    private final byte[] before = new byte[LARGEST];

    /** What the payload becomes from the first change to the end of the last. */
    private final byte[] after = new byte[LARGEST];

    private int afterLength;
    private int replaced;
    private int leftAlone;

    /** Replaces at most {@code most} in one payload. */
    Rewriting(Replacements replacements, int most) {
        this.replacements = replacements;
        this.most = most;
    }

    /**
     * Rewrites a datagram.
     *
     * @param room bytes by which the packet may grow
     */
    void rewrite(Packet packet, int room) {
        rewrite(packet, null, 0, room);
    }

    /**
     * Rewrites a segment that was placed. What was replaced before is so again, whatever the room.
     *
     * @param shift of its direction
     * @param number of its first byte, as the sender counts
     * @param room bytes by which the packet may grow
     */
    void rewrite(Packet packet, SequenceShift shift, int number, int room) {
        int payload = packet.payloadOffset();
        int end = packet.payloadLength();
        packet.read(payload, before, 0, end);
        replaced = 0;
        leftAlone = 0;
        afterLength = 0;
        int growth = 0;
        int first = 0;
        int last = 0;
        int at = replacements.next(before, shift == null ? 0 : shift.changeableFrom() - number, end);
        while (at != Replacements.NONE) {
            int oldLength = replacements.oldLength();
            byte[] by = replacements.replacement();
            int more = by.length - oldLength;
            boolean isNew = shift == null || shift.isAhead(number + at + 1);
            boolean fits = !isNew || (replaced < most && (more <= 0 || growth + more <= room));
            if (fits && (shift == null || shift.change(number + at, oldLength, by.length))) {
                first = replaced == 0 ? at : first;
                append(before, replaced == 0 ? at : last, at);
                append(by, 0, by.length);
                growth += more;
                last = at + oldLength;
                replaced++;
                at = last;
            } else {
                leftAlone += isNew ? 1 : 0;
                at++;
            }
            at = replacements.next(before, at, end);
        }
        if (replaced > 0) {
            packet.replacePayload(payload + first, payload + last, after, 0, afterLength);
        }
    }

    private void append(byte[] source, int from, int to) {
        System.arraycopy(source, from, after, afterLength, to - from);
        afterLength += to - from;
    }

    /** How many were replaced. */
    int replaced() {
        return replaced;
    }

    /** How many were found for the first time and not replaced. */
    int leftAlone() {
        return leftAlone;
    }
}
