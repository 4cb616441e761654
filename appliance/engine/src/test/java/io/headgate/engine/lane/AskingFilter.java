package io.headgate.engine.lane;

import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** Does what a test says, with the context at hand. */
final class AskingFilter implements Filter {
    private final BiFunction<FilterContext, Packet, Verdict> onPacket;
    private Consumer<FilterContext> onAttach = context -> {};
    private Consumer<FilterContext> onBatchStart = context -> {};
    private Consumer<FilterContext> onBatchEnd = context -> {};
    private Consumer<FilterContext> onTick;
    private FilterContext context;

    AskingFilter(BiFunction<FilterContext, Packet, Verdict> onPacket) {
        this.onPacket = onPacket;
    }

    AskingFilter attached(Consumer<FilterContext> action) {
        onAttach = action;
        return this;
    }

    AskingFilter batchStarting(Consumer<FilterContext> action) {
        onBatchStart = action;
        return this;
    }

    AskingFilter batchEnding(Consumer<FilterContext> action) {
        onBatchEnd = action;
        return this;
    }

    AskingFilter ticking(Consumer<FilterContext> action) {
        onTick = action;
        return this;
    }

    @Override
    public void onAttach(FilterContext its) {
        context = its;
        onAttach.accept(its);
    }

    @Override
    public Verdict onPacket(Packet packet) {
        return onPacket.apply(context, packet);
    }

    @Override
    public void onBatchStart() {
        onBatchStart.accept(context);
    }

    @Override
    public void onBatchEnd() {
        onBatchEnd.accept(context);
    }

    @Override
    public void onTick(long nowNs) {
        onTick.accept(context);
    }

    @Override
    public boolean needsTicks() {
        return onTick != null;
    }
}
