package io.headgate.testkit;

import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;

/** A filter in the harness's lane: does what the filter does, and notes what it decided and threw. */
final class WatchedFilter implements Filter {
    private final Filter filter;
    private final PlannedStep step;
    private final Setup setup;
    private final Trail trail;
    private final ManualClock clock;
    private final long callNs;
    private final String name;

    WatchedFilter(PlannedStep step, Setup setup, Trail trail, ManualClock clock) {
        this.filter = step.create();
        this.step = step;
        this.setup = setup;
        this.trail = trail;
        this.clock = clock;
        this.callNs = step.callNs();
        this.name = step.factory().name();
    }

    @Override
    public void onAttach(FilterContext context) throws Exception {
        filter.onAttach(new HarnessContext(context, step.factory(), setup));
    }

    @Override
    public Verdict onPacket(Packet packet) {
        try {
            Verdict verdict = filter.onPacket(packet);
            clock.moveTo(clock.nowNs() + callNs);
            trail.decided(verdict);
            return verdict;
        } catch (RuntimeException | Error failure) {
            trail.failed(name, "onPacket", failure);
            throw failure;
        }
    }

    @Override
    public void onBatchStart() {
        try {
            filter.onBatchStart();
        } catch (RuntimeException | Error failure) {
            trail.failed(name, "onBatchStart", failure);
            throw failure;
        }
    }

    @Override
    public void onBatchEnd() {
        try {
            filter.onBatchEnd();
        } catch (RuntimeException | Error failure) {
            trail.failed(name, "onBatchEnd", failure);
            throw failure;
        }
    }

    @Override
    public void onTick(long nowNs) {
        try {
            filter.onTick(nowNs);
        } catch (RuntimeException | Error failure) {
            trail.failed(name, "onTick", failure);
            throw failure;
        }
    }

    @Override
    public void onDetach() {
        try {
            filter.onDetach();
        } catch (RuntimeException | Error failure) {
            trail.failed(name, "onDetach", failure);
            throw failure;
        }
    }

    @Override
    public boolean needsTicks() {
        return filter.needsTicks();
    }

    @Override
    public Segments segments() {
        return filter.segments();
    }

    @Override
    public boolean rewritesAddresses() {
        return filter.rewritesAddresses();
    }

    @Override
    public boolean keepsFlows() {
        return filter.keepsFlows();
    }

    @Override
    public boolean needsFragmentPorts() {
        return filter.needsFragmentPorts();
    }

    @Override
    public boolean damagesPackets() {
        return filter.damagesPackets();
    }
}
