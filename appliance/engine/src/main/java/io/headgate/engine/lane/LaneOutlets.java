package io.headgate.engine.lane;

import io.headgate.engine.event.EventRing;
import io.headgate.engine.tap.LaneTap;
import io.headgate.engine.telemetry.TelemetryBoard;

/**
 * Where a lane's filters look beyond it: copies and events go out, telemetry comes in.
 *
 * @param tap the lane's own
 * @param events the lane's own, or {@link EventRing#UNHEARD}
 * @param telemetry shared by all lanes
 */
public record LaneOutlets(LaneTap tap, EventRing events, TelemetryBoard telemetry) {
    /** No mirrors, nobody who hears of events, nothing reported. */
    public static final LaneOutlets NONE = new LaneOutlets(LaneTap.NONE, EventRing.UNHEARD, new TelemetryBoard());

    /** Wakes who waits for copies and events; at the end of a batch. Thread: the lane's. */
    void announce() {
        tap.announce();
        events.announce();
    }
}
