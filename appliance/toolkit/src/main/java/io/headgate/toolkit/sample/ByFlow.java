package io.headgate.toolkit.sample;

import io.headgate.api.Packet;

/** By the hash of the flow: those in the lowest nth of its range. */
final class ByFlow extends Sampler {
    private final FlowHash hash;
    /** Highest hash that is taken, unsigned. */
    private final long highest;

    ByFlow(int n, long seed) {
        super(n);
        this.hash = new FlowHash(seed);
        this.highest = Long.divideUnsigned(-1L, n);
    }

    @Override
    public boolean takes(Packet packet) {
        return Long.compareUnsigned(hash.of(packet), highest) <= 0;
    }
}
