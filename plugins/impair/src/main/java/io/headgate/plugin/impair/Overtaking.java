package io.headgate.plugin.impair;

import java.util.random.RandomGenerator;

/** Draws which packets are not delayed and so overtake those that are. */
final class Overtaking {
    private final double share;
    private final int gap;
    private int delayed;

    /**
     * Makes a draw.
     *
     * @param share of the packets asked that overtake
     * @param gap one of so many is asked, until one overtakes; 1 asks all
     */
    Overtaking(double share, int gap) {
        this.share = share;
        this.gap = gap;
    }

    /** Whether the next packet overtakes. */
    boolean isNext(RandomGenerator random) {
        if (delayed < gap - 1 || !Chance.of(share, random)) {
            delayed++;
            return false;
        }
        delayed = 0;
        return true;
    }
}
