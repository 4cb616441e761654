package io.headgate.plugin.impair;

import java.util.random.RandomGenerator;

/** Draws whether something happens; of what is certain nothing is drawn. */
final class Chance {
    private Chance() {}

    /** @param share of the times that it happens, 0 to 1 */
    static boolean of(double share, RandomGenerator random) {
        return share > 0 && (share >= 1 || random.nextDouble() < share);
    }
}
