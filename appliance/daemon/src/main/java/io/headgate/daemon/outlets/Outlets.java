package io.headgate.daemon.outlets;

import io.headgate.daemon.config.TapConfig;
import io.headgate.engine.event.EventRing;
import io.headgate.engine.event.Events;
import io.headgate.engine.lane.LaneOutlets;
import io.headgate.engine.tap.LaneTap;
import io.headgate.engine.tap.Taps;
import io.headgate.engine.telemetry.TelemetryBoard;
import java.util.List;

/**
 * The mirrors, events and telemetry of all lanes. Start order: before the lanes; stop order: after them.
 *
 * <p>Thread: the one that owns the lanes.
 */
public final class Outlets {
    /** With the lanes stopped, what their rings hold is written in this time or not at all. */
    private static final long STOP_MS = 1_000;

    private final Taps taps;
    private final Events events = new Events(new EventLog());
    private final TelemetryBoard telemetry = new TelemetryBoard();

    public Outlets(List<TapConfig> taps) {
        this.taps = new Taps(taps.stream().map(TapConfig::create).toList());
    }

    /** For packets of our own: mirrors of the same names that keep nothing, events that nobody hears. */
    public static LaneOutlets trial(List<TapConfig> taps) {
        return new LaneOutlets(
                LaneTap.discarding(taps.stream().map(TapConfig::name).toList()),
                EventRing.UNHEARD,
                new TelemetryBoard());
    }

    /** For one more lane. */
    public LaneOutlets lane(String name) {
        return new LaneOutlets(taps.lane(name), events.newRing(), telemetry);
    }

    public TelemetryBoard telemetry() {
        return telemetry;
    }

    public void start() {
        taps.start();
        events.start();
    }

    public void stop() {
        events.stop();
        taps.stop(STOP_MS);
    }

    /** What became of the copies. Any thread. */
    public TapReport report() {
        return new TapReport(taps.status());
    }
}
