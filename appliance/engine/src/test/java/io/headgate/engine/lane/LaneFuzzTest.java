package io.headgate.engine.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Backend;
import io.headgate.api.ChecksumState;
import io.headgate.api.Direction;
import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import io.headgate.engine.lane.Chain.Step;
import io.headgate.engine.memory.MemorySource;
import io.headgate.engine.packet.PacketDamage;
import io.headgate.engine.packet.RandomEdits;
import io.headgate.engine.packet.RandomPackets;
import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Damaged packets through a whole lane with filters that edit, fail, drop and overdo it: nothing escapes, every packet is
 * accounted for, and no byte around a packet is written.
 */
class LaneFuzzTest {
    private static final int SLOTS = 64;
    private static final int CORPUS = 2_000;
    private static final ChecksumState[] STATES = ChecksumState.values();

    /** Thrown on purpose. */
    private static final class Planned extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Planned() {
            super("planned", null, false, false);
        }
    }

    private static final String PLANNED = Planned.class.getName();

    private final SlotRing ring = new SlotRing(SLOTS, LaneBell.unheard());
    private final CanarySink sink = new CanarySink(ring);

    private Random random;
    private RandomEdits edits;

    @Test
    void shouldAccountForDamagedPackets() {
        fuzz(20_260_105L, 500_000);
    }

    @Tag("long")
    @Test
    void shouldAccountForManyDamagedPackets() {
        fuzz(System.nanoTime(), 10_000_000);
    }

    private void fuzz(long seed, int packets) {
        System.out.println("LaneFuzzTest seed=" + seed);
        random = new Random(seed);
        edits = new RandomEdits(random);
        List<byte[]> corpus = corpus();
        MemorySource source = new MemorySource(ring, List.of(new byte[0]), 0, OnFull.BACKPRESSURE);
        Lane lane = new Lane("fuzz", new Chain(chain()), LaneBell.unheard());
        lane.addInput(ring, source, sink);
        lane.start();

        for (int fed = 0; fed < packets; ) {
            fed += feed(corpus, Math.min(1 + random.nextInt(SLOTS), packets - fed));
            lane.doWork();
            if (!lane.ledger().isBalanced()) {
                throw new AssertionError("seed " + seed + ", " + fed + " packets: " + lane.ledger());
            }
        }
        while (lane.doWork() > 0) {}

        Ledger ledger = lane.ledger();
        System.out.println("LaneFuzzTest " + ledger);
        for (FilterStatus status : lane.filterStatus()) {
            for (FilterError error : status.failures().first()) {
                if (error.kind() != FailureKind.UNDO_OVERFLOW) {
                    assertThat(error.stack())
                            .as("seed %d, filter %s", seed, status.name())
                            .startsWith(PLANNED);
                }
            }
            assertThat(status.failures().lastMessage())
                    .as("seed %d, filter %s", seed, status.name())
                    .matches("|" + Pattern.quote(PLANNED) + ".*|.*UndoOverflow.*|.*more changes than can be undone");
            assertThat(status.isQuarantined()).as(status.name()).isFalse();
        }
        assertThat(ledger.isBalanced()).isTrue();
        assertThat(ledger.inFlight()).isZero();
        assertThat(ledger.received()).isEqualTo(packets).isEqualTo(sink.reinjected() + sink.dropped());
        assertThat(ledger.reinjected()).isEqualTo(sink.reinjected());
        assertThat(ledger.droppedTotal()).isEqualTo(sink.dropped());
        assertThat(ledger.changed()).isEqualTo(sink.changed());
        assertThat(sink.damaged()).as("packets beside which bytes were written").isZero();
        // Else the lane was not led everywhere it can go.
        for (String reason : List.of("undo-overflow", "filter-error", "unrepairable", "cut-and-changed", "unwanted")) {
            assertThat(ledger.dropped().getOrDefault(reason, 0L)).as(reason).isPositive();
        }
        assertThat(ledger.bypassed()).isPositive();
    }

    private List<byte[]> corpus() {
        RandomPackets packets = new RandomPackets(random);
        List<byte[]> corpus = new ArrayList<>();
        for (int i = 0; i < CORPUS; i++) {
            corpus.add(packets.next());
        }
        return corpus;
    }

    private int feed(List<byte[]> corpus, int wanted) {
        int count = ring.writable(wanted);
        for (int i = 0; i < count; i++) {
            Slot slot = ring.writableSlot(i);
            byte[] packet = PacketDamage.of(corpus.get(random.nextInt(corpus.size())), random);
            int held = random.nextInt(6) == 0 ? 1 + random.nextInt(packet.length) : packet.length;
            int original = random.nextInt(4) == 0 ? held + random.nextInt(2_000) : held;
            // The kernel aligns to four; a longer attribute before the payload moves it.
            int start = slot.dataOffset() + CanarySink.GUARD + 4 * random.nextInt(40);
            ring.arena().bytes().put(start, packet, 0, held);
            slot.setPacket(start, held, original);
            slot.setOrigin(Backend.MEMORY, Direction.IN, "eth0", 0, 0);
            slot.setOffload(STATES[random.nextInt(STATES.length)], random.nextInt(4) == 0, random.nextInt(8) == 0);
            sink.guard(slot);
        }
        ring.publish(count, count);
        return count;
    }

    private List<Step> chain() {
        Filter editing = packet -> {
            edit(packet, 1 + random.nextInt(3));
            return Verdict.PASS;
        };
        Filter failing = packet -> {
            edit(packet, random.nextInt(3));
            if (random.nextInt(4) == 0) {
                throw new Planned();
            }
            return Verdict.PASS;
        };
        Filter greedy = packet -> {
            if (random.nextInt(50) == 0) {
                for (int i = 0; i < 300 && packet.ipv4() != null; i++) {
                    packet.ipv4().identification(i & 1);
                }
            }
            return Verdict.PASS;
        };
        return List.of(
                LaneRig.step("sometimes", sometimes(editing), OnError.PASS),
                LaneRig.step("failing", failing, OnError.PASS),
                LaneRig.step("greedy", greedy, OnError.PASS),
                LaneRig.step("fatal", sometimes(failing), OnError.DROP),
                LaneRig.step("dropping", new Dropping(), OnError.DROP),
                LaneRig.step("last", sometimes(editing), OnError.PASS));
    }

    /** Leaves half of the packets alone, so that some leave untouched. */
    private Filter sometimes(Filter filter) {
        return packet -> random.nextBoolean() ? filter.onPacket(packet) : Verdict.PASS;
    }

    private void edit(Packet packet, int count) {
        try {
            for (int i = 0; i < count; i++) {
                edits.editAnything(packet);
            }
        } finally {
            sink.expectLength(edits.takeLongest());
        }
    }

    private final class Dropping implements Filter {
        private Verdict drop;

        @Override
        public void onAttach(FilterContext context) {
            drop = context.drop("unwanted", "drawn by lot");
        }

        @Override
        public Verdict onPacket(Packet packet) {
            return random.nextInt(20) == 0 ? drop : Verdict.PASS;
        }
    }
}
