package io.headgate.net.datagram;

import io.headgate.api.Backend;
import io.headgate.api.ChecksumState;
import io.headgate.api.Direction;
import io.headgate.engine.packet.SlotPacket;
import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** A source with its ring, and this thread as its lane. */
final class DatagramRig implements AutoCloseable {
    private static final long LIMIT_NS = 10_000_000_000L;

    private final SlotRing ring;
    private final SlotPacket view;
    private final DatagramSource source;
    private int taken;
    private int readable;

    DatagramRig(int slots, Function<SlotRing, DatagramSource> opening) {
        ring = new SlotRing(slots, LaneBell.unheard());
        view = new SlotPacket(ring.arena());
        source = opening.apply(ring);
    }

    /** A packet as its slot has it. */
    record Received(
            InetAddress source,
            InetAddress destination,
            int sourcePort,
            int destinationPort,
            int hops,
            int dscp,
            String text,
            int length,
            int originalLength,
            String interfaceName,
            Backend backend,
            Direction direction,
            ChecksumState checksumState,
            long timestampNs) {}

    DatagramSource source() {
        return source;
    }

    SlotRing ring() {
        return ring;
    }

    void send(DatagramSocket sender, String address, int port, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        sender.send(new DatagramPacket(bytes, bytes.length, InetAddress.getByName(address), port));
    }

    /** The next packet, waited for. */
    Received take() throws IOException {
        Received received = poll(LIMIT_NS);
        if (received == null) {
            throw new AssertionError("no packet within ten seconds; published " + ring.publishedPackets() + ", errors "
                    + source.counters().socketErrors().byErrno());
        }
        return received;
    }

    /** The next packet, or null if none comes in time. */
    Received poll(long limitNs) throws IOException {
        long endNs = System.nanoTime() + limitNs;
        while (true) {
            while (taken < readable) {
                Slot slot = ring.readableSlot(taken++);
                if (slot.isPacket()) {
                    return read(slot);
                }
            }
            ring.release(readable);
            taken = 0;
            readable = 0;
            if (source.receive() == 0) {
                if (System.nanoTime() > endNs) {
                    return null;
                }
                source.await(20);
            }
            readable = ring.readable(64);
        }
    }

    /** Receives once and looks at nothing; returns packets. */
    int drain() {
        int count = source.receive();
        if (count == 0) {
            source.await(20);
        }
        int waiting = ring.readable(64);
        int packets = 0;
        for (int i = 0; i < waiting; i++) {
            packets += ring.readableSlot(i).isPacket() ? 1 : 0;
        }
        ring.release(waiting);
        return packets;
    }

    private Received read(Slot slot) throws IOException {
        SlotPacket.Kind kind = view.wrap(slot);
        int version = kind == SlotPacket.Kind.IPV6 ? 6 : 4;
        int addresses = version == 6 ? 8 : 12;
        int size = version == 6 ? 16 : 4;
        int udp = version == 6 ? 40 : 20;
        if (view.udp() == null) {
            throw new AssertionError("decoded as " + kind);
        }
        if (version == 4) {
            int sum = 0;
            for (int i = 0; i < udp; i += 2) {
                sum += view.u16(i);
            }
            if ((sum & 0xFFFF) + (sum >>> 16) != 0xFFFF) {
                throw new AssertionError("header checksum is wrong");
            }
        }
        int trafficClass = version == 6 ? view.u16(0) >>> 4 & 0xFF : view.u8(1);
        return new Received(
                InetAddress.getByAddress(bytes(addresses, size)),
                InetAddress.getByAddress(bytes(addresses + size, size)),
                view.u16(udp),
                view.u16(udp + 2),
                version == 6 ? view.u8(7) : view.u8(8),
                trafficClass >>> 2,
                new String(bytes(udp + 8, view.length() - udp - 8), StandardCharsets.US_ASCII),
                slot.packetLength(),
                slot.originalLength(),
                slot.interfaceName(),
                slot.backend(),
                slot.direction(),
                slot.checksumState(),
                slot.timestampNs());
    }

    private byte[] bytes(int at, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) view.u8(at + i);
        }
        return bytes;
    }

    @Override
    public void close() {
        source.close();
    }
}
