package io.headgate.net.multicast.watch;

import io.headgate.engine.io.SourceException;
import io.headgate.net.sys.Libc;
import io.headgate.net.sys.Linux;
import io.headgate.net.sys.NativeAddress;
import io.headgate.net.sys.NativeMemory;
import io.headgate.net.sys.Sys;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The IGMP and MLD packets of one interface, in both directions, as its host sees them: not promiscuous. The kernel
 * filters, so other packets cost nothing here.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/packet.7.html">packet(7)</a>
 */
final class PacketSocket implements AutoCloseable {
    /** {@code struct sockaddr_ll}: family 2, protocol 2 (network order), index 4, hardware type 2, packet type 1, 9 more. */
    private static final int SOCKADDR_LL = 20;

    private static final int PACKET_TYPE = 10;
    private static final int PACKET_OUTGOING = 4;

    /** Both directions: sockets for one protocol do not get what the host sends. */
    private static final short ETH_P_ALL = 3;

    /** More than any interface's MTU on which these are sent. */
    private static final int LARGEST = 9_216;

    private final Libc libc = Sys.libc();
    private final int fd;
    private final ByteBuffer packet = ByteBuffer.allocateDirect(LARGEST);
    private final NativeAddress packetAddress = NativeAddress.of(packet, 0);
    private final ByteBuffer sender = NativeMemory.allocate(SOCKADDR_LL + Integer.BYTES);
    private final NativeAddress senderAddress = NativeAddress.of(sender, 0);
    private final NativeAddress senderLength = NativeAddress.of(sender, SOCKADDR_LL);
    private boolean isClosed;

    /**
     * Opens the socket in the network namespace of the calling thread.
     *
     * @throws SourceException if there is no such interface, or no right to
     */
    PacketSocket(String interfaceName) {
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new SourceException(
                    "cannot watch memberships on " + interfaceName + ": this system has no packet sockets");
        }
        // Not by NetworkInterface, which does not know one without addresses.
        int index = libc.if_nametoindex(interfaceName);
        if (index == 0) {
            throw new SourceException("cannot watch memberships on " + interfaceName + ": no such interface");
        }
        fd = libc.socket(Linux.AF_PACKET, Linux.SOCK_DGRAM | Linux.SOCK_CLOEXEC, 0);
        if (fd < 0) {
            int errno = Sys.errno();
            throw new SourceException("cannot watch memberships on " + interfaceName + ": " + Sys.errnoText(errno)
                    + (errno == Linux.EPERM ? "; it needs root, or CAP_NET_RAW" : ""));
        }
        try {
            // First the filter: until it is bound, the socket gets nothing.
            MembershipFilter.attach(libc, fd);
            ByteBuffer address = NativeMemory.allocate(SOCKADDR_LL).putShort(0, (short) Linux.AF_PACKET);
            address.putInt(4, index).order(ByteOrder.BIG_ENDIAN).putShort(2, ETH_P_ALL);
            try {
                if (libc.bind(fd, NativeMemory.addressOf(address), SOCKADDR_LL) < 0) {
                    throw new SourceException(
                            "cannot watch memberships on " + interfaceName + ": " + Sys.errnoText(Sys.errno()));
                }
            } finally {
                // The call itself knows only its address.
                Reference.reachabilityFence(address);
            }
        } catch (RuntimeException failed) {
            libc.close(fd);
            throw failed;
        }
    }

    /**
     * Receives a packet if there is one.
     *
     * @return its length, cut to what fits; 0 if nothing has arrived
     * @throws SourceException if the socket is broken
     */
    int receive() {
        sender.putInt(SOCKADDR_LL, SOCKADDR_LL);
        long received = packetAddress.receiveFrom(libc, fd, LARGEST, Linux.MSG_DONTWAIT, senderAddress, senderLength);
        if (received >= 0) {
            return (int) received;
        }
        int errno = Sys.errno();
        if (errno == Linux.EAGAIN || errno == Linux.EINTR || errno == Linux.ENETDOWN) {
            return 0;
        }
        throw new SourceException("cannot watch memberships: " + Sys.errnoText(errno));
    }

    /** The packet from its IP header on, until the next {@link #receive}. */
    ByteBuffer packet() {
        return packet;
    }

    /** Whether this host has sent it. */
    boolean isOurs() {
        return sender.get(PACKET_TYPE) == PACKET_OUTGOING;
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            libc.close(fd);
        }
    }
}
