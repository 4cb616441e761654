package io.headgate.plugin.sample;

import io.headgate.api.Counter;
import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Segments;
import io.headgate.toolkit.sample.Sampler;
import java.util.Optional;

/** What both modes have in common: the sample, and how many packets it has. */
abstract class SampleFilter implements Filter {
    private final int oneOf;
    private final Take take;
    private final Optional<Integer> seed;

    private Sampler sampler;
    private Counter sampled;

    SampleFilter(int oneOf, Take take, Optional<Integer> seed) {
        this.oneOf = oneOf;
        this.take = take;
        this.seed = seed;
    }

    @Override
    public void onAttach(FilterContext context) {
        long random = context.random().nextLong();
        sampler = take.sampler(oneOf, seed.isPresent() ? seed.get() : random);
        sampled = context.counter("sampled", "packets of the sample");
    }

    /** Whether this packet is of the sample; counts it then. */
    final boolean takes(Packet packet) {
        boolean isTaken = sampler.takes(packet);
        if (isTaken) {
            sampled.increment();
        }
        return isTaken;
    }

    /** Flows are the same whether or not their segments are cut; one packet of n is not. */
    @Override
    public Segments segments() {
        return take == Take.BY_FLOW ? Segments.ANY : Segments.WIRE;
    }
}
