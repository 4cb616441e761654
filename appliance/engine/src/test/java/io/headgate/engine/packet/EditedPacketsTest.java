package io.headgate.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.ChecksumState;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random edits of every setter over packets of every kind, judged by sums that share no code with the engine. */
class EditedPacketsTest {
    private static final long SEED = 1624;

    private final OneSlot slot = new OneSlot();

    @Test
    void shouldBeRightAfterAnySequenceOfEditsAndRollbacks() {
        edit(SEED, 100_000);
    }

    @Test
    @Tag("long")
    void shouldBeRightAfterManySequencesOfEditsAndRollbacks() {
        edit(System.nanoTime(), 3_000_000);
    }

    private void edit(long seed, int rounds) {
        System.out.println("EditedPacketsTest seed=" + seed);
        Random random = new Random(seed);
        RandomPackets packets = new RandomPackets(random);
        RandomEdits edits = new RandomEdits(random);
        for (int round = 0; round < rounds; round++) {
            String name = "seed " + seed + ", round " + round;
            byte[] padded = padded(packets.next(), random);
            slot.offload(ChecksumState.UNVERIFIED, false, false);
            SlotPacket packet = slot.load(padded);

            for (int filter = random.nextInt(4); filter >= 0; filter--) {
                byte[] before = slot.bytes();
                packet.beginFilter();
                for (int edit = random.nextInt(6); edit > 0; edit--) {
                    edits.editOne(packet);
                }
                if (random.nextInt(3) == 0) {
                    packet.rollback();
                    assertThat(slot.bytes()).as(name).isEqualTo(before);
                }
            }

            assertThat(packet.isOverflown()).as(name).isFalse();
            assertThat(packet.repair()).as(name).isTrue();
            byte[] bytes = slot.bytes();
            assertThat(Oracle.isRight(bytes)).as(name).isTrue();
            int total = Oracle.totalLength(bytes);
            int originalTotal = Oracle.totalLength(padded);
            assertThat(bytes.length).as(name).isIn(total, padded.length);
            if (total == originalTotal && bytes.length == padded.length) {
                assertThat(Arrays.copyOfRange(bytes, total, bytes.length))
                        .as("padding, %s", name)
                        .isEqualTo(Arrays.copyOfRange(padded, total, padded.length));
            }
            slot.assertNothingOutsideTouched(edits.takeLongest());
        }
    }

    private static byte[] padded(byte[] packet, Random random) {
        if (random.nextInt(4) != 0) {
            return packet;
        }
        byte[] padded = Arrays.copyOf(packet, packet.length + 1 + random.nextInt(30));
        Arrays.fill(padded, packet.length, padded.length, (byte) 0xEE);
        return padded;
    }

    @Test
    void shouldLeaveAWrongChecksumWrongByTheSameDifference() {
        Random random = new Random(SEED);
        RandomPackets packets = new RandomPackets(random);
        RandomEdits edits = new RandomEdits(random);
        for (int round = 0; round < 30_000; round++) {
            byte[] bytes = packets.next();
            int at = Oracle.transportOffset(bytes);
            if (at < 0) {
                continue;
            }
            boolean isIpv6 = Oracle.isIpv6(bytes);
            int ipError = 1 + random.nextInt(65_533);
            int transportError = 1 + random.nextInt(65_533);
            if (!isIpv6) {
                Oracle.u16(bytes, 10, (Oracle.ipv4(bytes) + ipError) % 65_535);
            }
            int wrong = (Oracle.transport(bytes) + transportError) % 65_535;
            Oracle.u16(bytes, at, wrong == 0 ? 65_535 : wrong);
            SlotPacket packet = slot.load(bytes);
            for (int edit = 0; edit < 4; edit++) {
                edits.editOne(packet);
            }

            packet.repair();

            byte[] repaired = slot.bytes();
            if (!isIpv6) {
                assertThat(Math.floorMod(Oracle.u16(repaired, 10) - Oracle.ipv4(repaired), 65_535))
                        .as("seed %d, round %d", SEED, round)
                        .isEqualTo(ipError);
            }
            assertThat(Math.floorMod(Oracle.u16(repaired, at) - Oracle.transport(repaired), 65_535))
                    .as("seed %d, round %d", SEED, round)
                    .isEqualTo(transportError);
        }
    }

    /** Also where a filter makes a packet another kind of packet: what it did can be undone, sums and all. */
    @Test
    void shouldUndoChangesOfStructure() {
        Random random = new Random(SEED);
        RandomPackets packets = new RandomPackets(random);
        RandomEdits edits = new RandomEdits(random);
        for (int round = 0; round < 60_000; round++) {
            byte[] bytes = packets.next();
            SlotPacket packet = slot.load(bytes);
            packet.beginFilter();
            edits.editOne(packet);
            edits.editOne(packet);
            byte[] before = slot.bytes();
            packet.beginFilter();
            for (int edit = random.nextInt(9); edit >= 0; edit--) {
                edits.editAnything(packet);
            }

            packet.rollback();

            assertThat(slot.bytes()).as("seed %d, round %d", SEED, round).isEqualTo(before);
            assertThat(packet.repair()).isTrue();
            assertThat(Oracle.isRight(slot.bytes()))
                    .as("seed %d, round %d", SEED, round)
                    .isTrue();
            slot.assertNothingOutsideTouched(edits.takeLongest());
        }
    }
}
