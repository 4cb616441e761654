package io.headgate.daemon.config;

import io.headgate.daemon.config.yaml.Section;
import io.headgate.engine.lane.LaneLimits;
import io.headgate.net.divert.DivertOptions;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads how much a lane's filters may keep back ({@code hold}, {@code queue-length}), and its {@code seed}. */
final class LimitsReader {
    /** Held packets stay in the kernel's queue: at most one of so many, or they would fill it. */
    private static final int QUEUED_PER_HELD = 4;

    private static final int MOST_HELD = 65_536;
    private static final int LEAST_QUEUED = 64;
    private static final int MOST_QUEUED = 1 << 20;
    private static final long LEAST_NS = 1_000_000;
    private static final long LONGEST_NS = Duration.ofHours(1).toNanos();

    private static final String HOLD = "hold";
    private static final String PACKETS = "packets";
    private static final String FOR = "for";
    private static final String QUEUE_LENGTH = "queue-length";
    private static final String SEED = "seed";

    private LimitsReader() {}

    /** The block {@code hold}. */
    static LaneLimits limits(Section lane) {
        return lane.block(HOLD).map(LimitsReader::hold).orElse(LaneLimits.DEFAULTS);
    }

    private static LaneLimits hold(Section hold) {
        LaneLimits usual = LaneLimits.DEFAULTS;
        int packets = hold.integer(PACKETS, 0, MOST_HELD).orElse(usual.maxHeld());
        Duration longest = Duration.ofNanos(hold.durationNs(FOR, LEAST_NS, LONGEST_NS)
                .orElse(usual.longestHold().toNanos()));
        hold.finish();
        return new LaneLimits(packets, longest, usual.rejectsPerSecond(), usual.rejectBurst());
    }

    /**
     * Packets that the kernel queues: what is given, or enough for what may be held.
     *
     * @param limits the lane's
     */
    static int queueLength(Section lane, LaneLimits limits) {
        int least = Math.max(LEAST_QUEUED, QUEUED_PER_HELD * limits.maxHeld());
        OptionalInt given = lane.integer(QUEUE_LENGTH, LEAST_QUEUED, MOST_QUEUED);
        if (given.isPresent() && given.getAsInt() < least) {
            String range = least + " or more: four times the " + limits.maxHeld()
                    + " packets that may be held; or lower 'packets' of 'hold'";
            lane.noteAt(QUEUE_LENGTH, Section.allowed(QUEUE_LENGTH, "" + given.getAsInt(), range));
        }
        return given.orElse(Math.max(DivertOptions.DEFAULT_QUEUE_LENGTH, least));
    }

    /** What random numbers begin with; none if they shall differ in each run. */
    static OptionalLong seed(Section lane) {
        OptionalInt seed = lane.integer(SEED, 0, Integer.MAX_VALUE);
        return seed.isPresent() ? OptionalLong.of(seed.getAsInt()) : OptionalLong.empty();
    }
}
