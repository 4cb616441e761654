package io.headgate.toolkit.tcp;

/**
 * One direction of a connection whose payload is changed in length: sequence numbers of its segments one way,
 * acknowledgement numbers of the other direction's segments the other way.
 *
 * <p>For each segment with payload, {@link #place}; then the caller makes the {@link #runs} of it what it made them before,
 * looks from {@link #newFrom} on for what else to {@link #change}, and has it {@link #finish}. This class knows where and how
 * long, the filter what: the tag that it gives with a change says it. A change stays known until the receiver has
 * acknowledged it; bytes that are acknowledged go out as they came, for the receiver does not look at them.
 *
 * <p>The sender is told of a changed run only when the receiver has all of it. It may send again in other pieces than before,
 * so that one ends within a run: that one goes out with the whole run, and of the next one what is behind the run. A run must
 * keep at least one byte: a segment without payload would not be acknowledged.
 *
 * <p>Numbers wrap and are compared by serial number arithmetic (RFC 1982). Memory: 150 bytes, and 16 bytes a change of
 * which the number is rounded up to a power of two.
 */
public final class SequenceShift {
    /** What to do with a segment. */
    public enum Place {
        /** From {@link #begin} on it goes out under {@link #sequence}, with its {@link #runs} changed as before. */
        FITS,
        /** The receiver has all of it: it goes out unchanged under {@link #sequence}. Keep-alives are of this kind. */
        DELIVERED,
        /**
         * It begins behind a gap. Whoever wants to change what comes in the gap must drop it, for its number depends on
         * that; otherwise it fits.
         */
        AHEAD,
        /** All of it is within a changed run, behind its begin: it must be dropped, the run goes out with its begin. */
        CUT
    }

    /** Most changes on their way. */
    public static final int MAX_CHANGES = 1_024;

    final Marks marks;
    private final ChangedRuns runs;
    boolean isOpen;

    /** Behind the highest byte that went out, as the sender counts. */
    int highest;

    /** What the receiver has acknowledged, as the sender counts: never within a changed run. */
    int acknowledged;

    boolean isFinSent;

    /** Behind the FIN, if one went out. */
    int fin;

    private int number;
    private int begin;
    private int end;
    private int changeableFrom;
    private int sequence;
    int settledMarks;
    private int changedTo;

    /**
     * Makes a direction that has carried nothing.
     *
     * @param changes how many may be unacknowledged at the same time, 1 to {@link #MAX_CHANGES}
     * @throws IllegalArgumentException outside this range
     */
    public SequenceShift(int changes) {
        if (changes < 1 || changes > MAX_CHANGES) {
            throw new IllegalArgumentException("changes must be from 1 to " + MAX_CHANGES + ": " + changes);
        }
        this.marks = new Marks(changes);
        this.runs = new ChangedRuns(marks);
    }

    /** Makes this the direction of another connection. */
    public void reset() {
        isOpen = false;
        isFinSent = false;
        settledMarks = 0;
        marks.clear();
    }

    /**
     * Takes note of a SYN: payload begins behind it. Without one the first payload seen opens the direction. A SYN that is
     * sent again changes nothing.
     */
    public void open(int synSequence) {
        if (!isOpen) {
            start(synSequence + 1);
        }
    }

    private void start(int first) {
        isOpen = true;
        highest = first;
        acknowledged = first;
    }

    /**
     * Finds the place of a segment; changes that were not finished are forgotten.
     *
     * @param first its sequence number
     * @param length bytes of payload
     */
    public Place place(int first, int length) {
        if (!isOpen && length > 0) {
            start(first);
        }
        marks.cut(settledMarks);
        number = first;
        begin = first;
        end = first + length;
        runs.clear();
        changeableFrom = end;
        changedTo = end;
        if (!isOpen) {
            sequence = first;
            return Place.FITS;
        }
        if (acknowledged - end >= 0 && (length > 0 || acknowledged - end > 0)) {
            sequence = marks.forward(end) - length;
            return Place.DELIVERED;
        }
        int delivered = Math.max(acknowledged - first, 0);
        changeableFrom = first + delivered;
        sequence = marks.forward(changeableFrom) - delivered;
        if (length == 0) {
            return Place.FITS;
        }
        int behindRun = runs.find(changeableFrom, end);
        if (behindRun != changeableFrom) {
            begin = behindRun;
            changeableFrom = begin;
            sequence = marks.forward(begin);
        }
        if (begin - end >= 0) {
            return Place.CUT;
        }
        changedTo = newFrom();
        return first - highest > 0 ? Place.AHEAD : Place.FITS;
    }

    /** The number under which the segment that was placed goes out, from {@link #begin} on. */
    public int sequence() {
        return sequence;
    }

    /** The first byte that goes out, as the sender counts: if the segment begins within a changed run, what is behind that. */
    public int begin() {
        return begin;
    }

    /** The first byte that was not delivered, as the sender counts: those before it go out as they are. */
    public int changeableFrom() {
        return changeableFrom;
    }

    /** The first byte of the segment, as the sender counts, that has not gone out before; its end if there is none. */
    public int newFrom() {
        int from = highest - changeableFrom > 0 ? highest : changeableFrom;
        return from - end > 0 ? end : from;
    }

    /** What of the segment that was placed has to be changed as before. Valid until it is finished. */
    public ChangedRuns runs() {
        return runs;
    }

    /**
     * Asks to replace bytes of the segment that was placed, behind all asked before and not before {@link #newFrom}. A change
     * that keeps the length is no exception: it is remembered too, lest the sender send half of it again.
     *
     * @param start sequence number of the first of them
     * @param oldLength how many, 1 or more
     * @param newLength by how many, 1 or more
     * @param tag what the caller calls it
     * @return whether it may be done; not if there are too many changes on their way
     * @throws IllegalArgumentException if the bytes are not the segment's, went out before, or are none
     */
    public boolean change(int start, int oldLength, int newLength, int tag) {
        boolean isInside = start - changedTo >= 0 && end - start >= oldLength;
        if (oldLength < 1 || newLength < 1 || !isInside) {
            throw new IllegalArgumentException("a change needs 1 byte or more of the segment's, before and after it: "
                    + oldLength + " to " + newLength + " at byte " + (start - number) + " of " + (end - number)
                    + ", after byte " + (changedTo - number));
        }
        if (marks.isFull()) {
            return false;
        }
        marks.add(start, oldLength, newLength - oldLength, tag);
        changedTo = start + oldLength;
        return true;
    }

    /**
     * Of the segment that was placed only what is before this number goes out; the rest is as if it had not come.
     *
     * @param newEnd not within what was changed
     */
    public void shorten(int newEnd) {
        end = newEnd;
    }

    /**
     * Whether a byte before this number has not gone out yet. Of use for a FIN without payload, which {@link Place#AHEAD}
     * does not tell of.
     */
    public boolean isAhead(int sent) {
        return isOpen && sent - highest > 0;
    }

    /** Whether a number is one that the receiver may be waiting for: neither acknowledged nor behind all that went out. */
    public boolean isAwaited(int sent) {
        return isOpen && sent - acknowledged >= 0 && highest - sent >= 0;
    }

    public boolean isOpen() {
        return isOpen;
    }

    /** Whether its FIN has gone out and the receiver has it. */
    public boolean isEnded() {
        return isOpen && isFinSent && acknowledged - fin >= 0;
    }

    /**
     * The segment goes out, all its runs changed as before.
     *
     * @param isFin whether it carries FIN
     */
    public void finish(boolean isFin) {
        if (!isOpen) {
            return;
        }
        settledMarks = marks.size();
        int behind = isFin ? end + 1 : end;
        if (isFin && behind - highest >= 0) {
            isFinSent = true;
            fin = behind;
        }
        if (behind != number && behind - highest > 0) {
            highest = behind;
        }
    }

    /**
     * Translates an acknowledgement of the other direction, and takes note of it.
     *
     * @param received as the receiver counts
     * @return as the sender does; within a changed run its begin. One that is older than another seen here is still older,
     *     but which it was is no longer known.
     */
    public int acknowledge(int received) {
        if (!isOpen) {
            return received;
        }
        marks.cut(settledMarks);
        int translated = marks.backward(received, false);
        if (translated - acknowledged < 0) {
            // Its changes may be forgotten. All before the newest has arrived, so this is true, and not a duplicate.
            return acknowledged - 1;
        }
        if (translated - acknowledged > 0 && highest - translated >= 0) {
            acknowledged = translated;
            marks.settle(translated);
            settledMarks = marks.size();
        }
        return translated;
    }

    /** What a number of the receiver's is for the sender, without taking note of it; within a changed run its begin. */
    public int toSender(int received) {
        return isOpen ? marks.backward(received, false) : received;
    }

    /** What a number of the sender's is for the receiver. */
    public int toReceiver(int sent) {
        return isOpen ? marks.forward(sent) : sent;
    }

    /**
     * Translates the left edge of a block that the receiver has; within a changed run its end. Not before what is
     * acknowledged, so that older blocks become empty.
     */
    int leftEdge(int received) {
        if (!isOpen) {
            return received;
        }
        int translated = marks.backward(received, true);
        return translated - acknowledged > 0 ? translated : acknowledged;
    }

    /** Translates the right edge; within a changed run its begin. */
    int rightEdge(int received) {
        return toSender(received);
    }

    /** By how many bytes the stream has grown, as far as it went out. */
    public int growth() {
        return isOpen ? marks.forward(highest) - highest : 0;
    }
}
