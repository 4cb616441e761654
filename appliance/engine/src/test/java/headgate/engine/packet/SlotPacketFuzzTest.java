package headgate.engine.packet;

import headgate.api.ChecksumState;
import headgate.api.Packet;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Damaged packets: whatever arrives, the view neither throws nor writes a byte that is not the packet's. */
class SlotPacketFuzzTest {
    private static final ChecksumState[] STATES = ChecksumState.values();

    private final OneSlot slot = new OneSlot();

    @Test
    void shouldSurviveDamagedPackets() {
        fuzz(20_260_101L, 1_000_000);
    }

    @Test
    @Tag("long")
    void shouldSurviveManyDamagedPackets() {
        fuzz(System.nanoTime(), 10_000_000);
    }

    private void fuzz(long seed, int rounds) {
        System.out.println("SlotPacketFuzzTest seed=" + seed);
        Random random = new Random(seed);
        RandomPackets packets = new RandomPackets(random);
        RandomEdits edits = new RandomEdits(random);
        byte[] bytes = packets.next();
        int read = 0;
        for (int round = 0; round < rounds; round++) {
            if (round % 8 == 0) {
                bytes = packets.next();
            }
            byte[] damaged = bytes.clone();
            damage(random, damaged);
            int held = random.nextInt(3) == 0 ? random.nextInt(damaged.length + 1) : damaged.length;
            int original = random.nextBoolean() ? held : held + random.nextInt(2_000);
            try {
                slot.offload(STATES[random.nextInt(STATES.length)], random.nextBoolean(), random.nextInt(8) == 0);
                SlotPacket packet = slot.load(damaged, held, original);
                read += readAll(packet);
                handle(packet, edits, random);
                slot.assertNothingOutsideTouched();
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("seed " + seed + ", round " + round, failure);
            }
        }
        System.out.println("SlotPacketFuzzTest sum of what was read=" + read);
    }

    private static void damage(Random random, byte[] bytes) {
        for (int i = random.nextInt(5); i > 0; i--) {
            // Headers more often than what follows: that is where lengths and offsets are.
            int at = random.nextInt(3) == 0 ? random.nextInt(bytes.length) : random.nextInt(Math.min(40, bytes.length));
            bytes[at] = (byte) random.nextInt(256);
        }
    }

    private void handle(SlotPacket packet, RandomEdits edits, Random random) {
        if (slot.kind() != SlotPacket.Kind.IPV4) {
            if (packet.ipv4() != null || packet.tcp() != null || packet.udp() != null || packet.icmp() != null) {
                throw new AssertionError("views on a packet of kind " + slot.kind());
            }
            return;
        }
        packet.beginFilter();
        for (int i = random.nextInt(4); i > 0; i--) {
            edits.editOne(packet);
        }
        if (random.nextInt(4) == 0) {
            packet.rollback();
        }
        if (packet.isChanged()) {
            packet.repair();
        }
    }

    private static int readAll(Packet packet) {
        int read = packet.payloadOffset() + packet.payloadLength() + packet.originalLength();
        if (packet.payloadLength() < 0 || packet.payloadOffset() + packet.payloadLength() > packet.length()) {
            throw new AssertionError("payload of " + packet.payloadLength() + " bytes beyond the packet");
        }
        for (int i = 0; i < packet.length(); i += 7) {
            read += packet.u8(i);
        }
        if (packet.ipv4() != null) {
            var ip = packet.ipv4();
            read += ip.headerLength() + ip.totalLength() + ip.dscp() + ip.ecn() + ip.identification();
            read += ip.fragmentOffset() + ip.ttl() + ip.protocol() + ip.source() + ip.destination();
            read += ip.isFragment() ? 1 : 0;
        }
        if (packet.tcp() != null) {
            var tcp = packet.tcp();
            read += tcp.sourcePort() + tcp.destinationPort() + tcp.sequence() + tcp.acknowledgment();
            read += tcp.headerLength() + tcp.flags() + tcp.window();
        }
        if (packet.udp() != null) {
            read += packet.udp().sourcePort()
                    + packet.udp().destinationPort()
                    + packet.udp().lengthField();
        }
        if (packet.icmp() != null) {
            var icmp = packet.icmp();
            read += icmp.type() + icmp.code() + icmp.identifier() + icmp.sequence();
        }
        return read;
    }
}
