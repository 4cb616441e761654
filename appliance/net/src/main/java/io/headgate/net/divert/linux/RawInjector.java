package io.headgate.net.divert.linux;

import io.headgate.engine.io.Injections;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotArena;
import io.headgate.net.sys.Ipv4Destination;
import io.headgate.net.sys.Libc;
import io.headgate.net.sys.Linux;
import io.headgate.net.sys.LinuxInet;
import io.headgate.net.sys.NativeMemory;
import io.headgate.net.sys.Sys;
import java.nio.ByteBuffer;

/**
 * Sends packets of our own where routing takes them, marked so that the rules that divert leave them alone.
 *
 * <p>An IPv6 address of one link (fe80::/10, ff01::/16, ff02::/16) says nothing without the interface, which a packet does not
 * name: such a packet is refused, and counted as EADDRNOTAVAIL rather than sent wherever the kernel would. What is no IP
 * packet counts as EINVAL, IPv6 on a host without it as EAFNOSUPPORT, the rest by what the kernel says: EMSGSIZE larger than
 * the MTU, ENETUNREACH no route, EPERM the host's firewall, EACCES a broadcast, EAGAIN no room in the socket's buffer.
 *
 * <p>Thread: the lane's, {@link #close} any.
 */
final class RawInjector implements AutoCloseable {
    private static final int IPV4_HEADER = 20;
    private static final int IPV4_DESTINATION = 16;
    private static final int IPV6_HEADER = 40;
    private static final int IPV6_DESTINATION = 24;

    private final Libc libc;
    private final RawSocket ipv4;
    private final RawSocket ipv6;
    private final RawBatch ipv4Batch;
    private final RawBatch ipv6Batch;
    private final ByteBuffer slots;
    private final ByteBuffer nativeSlots;
    private final long arenaAddress;
    private final Injections injections = new Injections();
    private final Ipv4Destination destination = new Ipv4Destination();

    RawInjector(Libc libc, int mark, SlotArena arena) {
        this.libc = libc;
        this.slots = arena.bytes();
        this.nativeSlots = arena.nativeBytes();
        this.arenaAddress = NativeMemory.addressOf(slots);
        this.ipv4 = RawSocket.open(libc, Linux.AF_INET, mark);
        try {
            this.ipv6 = RawSocket.open(libc, LinuxInet.AF_INET6, mark);
        } catch (RuntimeException refused) {
            closeIfOpen(ipv4);
            throw refused;
        }
        this.ipv4Batch = batch(ipv4, Linux.AF_INET);
        this.ipv6Batch = batch(ipv6, LinuxInet.AF_INET6);
    }

    private RawBatch batch(RawSocket socket, int family) {
        return socket == null
                ? null
                : new RawBatch(libc, socket.fd(), family == LinuxInet.AF_INET6, family, injections);
    }

    /** Sends one now; as {@link io.headgate.net.divert.DivertSocket#inject(ByteBuffer)}. */
    int inject(ByteBuffer packet) {
        if (ipv4 == null) {
            return -Linux.EAFNOSUPPORT;
        }
        long sent = destination.send(libc, ipv4.fd(), packet, packet.position() + IPV4_DESTINATION);
        return sent < 0 ? -Sys.errno() : 0;
    }

    /** Adds one to those that {@link #send} sends; as {@link io.headgate.engine.io.PacketSink#inject}. */
    void add(Slot slot) {
        int at = slot.packetOffset();
        int length = slot.packetLength();
        int version = length < IPV4_HEADER ? 0 : slots.get(at) >> 4 & 0xF;
        if (version == 4) {
            add(ipv4Batch, at, IPV4_DESTINATION, length);
        } else if (version != 6 || length < IPV6_HEADER) {
            injections.countFailure(Linux.EINVAL);
        } else if (isOfOneLink(slots.getShort(at + IPV6_DESTINATION) & 0xFFFF)) {
            injections.countFailure(LinuxInet.EADDRNOTAVAIL);
        } else {
            add(ipv6Batch, at, IPV6_DESTINATION, length);
        }
    }

    private void add(RawBatch batch, int at, int destinationOffset, int length) {
        if (batch == null) {
            injections.countFailure(Linux.EAFNOSUPPORT);
        } else {
            batch.add(nativeSlots, at + destinationOffset, arenaAddress + at, length);
        }
    }

    /** RFC 4291, 2.5.6 and 2.7: by the first 16 bits. */
    private static boolean isOfOneLink(int prefix) {
        boolean isUnicast = (prefix & 0xFFC0) == 0xFE80;
        int scope = prefix & 0xF;
        return isUnicast || ((prefix & 0xFF00) == 0xFF00 && scope <= 2);
    }

    /** Sends what was added. */
    void send() {
        if (ipv4Batch != null) {
            ipv4Batch.send();
        }
        if (ipv6Batch != null) {
            ipv6Batch.send();
        }
    }

    Injections injections() {
        return injections;
    }

    private static void closeIfOpen(RawSocket socket) {
        if (socket != null) {
            socket.close();
        }
    }

    @Override
    public void close() {
        closeIfOpen(ipv4);
        closeIfOpen(ipv6);
    }
}
