package headgate.net.divert.linux;

import headgate.engine.io.SourceException;
import headgate.net.sys.Libc;
import headgate.net.sys.Linux;
import headgate.net.sys.NativeMemory;
import headgate.net.sys.Sys;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends packets of our own through a raw socket, marked so that the rules that divert leave them alone.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/raw.7.html">raw(7)</a>
 */
final class RawInjector implements AutoCloseable {
    private static final int SOCKADDR_IN = 16;
    private static final int IPV4_DESTINATION = 16;

    private final Libc libc;
    private final int fd;
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private final ByteBuffer address = NativeMemory.allocate(SOCKADDR_IN);
    private final jnr.ffi.Pointer addressPointer = NativeMemory.pointerTo(address);

    RawInjector(Libc libc, int mark) {
        this.libc = libc;
        this.fd = libc.socket(Linux.AF_INET, Linux.SOCK_RAW | Linux.SOCK_CLOEXEC, Linux.IPPROTO_RAW);
        if (fd < 0) {
            throw new SourceException("cannot open a raw socket: " + Sys.errnoText(Sys.errno())
                    + "; it needs root, or CAP_NET_RAW and CAP_NET_ADMIN");
        }
        ByteBuffer value = NativeMemory.allocate(Integer.BYTES).putInt(0, mark);
        if (libc.setsockopt(fd, Linux.SOL_SOCKET, Linux.SO_MARK, NativeMemory.addressOf(value), Integer.BYTES) < 0) {
            int errno = Sys.errno();
            libc.close(fd);
            throw new SourceException("cannot mark injected packets: " + Sys.errnoText(errno));
        }
        address.putShort(0, (short) Linux.AF_INET);
    }

    int inject(ByteBuffer packet) {
        int start = packet.position();
        for (int i = 0; i < Integer.BYTES; i++) {
            address.put(4 + i, packet.get(start + IPV4_DESTINATION + i));
        }
        long sent = libc.sendto(
                fd, NativeMemory.pointerTo(packet.slice()), packet.remaining(), 0, addressPointer, SOCKADDR_IN);
        return sent < 0 ? -Sys.errno() : 0;
    }

    @Override
    public void close() {
        if (!isClosed.getAndSet(true)) {
            libc.close(fd);
        }
    }
}
