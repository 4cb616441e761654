package io.headgate.engine.packet;

import io.headgate.api.ChecksumState;
import io.headgate.api.Ipv6;
import io.headgate.api.Packet;
import io.headgate.api.Quoted;
import io.headgate.api.Tcp;
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
            byte[] damaged = PacketDamage.of(bytes, random);
            int held = random.nextInt(3) == 0 ? random.nextInt(damaged.length + 1) : damaged.length;
            int original = random.nextBoolean() ? held : held + random.nextInt(2_000);
            try {
                slot.offload(STATES[random.nextInt(STATES.length)], random.nextBoolean(), random.nextInt(8) == 0);
                SlotPacket packet = slot.load(damaged, held, original);
                read += readAll(packet);
                handle(packet, edits, random);
                slot.assertNothingOutsideTouched(edits.takeLongest());
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("seed " + seed + ", round " + round, failure);
            }
        }
        System.out.println("SlotPacketFuzzTest sum of what was read=" + read);
    }

    private void handle(SlotPacket packet, RandomEdits edits, Random random) {
        if (slot.kind() == SlotPacket.Kind.OTHER || slot.kind() == SlotPacket.Kind.MALFORMED) {
            if (packet.ipv4() != null || packet.ipv6() != null || hasTransport(packet) || packet.quoted() != null) {
                throw new AssertionError("views on a packet of kind " + slot.kind());
            }
            return;
        }
        packet.beginFilter();
        for (int i = random.nextInt(6); i > 0; i--) {
            edits.editAnything(packet);
        }
        if (random.nextInt(4) == 0) {
            packet.rollback();
        }
        if (packet.isChanged()) {
            packet.repair();
        }
    }

    private static boolean hasTransport(Packet packet) {
        return packet.tcp() != null || packet.udp() != null || packet.icmp() != null || packet.icmpv6() != null;
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
            read += ip.reservedFlag() || ip.dontFragment() || ip.moreFragments() ? 1 : 0;
            read += ip.optionsLength();
        }
        if (packet.ipv6() != null) {
            read += readIpv6(packet.ipv6());
        }
        if (packet.quoted() != null) {
            read += readQuoted(packet.quoted());
        }
        if (packet.tcp() != null) {
            var tcp = packet.tcp();
            read += tcp.sourcePort() + tcp.destinationPort() + tcp.sequence() + tcp.acknowledgment();
            read += tcp.headerLength() + tcp.flags() + tcp.window() + tcp.reserved() + tcp.urgentPointer();
            read += tcp.checksum() + tcp.option(Tcp.MSS) + tcp.option(254);
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
        if (packet.icmpv6() != null) {
            var icmp = packet.icmpv6();
            read += icmp.type() + icmp.code() + icmp.rest() + icmp.checksum();
        }
        return read;
    }

    private static int readIpv6(Ipv6 ip) {
        int read = ip.payloadLength() + ip.dscp() + ip.ecn() + ip.flowLabel() + ip.hopLimit() + ip.protocol();
        read += (int) (ip.sourceHigh() + ip.sourceLow() + ip.destinationHigh() + ip.destinationLow());
        read += ip.fragmentOffset() + ip.identification() + (ip.isFragment() || ip.moreFragments() ? 1 : 0);
        for (int i = 0; i < ip.extensions(); i++) {
            read += ip.extensionType(i) + ip.extensionOffset(i) + ip.extensionLength(i);
        }
        return read;
    }

    private static int readQuoted(Quoted quoted) {
        int read = quoted.protocol();
        if (quoted.isIpv6()) {
            read += (int) (quoted.sourceHigh() + quoted.sourceLow());
            read += (int) (quoted.destinationHigh() + quoted.destinationLow());
        } else {
            read += quoted.source() + quoted.destination();
        }
        return quoted.hasPorts() ? read + quoted.sourcePort() + quoted.destinationPort() : read;
    }
}
