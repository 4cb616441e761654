package io.headgate.net.relay;

import io.headgate.net.lab.Host;
import io.headgate.net.sys.NativeMemory;
import io.headgate.net.sys.Sys;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A receiver in a host of the lab that sees time to live and DSCP of what it gets. */
final class ReceivingSocket implements AutoCloseable {
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int LARGEST = 65_536;
    private static final int CONTROL = 128;
    private static final long LIMIT_S = 20;

    /** A datagram as it came. */
    static final class Datagram {
        private final byte[] payload;
        private int ttl;
        private int trafficClass;

        private Datagram(byte[] payload) {
            this.payload = payload;
        }

        byte[] payload() {
            return payload;
        }

        int ttl() {
            return ttl;
        }

        int trafficClass() {
            return trafficClass;
        }
    }

    private final int fd;
    private final ByteBuffer payload = NativeMemory.allocate(LARGEST);
    private final ByteBuffer control = NativeMemory.allocate(CONTROL);
    private final ByteBuffer vector = NativeMemory.allocate(16);
    private final ByteBuffer header = NativeMemory.allocate(64);
    private final ByteBuffer pollFd = NativeMemory.allocate(8);

    private ReceivingSocket(int fd) {
        this.fd = fd;
        vector.putLong(0, NativeMemory.addressOf(payload)).putLong(8, LARGEST);
        header.putLong(16, NativeMemory.addressOf(vector)).putLong(24, 1);
        header.putLong(32, NativeMemory.addressOf(control));
        pollFd.putInt(0, fd).putShort(4, (short) 1);
    }

    /**
     * Opens one.
     *
     * @param address a group, joined by the host's {@code interfaceName}, or the host's own
     */
    static ReceivingSocket open(Host host, String address, int port, String interfaceName) {
        return host.call(() -> open(Packets.address(address), port, Sys.libc().if_nametoindex(interfaceName)));
    }

    private static ReceivingSocket open(InetAddress address, int port, int interfaceIndex) {
        boolean isIpv6 = address instanceof Inet6Address;
        int fd = check(Sys.libc().socket(isIpv6 ? 10 : 2, 2, 0));
        ReceivingSocket socket = new ReceivingSocket(fd);
        socket.set(SOL_SOCKET, SO_RCVBUFFORCE, 32 << 20);
        ByteBuffer name = NativeMemory.allocate(28).putShort(0, (short) (isIpv6 ? 10 : 2));
        name.duplicate().order(ByteOrder.BIG_ENDIAN).putShort(2, (short) port);
        name.put(isIpv6 ? 8 : 4, address.getAddress());
        check(Sys.libc().bind(fd, NativeMemory.addressOf(name), isIpv6 ? 28 : 16));
        if (isIpv6) {
            socket.set(41, 51, 1); // IPV6_RECVHOPLIMIT
            socket.set(41, 66, 1); // IPV6_RECVTCLASS
        } else {
            socket.set(0, 12, 1); // IP_RECVTTL
            socket.set(0, 13, 1); // IP_RECVTOS
        }
        if (address.isMulticastAddress()) {
            ByteBuffer request = NativeMemory.allocate(20).put(0, address.getAddress());
            request.putInt(isIpv6 ? 16 : 8, interfaceIndex);
            // IPV6_JOIN_GROUP, IP_ADD_MEMBERSHIP
            check(Sys.libc()
                    .setsockopt(
                            fd, isIpv6 ? 41 : 0, isIpv6 ? 20 : 35, NativeMemory.addressOf(request), isIpv6 ? 20 : 12));
        }
        return socket;
    }

    private void set(int level, int option, int number) {
        ByteBuffer value = NativeMemory.allocate(4).putInt(0, number);
        check(Sys.libc().setsockopt(fd, level, option, NativeMemory.addressOf(value), 4));
    }

    private static int check(int result) {
        if (result < 0) {
            throw new IllegalStateException(Sys.errnoText(Sys.errno()));
        }
        return result;
    }

    /** Waits for so many datagrams; returns fewer if no more come for seconds. */
    List<Datagram> receive(int count) {
        List<Datagram> all = new ArrayList<>();
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
        while (all.size() < count && System.nanoTime() < endNs) {
            if (check(Sys.libc().poll(NativeMemory.addressOf(pollFd), 1, 3_000)) == 0) {
                break;
            }
            all.add(receive());
        }
        return all;
    }

    /** Whether nothing more has come. */
    boolean isEmpty() {
        return check(Sys.libc().poll(NativeMemory.addressOf(pollFd), 1, 100)) == 0;
    }

    private Datagram receive() {
        header.putLong(40, CONTROL);
        check(Sys.libc().recvmmsg(fd, NativeMemory.addressOf(header), 1, MSG_DONTWAIT, 0));
        byte[] bytes = new byte[header.getInt(56)];
        payload.get(0, bytes);
        Datagram datagram = new Datagram(bytes);
        for (int at = 0; at < header.getLong(40); at += (int) (control.getLong(at) + 7) & ~7) {
            int type = control.getInt(at + 12);
            if (type == 2 || type == 52) {
                datagram.ttl = control.getInt(at + 16);
            } else if (type == 1) {
                datagram.trafficClass = control.get(at + 16) & 0xFF;
            } else if (type == 67) {
                datagram.trafficClass = control.getInt(at + 16);
            }
        }
        return datagram;
    }

    @Override
    public void close() {
        Sys.libc().close(fd);
    }
}
