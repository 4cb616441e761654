package io.headgate.engine.event;

import io.headgate.api.Counter;
import io.headgate.api.Event;
import io.headgate.api.Packet;

/** An event that a filter of a lane has declared, with its counts. Thread: the lane's; names and counts any. */
public final class LaneEvent implements Event {
    private final EventRing ring;
    private final String lane;
    private final String filter;
    private final String name;
    private final Counter emitted = new Counter();
    private final Counter lost = new Counter();

    /** @param ring the lane's */
    public LaneEvent(EventRing ring, String lane, String filter, String name) {
        this.ring = ring;
        this.lane = lane;
        this.filter = filter;
        this.name = name;
    }

    @Override
    public void emit(Packet packet) {
        emit(packet, "");
    }

    @Override
    public void emit(Packet packet, CharSequence detail) {
        emitted.increment();
        if (!ring.publish(this, packet, detail)) {
            lost.increment();
        }
    }

    public String lane() {
        return lane;
    }

    public String filter() {
        return filter;
    }

    public String name() {
        return name;
    }

    /** How often it was emitted, lost ones included. */
    public long emitted() {
        return emitted.value();
    }

    /** How often nobody had fetched those before it in time. */
    public long lost() {
        return lost.value();
    }
}
