package io.headgate.engine.packet;

/** Thrown by a setter when a filter changes more than the undo log holds. Without stack trace: the lane counts it. */
final class UndoOverflow extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UndoOverflow() {
        super("more changes to one packet than the undo log holds", null, false, false);
    }
}
