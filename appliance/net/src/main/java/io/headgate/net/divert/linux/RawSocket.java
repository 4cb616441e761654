package io.headgate.net.divert.linux;

import io.headgate.engine.io.SourceException;
import io.headgate.net.sys.Libc;
import io.headgate.net.sys.Linux;
import io.headgate.net.sys.LinuxInet;
import io.headgate.net.sys.NativeMemory;
import io.headgate.net.sys.Sys;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A socket that sends whole IP packets of one version, header included, marked so that the rules that divert leave them alone.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/raw.7.html">raw(7)</a>
 */
final class RawSocket implements AutoCloseable {
    /** Room for a batch of the largest packets. */
    private static final int SEND_BUFFER = 8 << 20;

    private final Libc libc;
    private final int fd;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private RawSocket(Libc libc, int fd) {
        this.libc = libc;
        this.fd = fd;
    }

    /**
     * Opens one.
     *
     * @param family AF_INET or AF_INET6
     * @return null if this host does not speak the family
     * @throws SourceException on every other error
     */
    static RawSocket open(Libc libc, int family, int mark) {
        int fd = libc.socket(family, Linux.SOCK_RAW | Linux.SOCK_CLOEXEC, Linux.IPPROTO_RAW);
        if (fd < 0) {
            int errno = Sys.errno();
            if (errno == Linux.EAFNOSUPPORT) {
                return null;
            }
            throw new SourceException("cannot open a raw socket: " + Sys.errnoText(errno)
                    + "; it needs root, or CAP_NET_RAW and CAP_NET_ADMIN");
        }
        RawSocket socket = new RawSocket(libc, fd);
        try {
            socket.require("mark injected packets", Linux.SOL_SOCKET, Linux.SO_MARK, mark);
            if (family == Linux.AF_INET) {
                // Where the kernel puts fragments together it would keep those we send, too.
                socket.require("inject fragments", LinuxInet.IPPROTO_IP, LinuxInet.IP_NODEFRAG, 1);
            }
            if (socket.set(Linux.SOL_SOCKET, Linux.SO_SNDBUFFORCE, SEND_BUFFER) != 0) {
                socket.require("size a raw socket's buffer", Linux.SOL_SOCKET, Linux.SO_SNDBUF, SEND_BUFFER);
            }
            return socket;
        } catch (RuntimeException refused) {
            socket.close();
            throw refused;
        }
    }

    private void require(String what, int level, int option, int number) {
        int errno = set(level, option, number);
        if (errno != 0) {
            throw new SourceException("cannot " + what + ": " + Sys.errnoText(errno));
        }
    }

    private int set(int level, int option, int number) {
        ByteBuffer value = NativeMemory.allocate(Integer.BYTES).putInt(0, number);
        try {
            int result = libc.setsockopt(fd, level, option, NativeMemory.addressOf(value), Integer.BYTES);
            return result < 0 ? Sys.errno() : 0;
        } finally {
            Reference.reachabilityFence(value);
        }
    }

    int fd() {
        return fd;
    }

    @Override
    public void close() {
        if (!isClosed.getAndSet(true)) {
            libc.close(fd);
        }
    }
}
