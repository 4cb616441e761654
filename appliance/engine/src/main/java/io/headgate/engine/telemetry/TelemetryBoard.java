package io.headgate.engine.telemetry;

import io.headgate.api.Telemetry;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** What was reported last under each name. One for all lanes. Thread: any. */
public final class TelemetryBoard {
    /** Names there can be: they come from the network, and each stays. */
    public static final int MAX_NAMES = 4_096;

    /**
     * One report; never changed, so that value and time belong together.
     *
     * @param timeNs by the board's clock
     */
    private record Reading(double value, long timeNs) {}

    private final LongSupplier clock;
    private final Map<String, Cell> cells = new ConcurrentHashMap<>();

    public TelemetryBoard() {
        this(System::nanoTime);
    }

    /** A board with a clock of its own: nanoseconds, never backwards. */
    TelemetryBoard(LongSupplier clock) {
        this.clock = clock;
    }

    /** One name's latest report. Reading it allocates nothing and waits for nobody. */
    private final class Cell implements Telemetry {
        private volatile Reading latest;

        @Override
        public double value() {
            Reading reading = latest;
            return reading == null ? 0 : reading.value();
        }

        @Override
        public long ageNs() {
            Reading reading = latest;
            return reading == null ? NEVER : Math.max(0, clock.getAsLong() - reading.timeNs());
        }
    }

    /**
     * The cell of a name, whether or not it was reported yet.
     *
     * @throws IllegalArgumentException if there are {@link #MAX_NAMES} others
     */
    public Telemetry cell(String name) {
        return find(name);
    }

    private Cell find(String name) {
        Cell known = cells.get(name);
        if (known != null) {
            return known;
        }
        if (cells.size() >= MAX_NAMES) {
            throw new IllegalArgumentException("telemetry '" + name + "': there are " + MAX_NAMES
                    + " names already, which is all there can be; restart the appliance to forget those not used");
        }
        return cells.computeIfAbsent(name, any -> new Cell());
    }

    /**
     * Takes a report.
     *
     * @throws IllegalArgumentException if the value is no number, or as {@link #cell}
     */
    public void report(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("telemetry '" + name + "' must be a number: " + value);
        }
        find(name).latest = new Reading(value, clock.getAsLong());
    }

    /** What was reported last under each name; those that only filters know are not among them. */
    public Map<String, Double> values() {
        Map<String, Double> values = new TreeMap<>();
        cells.forEach((name, cell) ->
                Optional.ofNullable(cell.latest).ifPresent(reading -> values.put(name, reading.value())));
        return values;
    }
}
