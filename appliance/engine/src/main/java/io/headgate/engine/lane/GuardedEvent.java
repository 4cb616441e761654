package io.headgate.engine.lane;

import io.headgate.api.Event;
import io.headgate.api.Packet;

/** An event that is emitted on the lane's thread only, which alone writes to the ring. Thread: the lane's. */
final class GuardedEvent implements Event {
    private final Event event;
    private final LaneContext context;

    GuardedEvent(Event event, LaneContext context) {
        this.event = event;
        this.context = context;
    }

    @Override
    public void emit(Packet packet) {
        context.requireServed("emit");
        event.emit(packet);
    }

    @Override
    public void emit(Packet packet, CharSequence detail) {
        context.requireServed("emit");
        event.emit(packet, detail);
    }
}
