package io.headgate.engine.lane;

/** Tells what is wrong with the JVM from what is wrong with a filter. Thread: any. */
final class Fatal {
    /** Where this much cannot be had, the lane itself would be next to fail. */
    private static final int RESERVE_BYTES = 256 * 1024;

    /** Keeps the compiler from leaving the allocation out. */
    @SuppressWarnings("UnusedVariable")
    private static volatile byte[] reserve;

    private Fatal() {}

    /**
     * Throws on what says that the JVM itself is in trouble. Not a stack that ran over, which is the filter's own; and no lack
     * of memory if there is some: then the filter asked for too much, perhaps for what a packet had said.
     */
    static void rethrow(Throwable failure) {
        if (!(failure instanceof VirtualMachineError fatal) || failure instanceof StackOverflowError) {
            return;
        }
        if (failure instanceof OutOfMemoryError && hasMemory()) {
            return;
        }
        throw fatal;
    }

    private static boolean hasMemory() {
        try {
            reserve = new byte[RESERVE_BYTES];
            return true;
        } catch (OutOfMemoryError none) {
            return false;
        } finally {
            reserve = null;
        }
    }
}
