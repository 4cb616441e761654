package io.headgate.engine.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Backend;
import io.headgate.api.ChecksumState;
import io.headgate.api.Direction;
import io.headgate.api.Filter;
import io.headgate.api.Permission;
import io.headgate.engine.io.SourceCounters;
import io.headgate.engine.lane.Chain.Step;
import io.headgate.engine.memory.MemorySource;
import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A lane without threads: packets are put into its ring by hand, and duty cycles called. */
final class LaneRig {
    private final AtomicLong machineNs = new AtomicLong();
    private final SlotRing ring;
    private final MemorySource source;
    private final FakeSink sink;
    private final Lane lane;

    LaneRig(Step... steps) {
        this(LaneOptions.DEFAULTS, steps);
    }

    LaneRig(Enforcement enforcement, Step... steps) {
        this(LaneOptions.DEFAULTS.withEnforcement(enforcement), steps);
    }

    /** A lane whose clock goes on by {@link #advance} only, from 0 on. */
    LaneRig(LaneOptions options, Step... steps) {
        this(options, new Chain(List.of(steps)));
    }

    LaneRig(Enforcement enforcement, Chain chain) {
        this(LaneOptions.DEFAULTS.withEnforcement(enforcement), chain);
    }

    private LaneRig(LaneOptions options, Chain chain) {
        lane = new Lane("test", chain, options, LaneBell.unheard(), machineNs::get);
        ring = lane.newRing(256);
        source = new MemorySource(ring, List.of(new byte[0]), 0, OnFull.BACKPRESSURE);
        sink = new FakeSink(ring);
        lane.addInput(ring, source, sink);
        lane.start();
    }

    /** Lets time pass. */
    LaneRig advance(long ns) {
        machineNs.addAndGet(ns);
        return this;
    }

    /** The time, as a packet's timestamp. */
    long nowNs() {
        return machineNs.get();
    }

    /** For a chain without a lane. */
    static LaneServices services(String laneName) {
        LaneOptions options = LaneOptions.DEFAULTS;
        LaneClock clock = new LaneClock(() -> 0);
        PacketAtHand atHand = new PacketAtHand();
        Tally tally = new Tally();
        HeldPackets held = new HeldPackets(options, atHand, clock, tally);
        OwnPackets own = new OwnPackets(options, atHand, held, clock, tally);
        return new LaneServices(laneName, options, new LaneHome(), clock, atHand, held, own);
    }

    static Step pass(String name, Filter filter) {
        return step(name, filter, OnError.PASS);
    }

    /** A step whose plugin asked for every permission. */
    static Step allowed(String name, Filter filter) {
        return new Step(name, name, filter, patient(OnError.PASS), EnumSet.allOf(Permission.class));
    }

    static Step drop(String name, Filter filter) {
        return step(name, filter, OnError.DROP);
    }

    /** With a time budget that no busy machine makes a filter exceed. */
    static Step step(String name, Filter filter, OnError onError) {
        return new Step(name, name, filter, patient(onError), Set.of());
    }

    private static GuardPolicy patient(OnError onError) {
        int quarantineAfter = GuardPolicy.DEFAULT_QUARANTINE_AFTER;
        return new GuardPolicy(onError, quarantineAfter, GuardPolicy.MAX_TIME_BUDGET_NS, false);
    }

    Lane lane() {
        return lane;
    }

    FakeSink sink() {
        return sink;
    }

    SourceCounters sourceCounters() {
        return source.counters();
    }

    LaneRig feed(byte[]... packets) {
        for (byte[] packet : packets) {
            feed(packet, slot -> {});
        }
        return this;
    }

    /** Publishes a packet after {@code more} has had its say about the slot. */
    LaneRig feed(byte[] packet, Consumer<Slot> more) {
        assertThat(ring.writable(1)).as("room in the ring").isEqualTo(1);
        Slot slot = ring.writableSlot(0);
        ring.arena().bytes().put(slot.dataOffset(), packet);
        slot.setPacket(slot.dataOffset(), packet.length, packet.length);
        slot.setOrigin(Backend.MEMORY, Direction.IN, "eth0", 0, nowNs());
        slot.setOffload(ChecksumState.UNVERIFIED, false, false);
        more.accept(slot);
        ring.publish(1, slot.isPacket() ? 1 : 0);
        return this;
    }

    /** Runs until nothing is left, and sees that every packet is accounted for. */
    Ledger run() {
        while (lane.doWork() > 0) {
            assertThat(lane.ledger().isBalanced()).as("%s", lane.ledger()).isTrue();
        }
        Ledger ledger = lane.ledger();
        assertThat(ledger.isBalanced()).as("%s", ledger).isTrue();
        assertThat(ledger.inFlight()).isZero();
        assertThat(ledger.received()).isEqualTo(ring.publishedPackets()).isEqualTo(sink.named() + ledger.held());
        assertThat(ledger.droppedTotal()).isEqualTo(sink.dropped());
        return ledger;
    }
}
