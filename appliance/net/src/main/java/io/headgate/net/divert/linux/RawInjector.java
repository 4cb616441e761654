package io.headgate.net.divert.linux;

import io.headgate.engine.io.SourceException;
import io.headgate.net.sys.Ipv4Destination;
import io.headgate.net.sys.Libc;
import io.headgate.net.sys.Linux;
import io.headgate.net.sys.NativeMemory;
import io.headgate.net.sys.Sys;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends packets of our own through a raw socket, marked so that the rules that divert leave them alone.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/raw.7.html">raw(7)</a>
 */
final class RawInjector implements AutoCloseable {
    private static final int IPV4_DESTINATION = 16;

    private final Libc libc;
    private final int fd;
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private final Ipv4Destination destination = new Ipv4Destination();

    RawInjector(Libc libc, int mark) {
        this.libc = libc;
        this.fd = libc.socket(Linux.AF_INET, Linux.SOCK_RAW | Linux.SOCK_CLOEXEC, Linux.IPPROTO_RAW);
        if (fd < 0) {
            throw new SourceException("cannot open a raw socket: " + Sys.errnoText(Sys.errno())
                    + "; it needs root, or CAP_NET_RAW and CAP_NET_ADMIN");
        }
        ByteBuffer value = NativeMemory.allocate(Integer.BYTES).putInt(0, mark);
        try {
            if (libc.setsockopt(fd, Linux.SOL_SOCKET, Linux.SO_MARK, NativeMemory.addressOf(value), Integer.BYTES)
                    < 0) {
                int errno = Sys.errno();
                libc.close(fd);
                throw new SourceException("cannot mark injected packets: " + Sys.errnoText(errno));
            }
        } finally {
            Reference.reachabilityFence(value);
        }
    }

    int inject(ByteBuffer packet) {
        long sent = destination.send(libc, fd, packet, packet.position() + IPV4_DESTINATION);
        return sent < 0 ? -Sys.errno() : 0;
    }

    @Override
    public void close() {
        if (!isClosed.getAndSet(true)) {
            libc.close(fd);
        }
    }
}
