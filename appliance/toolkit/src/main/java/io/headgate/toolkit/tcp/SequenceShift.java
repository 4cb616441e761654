package io.headgate.toolkit.tcp;

/**
 * One direction of a connection whose payload is changed in length: sequence numbers of its segments one way,
 * acknowledgement numbers of the other direction's segments the other way.
 *
 * <p>For each segment with payload, {@link #place}, {@link #change} for each changed run of bytes, {@link #finish}. A
 * change must be the same each time the bytes are sent again: this class knows where and how long, the filter what. A
 * change stays known until the receiver has acknowledged it; bytes that are acknowledged go out as they came, for the
 * receiver does not look at them.
 *
 * <p>The sender is told of a changed run only when the receiver has all of it, so it never begins within one when it
 * sends again. A run must keep at least one byte: a segment without payload would not be acknowledged.
 *
 * <p>Numbers wrap and are compared by serial number arithmetic (RFC 1982). Memory: 120 bytes, and 12 bytes a change of
 * which the number is rounded up to a power of two.
 */
public final class SequenceShift {
    /** What to do with a segment. */
    public enum Place {
        /** All behind {@link #changeableFrom} may be changed; {@link #sequence} is its number. */
        FITS,
        /** The receiver has all of it: it goes out unchanged under {@link #sequence}. Keep-alives are of this kind. */
        DELIVERED,
        /**
         * It begins behind a gap. Whoever wants to change what comes in the gap must drop it, for its number depends on
         * that; otherwise it fits.
         */
        AHEAD,
        /** It begins or ends within a changed run, so that it cannot be changed as before: it must be dropped. */
        CUT
    }

    /** Most changes on their way. */
    public static final int MAX_CHANGES = 1_024;

    private final Marks marks;
    private boolean isOpen;

    /** Behind the highest byte that went out, as the sender counts. */
    private int highest;

    /** What the receiver has acknowledged, as the sender counts: never within a changed run. */
    private int acknowledged;

    private int begin;
    private int end;
    private int changeableFrom;
    private int sequence;
    private int settledMarks;
    private int applied;
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
    }

    /** Makes this the direction of another connection. */
    public void reset() {
        isOpen = false;
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

    private void start(int number) {
        isOpen = true;
        highest = number;
        acknowledged = number;
    }

    /**
     * Finds the place of a segment; changes that were not finished are forgotten.
     *
     * @param number its sequence number
     * @param length bytes of payload
     */
    public Place place(int number, int length) {
        if (!isOpen && length > 0) {
            start(number);
        }
        marks.cut(settledMarks);
        begin = number;
        end = number + length;
        changedTo = number;
        applied = 0;
        if (!isOpen) {
            sequence = number;
            changeableFrom = end;
            return Place.FITS;
        }
        if (acknowledged - end >= 0 && (length > 0 || acknowledged - end > 0)) {
            sequence = marks.forward(end) - length;
            changeableFrom = end;
            return Place.DELIVERED;
        }
        int delivered = Math.max(acknowledged - number, 0);
        changeableFrom = number + delivered;
        sequence = marks.forward(changeableFrom) - delivered;
        if (length == 0) {
            return Place.FITS;
        }
        if (marks.within(changeableFrom, end) < 0) {
            return Place.CUT;
        }
        return number - highest > 0 ? Place.AHEAD : Place.FITS;
    }

    /** The number under which the segment that was placed goes out. */
    public int sequence() {
        return sequence;
    }

    /** The first byte that may be changed, as the sender counts: the receiver has those before it. */
    public int changeableFrom() {
        return changeableFrom;
    }

    /**
     * Asks to replace bytes of the segment that was placed, behind all asked before.
     *
     * @param start sequence number of the first of them
     * @param oldLength how many, 1 or more
     * @param newLength by how many, 1 or more
     * @return whether it may be done. If not they must stay as they are: they went out so before, or what follows them did,
     *     or there are too many changes on their way. A change that keeps the length is no exception: it is remembered too,
     *     lest the sender begin within it.
     * @throws IllegalArgumentException if the bytes are not the segment's, or none
     */
    public boolean change(int start, int oldLength, int newLength) {
        boolean isInside = start - changeableFrom >= 0 && start - changedTo >= 0 && end - start >= oldLength;
        if (oldLength < 1 || newLength < 1 || !isInside) {
            throw new IllegalArgumentException("a change needs 1 byte or more of the segment's, before and after it: "
                    + oldLength + " to " + newLength + " at byte " + (start - begin) + " of " + (end - begin)
                    + ", after byte " + Math.max(changedTo - begin, changeableFrom - begin));
        }
        int known = marks.at(start);
        boolean isAllowed = known >= 0
                ? marks.isSame(known, oldLength, newLength - oldLength)
                : start - highest >= 0 && !marks.isFull();
        if (isAllowed) {
            changedTo = start + oldLength;
            applied++;
            if (known < 0) {
                marks.add(start, oldLength, newLength - oldLength);
            }
        }
        return isAllowed;
    }

    /**
     * Whether a byte before this number has not gone out yet. Of use for a FIN without payload, which {@link Place#AHEAD}
     * does not tell of, and, with a byte's number and one, to know whether the byte is new.
     */
    public boolean isAhead(int number) {
        return isOpen && number - highest > 0;
    }

    /**
     * The segment goes out.
     *
     * @param isFin whether it carries FIN
     * @return whether all changes that its bytes went out with before were asked for again. If not the segment must be
     *     dropped, and nothing has happened.
     */
    public boolean finish(boolean isFin) {
        if (!isOpen) {
            return true;
        }
        if (end != changeableFrom && marks.within(changeableFrom, end) != applied) {
            marks.cut(settledMarks);
            return false;
        }
        settledMarks = marks.size();
        int behind = isFin ? end + 1 : end;
        if (behind != begin && behind - highest > 0) {
            highest = behind;
        }
        return true;
    }

    /**
     * Translates an acknowledgement of the other direction, and takes note of it.
     *
     * @param number as the receiver counts
     * @return as the sender does; within a changed run its begin. One that is older than another seen here is still older,
     *     but which it was is no longer known.
     */
    public int acknowledge(int number) {
        if (!isOpen) {
            return number;
        }
        marks.cut(settledMarks);
        int translated = marks.backward(number, false);
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

    /**
     * Translates the left edge of a block that the receiver has; within a changed run its end. Not before what is
     * acknowledged, so that older blocks become empty.
     */
    int leftEdge(int number) {
        if (!isOpen) {
            return number;
        }
        int translated = marks.backward(number, true);
        return translated - acknowledged > 0 ? translated : acknowledged;
    }

    /** Translates the right edge; within a changed run its begin. */
    int rightEdge(int number) {
        return isOpen ? marks.backward(number, false) : number;
    }

    /** By how many bytes the stream has grown, as far as it went out. */
    public int growth() {
        return isOpen ? marks.forward(highest) - highest : 0;
    }
}
