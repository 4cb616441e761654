package io.headgate.net.divert.linux;

import io.headgate.net.lab.Host;
import io.headgate.net.sys.NativeMemory;
import io.headgate.net.sys.Sys;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.List;

/** A UDP sender with options that Java's has not. */
final class UdpSocket implements AutoCloseable {
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;
    private static final int SOL_SOCKET = 1;
    private static final int SO_NO_CHECK = 11;
    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;

    private final int fd;

    private UdpSocket(int fd) {
        this.fd = fd;
    }

    /** Sends without checksum. */
    static UdpSocket withoutChecksum(Host host) {
        return open(host, SOL_SOCKET, SO_NO_CHECK, 1);
    }

    /** Leaves cutting into datagrams of {@code bytes} to whoever is last on the way. */
    static UdpSocket segmenting(Host host, int bytes) {
        return open(host, SOL_UDP, UDP_SEGMENT, bytes);
    }

    private static UdpSocket open(Host host, int level, int option, int value) {
        return host.call(() -> {
            int fd = check(Sys.libc().socket(AF_INET, SOCK_DGRAM, 0));
            ByteBuffer memory = NativeMemory.allocate(4).putInt(0, value);
            check(Sys.libc().setsockopt(fd, level, option, NativeMemory.addressOf(memory), 4));
            return new UdpSocket(fd);
        });
    }

    void send(byte[] payload, int address, int port) {
        ByteBuffer to = NativeMemory.allocate(16).putShort(0, (short) AF_INET);
        to.order(java.nio.ByteOrder.BIG_ENDIAN).putShort(2, (short) port).putInt(4, address);
        ByteBuffer bytes = NativeMemory.allocate(payload.length).put(0, payload);
        ByteBuffer vector = NativeMemory.allocate(16)
                .putLong(0, NativeMemory.addressOf(bytes))
                .putLong(8, payload.length);
        ByteBuffer message = NativeMemory.allocate(56)
                .putLong(0, NativeMemory.addressOf(to))
                .putInt(8, 16)
                .putLong(16, NativeMemory.addressOf(vector))
                .putLong(24, 1);
        try {
            check((int) Sys.libc().sendmsg(fd, NativeMemory.addressOf(message), 0));
        } finally {
            Reference.reachabilityFence(List.of(to, bytes, vector));
        }
    }

    private static int check(int result) {
        if (result < 0) {
            throw new IllegalStateException(Sys.errnoText(Sys.errno()));
        }
        return result;
    }

    @Override
    public void close() {
        Sys.libc().close(fd);
    }
}
