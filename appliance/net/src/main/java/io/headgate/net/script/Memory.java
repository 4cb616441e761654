package io.headgate.net.script;

/**
 * Bounds what a program holds: the values of its symbols and the arguments of the calls that are under way. Counted is
 * {@link Value#sizeBytes()}, which is more than is really taken where values share parts.
 */
final class Memory {
    /** Of all values together. */
    static final long MAX_BYTES = 64L << 20;

    /** Of one string. */
    static final int MAX_STRING_BYTES = 16 << 20;

    /** Of lists in lists that a program makes. */
    static final int MAX_DEPTH = 1_000;

    private long assigned;
    private long held;

    /** Where {@link #release} goes back to. */
    long mark() {
        return held;
    }

    void release(long mark) {
        held = mark;
    }

    /** Counts a value until {@link #release}; false if that is too much. */
    boolean hold(Value value) {
        held += value.sizeBytes();
        return assigned + held <= MAX_BYTES;
    }

    /** Counts what a symbol has instead of what it had; false, and nothing counted, if that is too much. */
    boolean assign(Value before, Value after) {
        long changed = assigned - before.sizeBytes() + after.sizeBytes();
        if (changed > MAX_BYTES) {
            return false;
        }
        assigned = changed;
        return true;
    }
}
