package io.headgate.engine.lane;

import java.util.List;
import java.util.OptionalLong;

/**
 * How a lane runs.
 *
 * @param seed of the random numbers its filters draw; without one they differ from run to run
 * @param interfaceNames whose packets come here, as configured; empty if the configuration names none
 * @param outlets where copies and events go; not shared with another lane
 */
public record LaneOptions(
        Enforcement enforcement,
        LaneLimits limits,
        HeldAtStop heldAtStop,
        OptionalLong seed,
        List<String> interfaceNames,
        LaneOutlets outlets) {
    /** A lane that does what its filters decide. */
    public static final LaneOptions DEFAULTS = new LaneOptions(
            Enforcement.ENFORCE,
            LaneLimits.DEFAULTS,
            HeldAtStop.GO_ON,
            OptionalLong.empty(),
            List.of(),
            LaneOutlets.NONE);

    public LaneOptions {
        interfaceNames = List.copyOf(interfaceNames);
    }

    public LaneOptions withEnforcement(Enforcement value) {
        return new LaneOptions(value, limits, heldAtStop, seed, interfaceNames, outlets);
    }

    public LaneOptions withLimits(LaneLimits value) {
        return new LaneOptions(enforcement, value, heldAtStop, seed, interfaceNames, outlets);
    }

    public LaneOptions withHeldAtStop(HeldAtStop value) {
        return new LaneOptions(enforcement, limits, value, seed, interfaceNames, outlets);
    }

    public LaneOptions withSeed(long value) {
        return new LaneOptions(enforcement, limits, heldAtStop, OptionalLong.of(value), interfaceNames, outlets);
    }

    public LaneOptions withInterfaceNames(List<String> value) {
        return new LaneOptions(enforcement, limits, heldAtStop, seed, value, outlets);
    }

    public LaneOptions withOutlets(LaneOutlets value) {
        return new LaneOptions(enforcement, limits, heldAtStop, seed, interfaceNames, value);
    }
}
