package io.headgate.plugin.sample;

import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import java.util.Optional;

/** Drops what is not of the sample. */
final class DropRest extends SampleFilter {
    private Verdict notSampled;

    DropRest(int oneOf, Take take, Optional<Integer> seed) {
        super(oneOf, take, seed);
    }

    @Override
    public void onAttach(FilterContext context) {
        super.onAttach(context);
        notSampled = context.drop("not-sampled", "was none of the sample that a sample filter lets through");
    }

    @Override
    public Verdict onPacket(Packet packet) {
        return takes(packet) ? Verdict.PASS : notSampled;
    }
}
