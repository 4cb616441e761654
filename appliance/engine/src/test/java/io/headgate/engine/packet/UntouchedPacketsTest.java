package io.headgate.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.ChecksumState;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What no filter changes leaves as it came, however wrong it is. */
class UntouchedPacketsTest {
    private final OneSlot slot = new OneSlot();

    @Test
    void shouldLeaveByteIdenticalWithWrongSumsAndPadding() {
        long seed = 1071;
        System.out.println("UntouchedPacketsTest seed=" + seed);
        Random random = new Random(seed);
        RandomPackets packets = new RandomPackets(random);
        RandomEdits edits = new RandomEdits(random);
        ChecksumState[] states = ChecksumState.values();
        for (int round = 0; round < 30_000; round++) {
            byte[] bytes = PacketDamage.of(packets.next(), random);
            byte[] padded = Arrays.copyOf(bytes, bytes.length + random.nextInt(20));
            Arrays.fill(padded, bytes.length, padded.length, (byte) 0xEE);
            slot.offload(states[random.nextInt(states.length)], random.nextBoolean(), random.nextInt(8) == 0);
            SlotPacket packet = slot.load(padded);
            packet.beginFilter();
            if (packet.ipv4() != null || packet.ipv6() != null) {
                setToWhatItIs(packet);
                assertThat(packet.isChanged())
                        .as("seed %d, round %d", seed, round)
                        .isFalse();
                edits.editAnything(packet);
            }
            packet.rollback();

            assertThat(packet.isChanged()).isFalse();
            assertThat(slot.bytes()).as("seed %d, round %d", seed, round).isEqualTo(padded);
        }
    }

    private static void setToWhatItIs(SlotPacket packet) {
        if (packet.ipv4() != null) {
            packet.ipv4().ttl(packet.ipv4().ttl());
            packet.ipv4().destination(packet.ipv4().destination());
            packet.ipv4().protocol(packet.ipv4().protocol());
            packet.ipv4().moreFragments(packet.ipv4().moreFragments());
        } else {
            packet.ipv6().flowLabel(packet.ipv6().flowLabel());
            packet.ipv6().source(packet.ipv6().sourceHigh(), packet.ipv6().sourceLow());
        }
        if (packet.udp() != null) {
            packet.udp().sourcePort(packet.udp().sourcePort());
            packet.resizePayload(packet.payloadLength());
        }
        if (packet.quoted() != null && packet.quoted().hasPorts()) {
            packet.quoted().sourcePort(packet.quoted().sourcePort());
        }
    }
}
