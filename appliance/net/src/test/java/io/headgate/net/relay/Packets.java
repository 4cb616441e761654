package io.headgate.net.relay;

import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Random;

/** Puts datagrams into the slots of a ring as a datagram source does: IP header, UDP header, payload. */
final class Packets {
    private final SlotRing ring = new SlotRing(128, LaneBell.unheard());
    private int next;

    /** What the headers of a packet say. */
    record Header(InetAddress destination, int port, int ttl, int trafficClass) {
        Header withTtl(int value) {
            return new Header(destination, port, value, trafficClass);
        }

        Header withTrafficClass(int value) {
            return new Header(destination, port, ttl, value);
        }
    }

    static Header to(String address, int port) {
        return new Header(address(address), port, 64, 0);
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    static byte[] payload(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    SlotRing ring() {
        return ring;
    }

    /** The next slot, with a datagram in it. */
    Slot put(Header header, byte[] payload) {
        boolean isIpv6 = header.destination() instanceof Inet6Address;
        int ip = isIpv6 ? 40 : 20;
        ByteBuffer packet = ByteBuffer.allocate(ip + 8 + payload.length);
        if (isIpv6) {
            packet.putInt(0, (6 << 28) | (header.trafficClass() << 20)).putShort(4, (short) (8 + payload.length));
            packet.put(6, (byte) 17).put(7, (byte) header.ttl());
            packet.put(24, header.destination().getAddress());
        } else {
            packet.put(0, (byte) 0x45).put(1, (byte) header.trafficClass());
            packet.putShort(2, (short) packet.capacity())
                    .put(8, (byte) header.ttl())
                    .put(9, (byte) 17);
            packet.put(16, header.destination().getAddress());
        }
        packet.putShort(ip, (short) 1_234).putShort(ip + 2, (short) header.port());
        packet.putShort(ip + 4, (short) (8 + payload.length)).put(ip + 8, payload);
        return put(packet.array());
    }

    /** The next slot, with these bytes in it. */
    Slot put(byte[] packet) {
        if (next == ring.arena().slots()) {
            next = 0;
        }
        Slot slot = ring.writableSlot(next++);
        ring.arena().bytes().put(slot.dataOffset(), packet);
        slot.setPacket(slot.dataOffset(), packet.length, packet.length);
        return slot;
    }
}
