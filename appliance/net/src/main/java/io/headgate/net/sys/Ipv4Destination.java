package io.headgate.net.sys;

import java.nio.ByteBuffer;
import jnr.ffi.Pointer;

/**
 * An IPv4 address to send to. Made once, since the call takes pointers, and used for any number of packets.
 *
 * <p>Thread: one at a time.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/ip.7.html">ip(7), sockaddr_in</a>
 */
public final class Ipv4Destination {
    private static final int SOCKADDR_IN = 16;
    private static final int ADDRESS = 4;

    private final ByteBuffer structure = NativeMemory.allocate(SOCKADDR_IN).putShort(0, (short) Linux.AF_INET);
    private final Pointer pointer = NativeMemory.pointerTo(structure);

    /**
     * Sends what remains in a direct buffer to the address whose four bytes, in network order, are at index {@code at}.
     *
     * @return what sendto(2) returns
     */
    public long send(Libc libc, int fd, ByteBuffer packet, int at) {
        for (int i = 0; i < Integer.BYTES; i++) {
            structure.put(ADDRESS + i, packet.get(at + i));
        }
        return libc.sendto(fd, NativeMemory.pointerTo(packet.slice()), packet.remaining(), 0, pointer, SOCKADDR_IN);
    }
}
