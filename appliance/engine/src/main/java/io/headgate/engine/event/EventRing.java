package io.headgate.engine.event;

import io.headgate.api.Packet;
import io.headgate.engine.ring.EntryRing;
import io.headgate.engine.ring.LaneBell;

/** The events of one lane that were not fetched yet. Thread: written by the lane's, read by {@code events}. */
public final class EventRing {
    /** Events of lanes to which nobody listens: they are only counted. */
    public static final EventRing UNHEARD = new EventRing();

    private static final int CAPACITY = 1_024;

    private final EntryRing<EventEntry> ring;
    private final LaneBell bell;
    private boolean isPublished;

    private EventRing() {
        ring = null;
        bell = LaneBell.unheard();
    }

    /** @param bell rung by {@link #announce} */
    EventRing(LaneBell bell) {
        this.bell = bell;
        this.ring = new EntryRing<>(CAPACITY, EventEntry::new);
    }

    /** Returns false if there is no room. */
    boolean publish(LaneEvent event, Packet packet, CharSequence detail) {
        if (ring == null) {
            return true;
        }
        EventEntry entry = ring.claim();
        if (entry == null) {
            return false;
        }
        try {
            entry.set(event, packet, detail);
        } finally {
            ring.publish();
        }
        isPublished = true;
        return true;
    }

    /** Wakes the reader if there is something new for it. Thread: the lane's, at the end of a batch. */
    public void announce() {
        if (isPublished) {
            isPublished = false;
            bell.ring();
        }
    }

    /** Whether there is something to read. Thread: events. */
    boolean isWaiting() {
        return ring.isWaiting();
    }

    /** Hands what is there over. Returns how much that was. Thread: events. */
    int drain(EventListener listener) {
        return ring.drain(entry -> {
            if (entry.isWhole()) {
                listener.onEvent(entry);
            }
        });
    }
}
