package io.headgate.engine.event;

/** Hears of events. Thread: {@code events}. */
public interface EventListener {
    /**
     * Something happened.
     *
     * @param entry valid until this returns
     */
    void onEvent(EventEntry entry);

    /** Says what time it is, about once a second: for what has waited. */
    default void onTick(long nowNs) {}
}
