package io.headgate.engine.lane;

import java.time.Duration;

/**
 * How much a lane lets its filters do beyond deciding about the packet at hand.
 *
 * @param maxHeld packets held at once; a quarter of what the kernel's queue holds, so that held ones cannot fill it
 * @param longestHold how long a packet may be held
 * @param rejectsPerSecond how many senders are told, per second, that their packet was rejected
 * @param rejectBurst how many at once
 */
public record LaneLimits(int maxHeld, Duration longestHold, int rejectsPerSecond, int rejectBurst) {
    private static final int MOST_HELD = 65_536;
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int MOST_REJECTS = 1_000_000;

    /** A quarter of a netfilter queue of 8,192; ten seconds; a hundred answers a second. */
    public static final LaneLimits DEFAULTS = new LaneLimits(2_048, Duration.ofSeconds(10), 100, 100);

    /** Checks the numbers. */
    public LaneLimits {
        require("maxHeld", maxHeld, 0, MOST_HELD);
        require("rejectsPerSecond", rejectsPerSecond, 0, MOST_REJECTS);
        require("rejectBurst", rejectBurst, 1, MOST_REJECTS);
        if (longestHold.isNegative() || longestHold.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("longestHold must be 0 to " + LONGEST + ": " + longestHold);
        }
    }

    private static void require(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ": " + value);
        }
    }
}
