package io.headgate.plugin.sample;

import io.headgate.api.Counter;
import io.headgate.api.FilterContext;
import io.headgate.api.Mirror;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import java.util.Optional;

/** Copies the sample to a mirror; all packets go on. */
final class MirrorSample extends SampleFilter {
    private final String mirrorName;
    private Mirror mirror;
    private Counter lost;

    MirrorSample(int oneOf, Take take, Optional<Integer> seed, String mirrorName) {
        super(oneOf, take, seed);
        this.mirrorName = mirrorName;
    }

    @Override
    public void onAttach(FilterContext context) {
        super.onAttach(context);
        mirror = context.mirror(mirrorName);
        lost = context.counter("mirror-lost", "packets of the sample that the mirror had no room for");
    }

    @Override
    public Verdict onPacket(Packet packet) {
        if (takes(packet) && !mirror.copy(packet)) {
            lost.increment();
        }
        return Verdict.PASS;
    }
}
