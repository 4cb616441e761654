package io.headgate.net.datagram;

import io.headgate.api.Backend;
import io.headgate.api.ChecksumState;
import io.headgate.api.Direction;
import io.headgate.engine.io.SourceCounters;
import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotArena;
import io.headgate.net.sys.InterfaceNames;
import io.headgate.net.sys.Libc;

/** Makes a packet of a received datagram: writes its headers and describes it in its slot. Thread: the source's. */
final class DatagramReader {
    private final ReceiveBatch batch;
    private final int payloadBytes;
    private final SourceCounters counters;
    private final HeaderWriter headers;
    private final InterfaceNames interfaces;

    /** @param payloadBytes most bytes that the batch receives of a datagram */
    DatagramReader(Libc libc, SlotArena arena, ReceiveBatch batch, int payloadBytes, SourceCounters counters) {
        this.batch = batch;
        this.payloadBytes = payloadBytes;
        this.counters = counters;
        this.headers = new HeaderWriter(arena);
        this.interfaces = new InterfaceNames(libc);
    }

    /**
     * Reads datagram {@code i} of the batch, whose payload lies in {@code slot}.
     *
     * @return whether the slot holds a packet
     */
    boolean read(UdpSocket socket, Slot slot, int i, long nowNs) {
        ControlMessages control = batch.control(i);
        if (control == null) {
            counters.add(Counter.UNREADABLE, 1);
            slot.setEmpty();
            return false;
        }
        if (control.hasDrops()) {
            counters.add(Counter.KERNEL_LOSS, socket.newDrops(control.drops()));
        }
        if (socket.isOfGroups() && !isOfItsGroups(socket, control)) {
            counters.add(Counter.FOREIGN, 1);
            slot.setEmpty();
            return false;
        }
        int length = batch.length(i);
        int held = Math.min(length, payloadBytes);
        if (held < length) {
            counters.add(Counter.TRUNCATED, 1);
        }
        int header = socket.isIpv6()
                ? writeIpv6(socket, control, slot, i, length)
                : writeIpv4(socket, control, slot, i, length);
        slot.setPacket(slot.dataOffset() + HeaderWriter.ROOM - header, header + held, header + length);
        long timestampNs = control.timestampNs() == 0 ? nowNs : control.timestampNs();
        String name = interfaces.nameOf(control.interfaceIndex());
        slot.setOrigin(Backend.DATAGRAM, Direction.IN, name, 0, timestampNs);
        return true;
    }

    /**
     * A socket that is bound to all addresses also gets what is sent to this host itself, and one of IPv6 what came to its
     * groups by interfaces on which somebody else is a member.
     */
    private static boolean isOfItsGroups(UdpSocket socket, ControlMessages control) {
        boolean isMulticast =
                socket.isIpv6() ? control.destinationIpv6(0) >>> 56 == 0xFF : control.destinationIpv4() >>> 28 == 0xE;
        return isMulticast && socket.isHeard(control.interfaceIndex());
    }

    private int writeIpv4(UdpSocket socket, ControlMessages control, Slot slot, int i, int length) {
        headers.writeIpv4(
                slot.dataOffset() + HeaderWriter.ROOM,
                length,
                batch.sourceIpv4(i),
                control.destinationIpv4(),
                batch.sourcePort(i) << 16 | socket.port(),
                control.trafficClass(),
                control.hops());
        slot.setOffload(ChecksumState.VERIFIED, false, false);
        return HeaderWriter.IPV4 + HeaderWriter.UDP;
    }

    private int writeIpv6(UdpSocket socket, ControlMessages control, Slot slot, int i, int length) {
        headers.writeIpv6(
                slot.dataOffset() + HeaderWriter.ROOM,
                length,
                batch.sourceIpv6(i, 0),
                batch.sourceIpv6(i, 1),
                control.destinationIpv6(0),
                control.destinationIpv6(1),
                batch.sourcePort(i) << 16 | socket.port(),
                control.trafficClass(),
                control.hops());
        slot.setOffload(ChecksumState.PARTIAL, false, false);
        return HeaderWriter.IPV6 + HeaderWriter.UDP;
    }

    /** Has the kernel asked again for the names of interfaces. */
    void forgetNames() {
        interfaces.forget();
    }
}
