package headgate.net.divert.linux;

import headgate.net.lab.Host;
import headgate.net.sys.NativeMemory;
import headgate.net.sys.Sys;
import java.nio.ByteBuffer;
import jnr.ffi.Pointer;

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
        Pointer pointer = NativeMemory.pointerTo(bytes);
        check((int) Sys.libc().sendto(fd, pointer, payload.length, 0, NativeMemory.pointerTo(to), 16));
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
