package io.headgate.engine.lane;

import java.util.OptionalLong;
import java.util.SplittableRandom;

/** Random numbers of one filter: with a seed, the same for the same lane, filter and place in every run. */
final class FilterRandom {
    /** FNV-1a, 64 bits. */
    private static final long BASIS = 0xCBF2_9CE4_8422_2325L;

    private static final long PRIME = 0x0000_0100_0000_01B3L;

    private FilterRandom() {}

    /**
     * Makes the generator.
     *
     * @param seed the lane's
     * @param place of the filter in its chain, from 0
     */
    static SplittableRandom of(OptionalLong seed, String laneName, String filterName, int place) {
        if (seed.isEmpty()) {
            return new SplittableRandom();
        }
        // A character that no name has keeps "a", "bc" and "ab", "c" apart.
        return new SplittableRandom(mix(seed.getAsLong(), laneName + '\n' + filterName + '\n' + place));
    }

    private static long mix(long seed, String names) {
        long hash = (BASIS ^ seed) * PRIME;
        for (int i = 0; i < names.length(); i++) {
            hash = (hash ^ names.charAt(i)) * PRIME;
        }
        return hash;
    }
}
