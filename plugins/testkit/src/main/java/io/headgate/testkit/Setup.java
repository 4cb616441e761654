package io.headgate.testkit;

import io.headgate.engine.lane.LaneOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a harness is told before it runs. */
final class Setup {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final List<PlannedStep> steps = new ArrayList<>();
    final Outlets outlets = new Outlets();
    String laneName = "test";
    long startNs = START.getEpochSecond() * 1_000_000_000L;
    LaneOptions options = LaneOptions.DEFAULTS;
    boolean isTolerant;

    PlannedStep last() {
        return steps.get(steps.size() - 1);
    }
}
