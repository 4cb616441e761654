package io.headgate.net.divert;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.engine.io.PacketSource;
import io.headgate.engine.packet.SlotPacket;
import io.headgate.engine.ring.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every backend owes its lane, whatever the kernel behind it. */
public abstract class DivertSocketTck {
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(10);

    private DivertRig rig;
    private SlotPacket packet;

    /** A backend, open and ready. */
    protected abstract DivertRig open() throws Exception;

    @BeforeEach
    void set() throws Exception {
        rig = open();
        packet = new SlotPacket(rig.ring().arena());
    }

    @AfterEach
    void tearDown() {
        rig.close();
    }

    private void send(int count) {
        IntStream.rangeClosed(1, count).forEach(rig::send);
    }

    private int numberOf(Slot slot) {
        packet.wrap(slot);
        return packet.u32(packet.payloadOffset());
    }

    /** Receives until {@code count} packets have been decided; returns their numbers. */
    private List<Integer> decide(int count, ObjIntConsumer<Slot> verdict) {
        List<Integer> numbers = new ArrayList<>();
        long deadlineNs = System.nanoTime() + LIMIT_NS;
        while (numbers.size() < count && System.nanoTime() < deadlineNs) {
            int received = rig.source().receive();
            if (received <= 0) {
                rig.source().await(50);
                continue;
            }
            for (int i = 0; i < received; i++) {
                Slot slot = rig.ring().readableSlot(i);
                if (slot.isPacket()) {
                    int number = numberOf(slot);
                    numbers.add(number);
                    verdict.accept(slot, number);
                }
            }
            assertThat(rig.sink().flush()).as("refused").isZero();
            rig.ring().release(received);
        }
        return numbers;
    }

    private static List<Integer> upTo(int last) {
        return IntStream.rangeClosed(1, last).boxed().toList();
    }

    @Test
    void shouldBringPacketsWholeAndInOrderAndTakeThemBack() {
        send(20);

        assertThat(decide(20, (slot, number) -> {
                    assertThat(slot.packetLength())
                            .isEqualTo(slot.originalLength())
                            .isEqualTo(rig.datagramLength());
                    rig.sink().reinject(slot, false);
                }))
                .isEqualTo(upTo(20));

        assertThat(rig.arrived(20)).isEqualTo(upTo(20));
        assertThat(rig.sink().errors().byErrno()).isEmpty();
    }

    @Test
    void shouldLetChangedPacketsOutAsTheyAreNow() {
        send(5);

        decide(5, (slot, number) -> {
            packet.beginFilter();
            packet.payloadU32(packet.payloadOffset(), number + 100);
            assertThat(packet.repair()).isTrue();
            rig.sink().reinject(slot, true);
        });

        assertThat(rig.arrived(5)).containsExactly(101, 102, 103, 104, 105);
    }

    @Test
    void shouldKeepOrderAmongPacketsDecidedDifferently() {
        send(40);

        decide(40, (slot, number) -> {
            switch (number % 4) {
                case 0 -> rig.sink().drop(slot);
                case 1 -> {
                    packet.beginFilter();
                    packet.payloadU32(packet.payloadOffset(), -number);
                    assertThat(packet.repair()).isTrue();
                    rig.sink().reinject(slot, true);
                }
                default -> rig.sink().reinject(slot, false);
            }
        });

        List<Integer> expected = upTo(40).stream()
                .filter(number -> number % 4 != 0)
                .map(number -> number % 4 == 1 ? -number : number)
                .toList();
        assertThat(rig.arrived(expected.size())).isEqualTo(expected);
    }

    @Test
    void shouldDropWhatItIsToldTo() {
        send(3);

        decide(3, (slot, number) -> {
            if (number == 3) {
                rig.sink().reinject(slot, false);
            } else {
                rig.sink().drop(slot);
            }
        });

        assertThat(rig.arrived(1)).containsExactly(3);
    }

    @Test
    void shouldLoseNothingToAFullRing() {
        send(100);
        long deadlineNs = System.nanoTime() + LIMIT_NS;
        while (rig.source().receive() != PacketSource.RING_FULL) {
            assertThat(System.nanoTime()).as("time left to fill the ring").isLessThan(deadlineNs);
        }
        int held = rig.ring().readable(DivertRig.SLOTS);
        assertThat(held).isEqualTo(DivertRig.SLOTS);
        List<Integer> numbers = new ArrayList<>();
        int released = 0;
        for (int i = 0; i < held; i++) {
            Slot slot = rig.ring().readableSlot(i);
            if (slot.isPacket()) {
                numbers.add(numberOf(slot));
                rig.sink().reinject(slot, false);
            }
            released++;
        }
        assertThat(rig.sink().flush()).isZero();
        rig.ring().release(released);

        numbers.addAll(decide(100 - numbers.size(), (slot, number) -> rig.sink().reinject(slot, false)));

        assertThat(numbers).isEqualTo(upTo(100));
        assertThat(rig.arrived(100)).isEqualTo(upTo(100));
    }

    @Test
    void shouldEndAWaitWhenWoken() {
        long startNs = System.nanoTime();

        rig.source().wakeup();
        rig.source().await(60_000);

        assertThat(System.nanoTime() - startNs).isLessThan(LIMIT_NS);
    }

    @Test
    void shouldComeToAnEndOnceQuiet() {
        rig.source().quiesce();
        long deadlineNs = System.nanoTime() + LIMIT_NS;
        int received = rig.source().receive();
        while (received != 0) {
            assertThat(System.nanoTime()).as("time left to come to an end").isLessThan(deadlineNs);
            rig.ring().release(rig.ring().readable(DivertRig.SLOTS));
            received = rig.source().receive();
        }
        assertThat(rig.source().receive()).isZero();
    }
}
