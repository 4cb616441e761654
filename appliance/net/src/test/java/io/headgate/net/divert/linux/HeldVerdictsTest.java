package io.headgate.net.divert.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.engine.io.ErrnoCounters;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import io.headgate.net.divert.HeldSlots;
import io.headgate.net.divert.linux.VerdictStream.Decision;
import io.headgate.net.divert.linux.VerdictStream.Message;
import io.headgate.net.sys.FakeLibc;
import io.headgate.net.sys.Linux;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Verdicts while packets are held back, and those that change a mark. */
class HeldVerdictsTest {
    private static final int QUEUE = 7;
    private static final int ACCEPT = 1;

    private static final class Sends extends FakeLibc {
        private final List<Message> messages = new ArrayList<>();
        private int calls;

        @Override
        public long sendmsg(int fd, long message, int flags) {
            calls++;
            messages.addAll(VerdictStream.parse(gathered(message)));
            return 0;
        }
    }

    private final Sends libc = new Sends();
    private final SlotRing ring = TestRings.of(512);
    private final HeldSlots spares = new HeldSlots(ring, 448);
    private final QueueGeneration generation = new QueueGeneration();
    private final ErrnoCounters errors = new ErrnoCounters();
    private final VerdictBatch batch = new VerdictBatch(libc, 3, QUEUE, ring.arena(), generation, errors);

    /** A received packet in the i-th slot of the ring. */
    private Slot slot(int i, int id) {
        Slot slot = ring.writableSlot(i);
        slot.setId(QueueGeneration.id(generation.current(), id));
        slot.setPacket(slot.dataOffset() + 76, 60, 60);
        slot.setOrigin(slot.backend(), slot.direction(), "", 0, 0);
        ring.arena().bytes().putInt(slot.packetOffset(), id);
        return slot;
    }

    private Slot hold(int i, int id) {
        Slot held = spares.copy(slot(i, id));
        batch.hold();
        return held;
    }

    private List<Message> sent() {
        List<Message> sent = List.copyOf(libc.messages);
        libc.messages.clear();
        return sent;
    }

    private static Message single(int verdict, int id) {
        return new Message(false, QUEUE, verdict, id, RequestTag.of(2 - verdict, 1), null);
    }

    @Test
    void shouldDecideOneByOneInOneSendUntilTheLastHeldPacketIsDecided() {
        batch.accept(slot(0, 1));
        Slot second = hold(1, 2);
        batch.accept(slot(2, 3));
        Slot fourth = hold(3, 4);
        batch.drop(slot(4, 5));
        batch.send();
        assertThat(sent()).containsExactly(single(1, 1), single(1, 3), single(0, 5));
        assertThat(libc.calls).isEqualTo(1);

        batch.accept(slot(0, 6));
        batch.accept(slot(1, 7));
        batch.drop(fourth);
        batch.send();
        assertThat(sent()).containsExactly(single(1, 6), single(1, 7), single(0, 4));

        batch.accept(second);
        batch.accept(slot(0, 8));
        batch.accept(slot(1, 9));
        batch.send();
        assertThat(sent()).containsExactly(single(1, 2), single(1, 8), single(1, 9));

        batch.accept(slot(0, 10));
        batch.accept(slot(1, 11));
        batch.send();
        assertThat(sent()).containsExactly(new Message(true, QUEUE, 1, 11, RequestTag.of(1, 2), null));
        assertThat(errors.total()).isZero();
    }

    @Test
    void shouldReturnAChangedHeldPacketFromItsOwnSlot() {
        Slot held = hold(0, 5);
        ring.arena().bytes().putInt(held.packetOffset(), 0xCAFE);

        batch.acceptChanged(held);
        batch.send();

        assertThat(sent()).singleElement().satisfies(message -> {
            assertThat(message.id()).isEqualTo(5);
            assertThat(message.payload().remaining()).isEqualTo(60);
            assertThat(message.payload().duplicate().getInt(0)).isEqualTo(0xCAFE);
        });
    }

    @Test
    void shouldTakeMoreHeldPacketsThanABatchHas() {
        List<Slot> held = new ArrayList<>();
        for (int id = 1; id <= 300; id++) {
            held.add(hold(0, id));
        }
        for (int id = 301; id <= 364; id++) {
            batch.accept(slot(id - 301, id));
        }
        held.forEach(batch::accept);

        assertThat(batch.send()).isZero();

        assertThat(sent()).extracting(Message::id).doesNotHaveDuplicates().hasSize(364);
        assertThat(libc.calls).isEqualTo(6);
    }

    @Test
    void shouldGiveAPacketItsMark() {
        batch.accept(slot(0, 1));
        batch.accept(slot(1, 2));
        Slot marked = slot(2, 3);
        marked.setMark(0x8000_0102);
        batch.accept(marked);
        batch.accept(slot(3, 4));
        Slot changed = slot(4, 5);
        changed.setMark(6);
        batch.acceptChanged(changed);
        Slot dropped = slot(5, 6);
        dropped.setMark(6);
        batch.drop(dropped);
        ByteBuffer payload = ByteBuffer.allocate(60);
        ring.arena().bytes().get(changed.packetOffset(), payload.array());

        batch.send();

        int tag = RequestTag.of(1, 1);
        assertThat(sent())
                .containsExactly(
                        new Message(true, QUEUE, 1, 2, RequestTag.of(1, 2), null),
                        new Message(false, QUEUE, 1, 3, tag, null, 0x8000_0102),
                        single(1, 4),
                        new Message(false, QUEUE, 1, 5, tag, payload, 6),
                        single(0, 6));
        assertThat(libc.calls).isEqualTo(1);
    }

    @Test
    void shouldSendNoVerdictOnAPacketThatWentWithItsQueue() {
        Slot accepted = hold(0, 1);
        Slot dropped = hold(1, 2);
        batch.send();

        generation.next();
        batch.accept(slot(0, 1));
        batch.accept(accepted);
        batch.drop(dropped);
        batch.accept(slot(1, 2));

        assertThat(batch.send()).isEqualTo(1);
        assertThat(errors.byErrno()).isEqualTo(Map.of(Linux.ENODEV, 1L));
        assertThat(sent()).containsExactly(single(1, 1), single(1, 2));
    }

    /** Against the kernel's rules: a batch verdict decides every packet that waits up to its id. */
    @Test
    void shouldDecideEveryPacketOnceAndAsSaidWhateverIsHeld() {
        long seed = 20_261_122;
        Random random = new Random(seed);
        List<Integer> waiting = new ArrayList<>();
        List<Slot> held = new ArrayList<>();
        int id = 0;
        int runs = 0;
        for (int round = 0; round < 3_000; round++) {
            List<Decision> expected = new ArrayList<>();
            boolean holds = random.nextInt(4) == 0;
            int count = random.nextInt(64);
            for (int i = 0; i < count; i++) {
                waiting.add(++id);
                if (holds && held.size() < 400 && random.nextInt(8) == 0) {
                    held.add(hold(i, id));
                } else {
                    expected.add(decide(slot(i, id), random));
                }
            }
            int due = random.nextInt(3) == 0 ? held.size() : random.nextInt(held.size() + 1);
            for (int i = 0; i < due; i++) {
                Slot slot = held.remove(random.nextInt(held.size()));
                expected.add(decide(slot, random));
                batch.send(); // A slot that was sent may be used again.
                spares.free(slot);
            }
            batch.send();

            List<Message> messages = sent();
            runs += (int) messages.stream().filter(Message::isBatch).count();
            List<Decision> decisions = new ArrayList<>(VerdictStream.decide(messages, waiting));
            decisions.sort(Comparator.comparingInt(Decision::id));
            expected.sort(Comparator.comparingInt(Decision::id));
            assertThat(decisions).as("seed %d, round %d", seed, round).isEqualTo(expected);
            assertThat(waiting)
                    .as("seed %d, round %d: those that are held", seed, round)
                    .containsExactlyInAnyOrderElementsOf(
                            held.stream().map(slot -> (int) slot.id()).toList());
        }
        assertThat(runs).as("batch verdicts").isPositive();
        assertThat(errors.total()).isZero();
    }

    private Decision decide(Slot slot, Random random) {
        int id = (int) slot.id();
        int kind = random.nextInt(10);
        if (kind == 0) {
            batch.drop(slot);
            return new Decision(id, 0, null);
        }
        if (kind > 1) {
            batch.accept(slot);
            return new Decision(id, ACCEPT, null);
        }
        ByteBuffer payload = ByteBuffer.allocate(60);
        ring.arena().bytes().get(slot.packetOffset(), payload.array());
        batch.acceptChanged(slot);
        return new Decision(id, ACCEPT, payload);
    }
}
