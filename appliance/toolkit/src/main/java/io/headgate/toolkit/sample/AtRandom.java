package io.headgate.toolkit.sample;

import io.headgate.api.Packet;
import java.util.SplittableRandom;

/** By a generator. */
final class AtRandom extends Sampler {
    private final SplittableRandom random;

    AtRandom(int n, long seed) {
        super(n);
        this.random = new SplittableRandom(seed);
    }

    @Override
    public boolean takes(Packet packet) {
        return random.nextInt(oneOf()) == 0;
    }
}
