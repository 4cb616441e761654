package io.headgate.toolkit.tcp;

/**
 * The runs of a segment that went out changed and have to go out so again, in order. They do not overlap and begin at or
 * behind {@link SequenceShift#changeableFrom}. The last may end behind the segment's end: it goes out whole all the same.
 */
public final class ChangedRuns {
    private final Marks marks;
    private int first;
    private int count;

    ChangedRuns(Marks marks) {
        this.marks = marks;
    }

    void clear() {
        count = 0;
    }

    /**
     * Finds those that begin in a part of the stream.
     *
     * @return where the run ends that the part begins within, behind its begin; {@code from} if it does not
     */
    int find(int from, int end) {
        int begin = from;
        first = marks.firstEndingBehind(from);
        if (first < marks.size() && from - marks.start(first) > 0) {
            begin = marks.end(first);
            first++;
        }
        count = 0;
        while (first + count < marks.size() && end - marks.start(first + count) > 0) {
            count++;
        }
        return begin;
    }

    /** How many there are. */
    public int count() {
        return count;
    }

    /** Sequence number of the first byte of one, counted from 0. */
    public int start(int run) {
        return marks.start(first + run);
    }

    /** How many bytes it had. */
    public int length(int run) {
        return marks.end(first + run) - start(run);
    }

    /** What the caller called it in {@link SequenceShift#change}. */
    public int tag(int run) {
        return marks.tag(first + run);
    }
}
