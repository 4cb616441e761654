package io.headgate.toolkit.tcp;

import java.nio.ByteBuffer;

/**
 * A {@link SequenceShift} as bytes, big-endian: flags (1 byte; 1 if it carried anything, 2 if a FIN), three numbers as the
 * sender counts (4 bytes each: behind all that went out, acknowledged, behind the FIN), then {@link Marks#write}.
 */
final class DirectionState {
    private static final int IS_OPEN = 1;
    private static final int IS_FIN_SENT = 2;
    private static final int HEADER = 1 + 3 * Integer.BYTES;

    private DirectionState() {}

    static int length(SequenceShift shift) {
        return HEADER + Marks.STATE + shift.settledMarks * Marks.STATE_PER_RUN;
    }

    static void write(SequenceShift shift, ByteBuffer to) {
        to.put((byte) ((shift.isOpen ? IS_OPEN : 0) | (shift.isFinSent ? IS_FIN_SENT : 0)));
        to.putInt(shift.highest).putInt(shift.acknowledged).putInt(shift.fin);
        shift.marks.write(to, shift.settledMarks);
    }

    /**
     * Reads what {@link #write} has written.
     *
     * @param tagLimit all tags are below it
     * @throws IllegalArgumentException if it makes no sense
     */
    static void read(SequenceShift shift, ByteBuffer state, int tagLimit) {
        shift.reset();
        int flags = state.get();
        int highest = state.getInt();
        int acknowledged = state.getInt();
        int fin = state.getInt();
        boolean isOpen = (flags & IS_OPEN) != 0;
        if ((flags & ~(IS_OPEN | IS_FIN_SENT)) != 0 || (isOpen && highest - acknowledged < 0)) {
            throw new IllegalArgumentException("a direction makes no sense: flags " + flags + ", acknowledged "
                    + (acknowledged - highest) + " bytes behind what went out");
        }
        shift.marks.read(state, acknowledged, tagLimit);
        int changes = shift.marks.size();
        if (changes > 0 && (!isOpen || shift.marks.end(changes - 1) - highest > 0)) {
            throw new IllegalArgumentException("a direction makes no sense: it has changes behind what went out");
        }
        shift.settledMarks = changes;
        shift.isOpen = isOpen;
        shift.isFinSent = (flags & IS_FIN_SENT) != 0;
        shift.highest = highest;
        shift.acknowledged = acknowledged;
        shift.fin = fin;
    }
}
