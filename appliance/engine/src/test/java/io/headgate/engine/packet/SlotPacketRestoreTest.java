package io.headgate.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.ChecksumState;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever several filters did, in whatever order: restored, the packet is what came, and reads as it did. */
class SlotPacketRestoreTest {
    private static final ChecksumState[] STATES = ChecksumState.values();

    private final OneSlot slot = new OneSlot();

    @Test
    void shouldRestoreWhatManyFiltersChanged() {
        long seed = 20_260_305L;
        System.out.println("SlotPacketRestoreTest seed=" + seed);
        Random random = new Random(seed);
        RandomPackets packets = new RandomPackets(random);
        RandomEdits edits = new RandomEdits(random);
        int changed = 0;
        int resized = 0;
        for (int round = 0; round < 100_000; round++) {
            byte[] bytes = packets.next();
            slot.offload(STATES[random.nextInt(STATES.length)], false, false);
            SlotPacket packet = slot.load(bytes);
            String before = read(packet);

            for (int filter = random.nextInt(4); filter >= 0; filter--) {
                packet.beginFilter();
                for (int edit = random.nextInt(5); edit > 0; edit--) {
                    edits.editOne(packet);
                }
            }
            resized += packet.length() != bytes.length ? 1 : 0;
            changed += packet.isChanged() ? 1 : 0;
            packet.isRepairable();
            packet.restore();

            assertThat(slot.bytes()).as("seed %d, round %d", seed, round).isEqualTo(bytes);
            assertThat(read(packet)).as("seed %d, round %d", seed, round).isEqualTo(before);
            assertThat(packet.isChanged()).isFalse();
        }
        assertThat(changed).isGreaterThan(50_000);
        assertThat(resized).isGreaterThan(1_000);
    }

    @Test
    void shouldSayWhetherItCouldBeRepairedAsRepairDoes() {
        long seed = 20_260_306L;
        System.out.println("SlotPacketRestoreTest seed=" + seed);
        Random random = new Random(seed);
        RandomPackets packets = new RandomPackets(random);
        RandomEdits edits = new RandomEdits(random);
        int refused = 0;
        for (int round = 0; round < 100_000; round++) {
            slot.offload(STATES[random.nextInt(STATES.length)], random.nextBoolean(), random.nextInt(8) == 0);
            SlotPacket packet = slot.load(packets.next());
            edits.editOne(packet);

            boolean expected = packet.isRepairable();

            assertThat(packet.repair()).as("seed %d, round %d", seed, round).isEqualTo(expected);
            refused += expected ? 0 : 1;
        }
        assertThat(refused).isBetween(1_000, 50_000);
    }

    private static String read(SlotPacket packet) {
        int protocol =
                packet.ipv4() != null ? packet.ipv4().protocol() : packet.ipv6().protocol();
        return packet.length() + " " + packet.payloadOffset() + " " + packet.payloadLength() + " " + protocol + " "
                + (packet.tcp() != null) + (packet.udp() != null);
    }
}
