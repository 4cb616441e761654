package io.headgate.daemon.config;

import io.headgate.api.Filter;
import io.headgate.api.Segments;
import io.headgate.engine.lane.Chain;
import io.headgate.engine.lane.Enforcement;
import io.headgate.engine.lane.LaneOptions;
import io.headgate.engine.lane.OnFull;
import io.headgate.engine.lane.Threading;
import io.headgate.engine.ring.SlotArena;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** One lane of the configuration: what all have, wherever their packets come from. */
public sealed interface LaneConfig permits DivertLane, DatagramLane {
    String name();

    LaneOptions options();

    default Enforcement enforcement() {
        return options().enforcement();
    }

    List<StepConfig> chain();

    OnFull onFull();

    Threading threading();

    /** How long a filter may stay in one call before the process is ended and started anew without it. */
    Duration stallLimit();

    /** The same with other filters. */
    LaneConfig withChain(List<StepConfig> other);

    /** Slots of each ring, a power of two. */
    int slots();

    /** Where packets come from, as people call it. */
    String whence();

    /** How many rings it takes. */
    int rings();

    /** What the kernel may hold for its sockets together. */
    long receiveBufferBytes();

    /** Memory of the rings. */
    default long ringBytes() {
        return (long) rings() * slots() * SlotArena.STRIDE;
    }

    /** Whether packets go on unfiltered when there is no room for them; always where a lane only observes. */
    default boolean isFailOpen() {
        return onFull() == OnFull.FAIL_OPEN || enforcement() == Enforcement.OBSERVE;
    }

    /** The filters that need packets as on the wire, for which large segments are cut. */
    default List<String> wireFilters() {
        return filtersThat(filter -> filter.segments() == Segments.WIRE);
    }

    /** The filters that need the ports of every packet, for which the kernel is to put fragments together. */
    default List<String> fragmentFilters() {
        return filtersThat(Filter::needsFragmentPorts);
    }

    /** Whether packets with wrong checksums are meant to leave it. */
    default boolean isDamaging() {
        return !filtersThat(Filter::damagesPackets).isEmpty();
    }

    private List<String> filtersThat(Predicate<Filter> want) {
        return chain().stream()
                .map(StepConfig::create)
                .filter(step -> want.test(step.filter()))
                .map(Chain.Step::name)
                .toList();
    }
}
