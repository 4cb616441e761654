package io.headgate.engine.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Backend;
import io.headgate.api.ChecksumState;
import io.headgate.api.Direction;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Permission;
import io.headgate.api.Rejection;
import io.headgate.api.Verdict;
import io.headgate.engine.io.ErrnoCounters;
import io.headgate.engine.io.Injections;
import io.headgate.engine.io.PacketSink;
import io.headgate.engine.lane.Chain.Step;
import io.headgate.engine.memory.MemorySource;
import io.headgate.engine.packet.Oracle;
import io.headgate.engine.packet.PacketBuilder;
import io.headgate.engine.packet.RandomPackets;
import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random holds, clones, injections, rejections, drops and failures: every packet is decided once, the ledger balances at
 * each batch edge, what leaves has right sums, and no slot is lost.
 */
class HoldFuzzTest {
    private static final int SLOTS = 64;
    private static final int MAX_HELD = 300;
    private static final long MS = 1_000_000L;
    private static final byte[] MADE = PacketBuilder.udp(7, 8).payload(70).build();

    /** Knows which packets are open, as a kernel does. */
    private static final class Kernel implements PacketSink {
        private final ByteBuffer bytes;
        private final Random random;
        private final boolean keepsBytes;
        private final ErrnoCounters errors = new ErrnoCounters();
        private final Injections injections = new Injections();
        private final Map<Long, byte[]> open = new HashMap<>();
        private final Set<Long> held = new HashSet<>();
        private int gathered;
        private long changed;
        private long wrong;
        private long bare;

        private Kernel(SlotRing ring, Random random, boolean keepsBytes) {
            this.bytes = ring.arena().bytes();
            this.random = random;
            this.keepsBytes = keepsBytes;
        }

        private byte[] bytesOf(Slot slot) {
            byte[] copy = new byte[slot.packetLength()];
            bytes.get(slot.packetOffset(), copy);
            return copy;
        }

        /** Ends a packet; what was received under its id. */
        private byte[] close(Slot slot) {
            byte[] received = open.remove(slot.id());
            assertThat(received).as("packet %d is open", slot.id()).isNotNull();
            assertThat(held.remove(slot.id())).as("packet %d", slot.id()).isEqualTo(slot.isHeld());
            return received;
        }

        @Override
        public void reinject(Slot slot, boolean isChanged) {
            byte[] received = close(slot);
            gathered++;
            if (isChanged) {
                changed++;
                wrong += Oracle.isRight(bytesOf(slot)) ? 0 : 1;
            } else if (keepsBytes && slot.isHeld() && slot.packetOffset() == slot.dataOffset()) {
                bare++;
            } else {
                wrong += Arrays.equals(received, bytesOf(slot)) ? 0 : 1;
            }
        }

        @Override
        public void drop(Slot slot) {
            close(slot);
        }

        @Override
        public void hold(Slot slot) {
            assertThat(slot.isHeld()).isFalse();
            assertThat(held.add(slot.id())).isTrue();
        }

        @Override
        public boolean keepsBytes() {
            return keepsBytes;
        }

        @Override
        public void inject(Slot slot) {
            wrong += Oracle.isRight(bytesOf(slot)) ? 0 : 1;
            if (random.nextInt(10) == 0) {
                injections.countFailure(90);
            } else {
                injections.countSent();
            }
        }

        @Override
        public Injections injections() {
            return injections;
        }

        @Override
        public int flush() {
            int failed = random.nextInt(20) == 0 && gathered > 0 ? 1 : 0;
            gathered = 0;
            if (failed > 0) {
                errors.add(105, failed);
            }
            return failed;
        }

        @Override
        public ErrnoCounters errors() {
            return errors;
        }
    }

    private Random random;
    private long machineNs = 1_000 * MS;
    private boolean isExhausting;
    private int exhausted;
    private long wantedHolds;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAccountForEveryPacket(boolean keepsBytes) {
        fuzz(keepsBytes, 20_261_122L, 60_000);
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAccountForManyPackets(boolean keepsBytes) {
        fuzz(keepsBytes, System.nanoTime(), 3_000_000);
    }

    private void fuzz(boolean keepsBytes, long seed, int packets) {
        System.out.println("HoldFuzzTest seed=" + seed);
        random = new Random(seed);
        LaneOptions options =
                LaneOptions.DEFAULTS.withLimits(new LaneLimits(MAX_HELD, Duration.ofMillis(40), 5_000, 50));
        Lane lane = new Lane("fuzz", new Chain(chain()), options, LaneBell.unheard(), () -> machineNs);
        SlotRing ring = lane.newRing(SLOTS);
        Kernel kernel = new Kernel(ring, random, keepsBytes);
        lane.addInput(ring, new MemorySource(ring, List.of(new byte[0]), 0, OnFull.BACKPRESSURE), kernel);
        lane.start();
        RandomPackets corpus = new RandomPackets(random);

        long mostHeld = 0;
        for (int fed = 0; fed < packets; ) {
            fed += feed(ring, kernel, corpus, Math.min(1 + random.nextInt(SLOTS), packets - fed), fed);
            machineNs += random.nextInt(3) * MS / 4;
            lane.doWork();
            Ledger ledger = lane.ledger();
            mostHeld = Math.max(mostHeld, ledger.held());
            if (!ledger.isBalanced() || ledger.held() != kernel.held.size()) {
                throw new AssertionError(
                        "seed " + seed + ", " + fed + " packets, " + kernel.held.size() + " held: " + ledger);
            }
        }
        while (lane.doWork() > 0) {}
        int released = lane.releaseHeld();

        Ledger ledger = lane.ledger();
        System.out.println("HoldFuzzTest most held=" + mostHeld + " released=" + released + " " + ledger);
        assertThat(kernel.wrong)
                .as("packets that left with other bytes or sums than they should")
                .isZero();
        assertThat(kernel.open).isEmpty();
        assertThat(ledger.isBalanced()).isTrue();
        assertThat(ledger.received()).isEqualTo(packets);
        assertThat(ledger.held()).isZero();
        assertThat(ledger.inFlight()).isZero();
        assertThat(ledger.changed()).isEqualTo(kernel.changed);
        assertEverythingHappened(lane, ledger, mostHeld);
        assertThat(kernel.bare > 0).as("packets held without their bytes").isEqualTo(keepsBytes);
        assertNoSlotIsLost(lane, ring, kernel);
    }

    private void assertEverythingHappened(Lane lane, Ledger ledger, long mostHeld) {
        Ledger.Injected injected = ledger.injected();
        assertThat(mostHeld).isEqualTo(MAX_HELD);
        assertThat(wantedHolds).isPositive();
        assertThat(injected.sent()).isPositive();
        assertThat(injected.failedTotal()).isPositive();
        assertThat(injected.noRoom()).isPositive();
        assertThat(injected.clonesDropped()).isPositive();
        assertThat(injected.rejectsSent()).isPositive();
        assertThat(injected.rejectsSuppressed()).isPositive();
        assertThat(ledger.dropped()).containsKeys("unwanted", "refused");
        Set<String> errors = new HashSet<>();
        for (FilterStatus status : lane.filterStatus()) {
            assertThat(status.isQuarantined()).as(status.name()).isFalse();
            errors.add(status.failures().lastMessage());
        }
        assertThat(errors.toString()).contains("planned");
        assertThat(lane.filterStatus().get(1).errors()).as("holds refused").isPositive();
    }

    private void assertNoSlotIsLost(Lane lane, SlotRing ring, Kernel kernel) {
        isExhausting = true;
        feed(ring, kernel, new RandomPackets(random), 1, 1 << 30);
        lane.doWork();
        assertThat(exhausted).isEqualTo(ring.arena().spares().small());
    }

    private int feed(SlotRing ring, Kernel kernel, RandomPackets corpus, int wanted, int firstId) {
        int count = ring.writable(wanted);
        for (int i = 0; i < count; i++) {
            Slot slot = ring.writableSlot(i);
            byte[] packet = corpus.next();
            // Behind the beginning of the slot's data: where a packet's bytes were not copied, none are there.
            int start = slot.dataOffset() + 4 + 4 * random.nextInt(40);
            ring.arena().bytes().put(start, packet);
            slot.setPacket(start, packet.length, packet.length);
            slot.setOrigin(Backend.MEMORY, Direction.IN, "eth0", 0, machineNs);
            slot.setOffload(ChecksumState.UNVERIFIED, false, false);
            slot.setId(firstId + i);
            kernel.open.put((long) firstId + i, packet);
        }
        ring.publish(count, count);
        return count;
    }

    private List<Step> chain() {
        return List.of(
                step("edit", (context, packet) -> {
                    edit(packet);
                    return Verdict.PASS;
                }),
                step("hold", this::hold),
                step("clone", (context, packet) -> {
                    if (isExhausting) {
                        return Verdict.PASS;
                    }
                    edit(packet);
                    for (int i = random.nextInt(5) - 2; i > 0; i--) {
                        context.clone(packet, context.nowNs() + (random.nextInt(20) - 5) * MS);
                        edit(packet);
                    }
                    if (random.nextInt(10) == 0) {
                        throw new IllegalStateException("planned");
                    }
                    return random.nextInt(30) == 0 ? Verdict.ACCEPT : Verdict.PASS;
                }),
                new Step("end", new Ending(), OnError.PASS, EnumSet.allOf(Permission.class)),
                // Last, so that a sink that keeps the bytes may be asked for them.
                step("hold-last", this::hold));
    }

    private static Step step(String name, java.util.function.BiFunction<FilterContext, Packet, Verdict> filter) {
        return LaneRig.allowed(name, new AskingFilter(filter));
    }

    private Verdict hold(FilterContext context, Packet packet) {
        if (isExhausting) {
            return Verdict.PASS;
        }
        edit(packet);
        if (random.nextInt(3) != 0) {
            return Verdict.PASS;
        }
        wantedHolds++;
        return context.hold(context.nowNs() + (random.nextInt(42) - 1) * MS);
    }

    private void edit(Packet packet) {
        if (isExhausting || random.nextInt(3) != 0) {
            return;
        }
        if (packet.ipv4() != null) {
            packet.ipv4().ttl(random.nextInt(256));
            packet.ipv4().source(random.nextInt());
        } else {
            packet.ipv6().source(random.nextLong(), random.nextLong());
        }
        if (packet.udp() != null) {
            packet.udp().sourcePort(random.nextInt(65_536));
        }
    }

    /** Drops, rejects and injects; at last injects until there is no room. */
    private final class Ending implements io.headgate.api.Filter {
        private FilterContext context;
        private Verdict drop;
        private Verdict reject;

        @Override
        public void onAttach(FilterContext its) {
            context = its;
            drop = its.drop("unwanted", "drawn by lot");
            reject = its.reject(Rejection.TCP_RESET, "refused", "drawn by lot");
        }

        @Override
        public Verdict onPacket(Packet packet) {
            return switch (isExhausting ? 2 : random.nextInt(20)) {
                case 0 -> drop;
                case 1 -> reject;
                default -> Verdict.PASS;
            };
        }

        @Override
        public void onBatchEnd() {
            if (isExhausting) {
                while (context.inject(ByteBuffer.wrap(MADE))) {
                    exhausted++;
                }
            } else if (random.nextInt(200) == 0) {
                for (int i = random.nextInt(2_000); i > 0; i--) {
                    context.inject(ByteBuffer.wrap(MADE));
                }
            } else if (random.nextInt(4) == 0) {
                context.inject(ByteBuffer.wrap(MADE));
            }
        }
    }
}
