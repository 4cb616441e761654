package io.headgate.net.divert;

import io.headgate.engine.io.PacketSink;
import io.headgate.engine.io.PacketSource;
import io.headgate.engine.ring.Slot;
import java.nio.ByteBuffer;

/**
 * A divert port: source and sink in one, since a packet goes back by the socket it came from.
 *
 * <p>Every packet received is decided exactly once, by {@link #reinject} or {@link #drop}. On a system where silence
 * means loss a backend says so to the kernel; on one where silence means that the packet rots in a queue it must.
 *
 * <p>Thread: as {@link PacketSource} and {@link PacketSink} say; {@link #inject} the lane's.
 */
public interface DivertSocket extends PacketSource, PacketSink {
    /**
     * Sends a packet that was not received. It leaves by routing, marked so that it is not diverted again.
     *
     * <p>Of a lane with a port for each direction the one for {@code out} injects: the place behind its rule is known once a
     * packet has gone out by it.
     *
     * @param packet direct buffer, writable, holding a whole IPv4 packet with finished transport checksum between position and
     *     limit. The kernel fills the header's checksum; its length follows from position and limit: on Linux the kernel
     *     fills it, and since FreeBSD takes {@code ip_len} as it stands it is written into the buffer there
     * @return 0, or an errno as negative number (EMSGSIZE: larger than the MTU; ENETUNREACH: no route)
     */
    int inject(ByteBuffer packet);

    /**
     * How the kernel's end of the socket is doing. Any thread in the socket's network namespace; reads a file on some
     * systems.
     */
    KernelQueue kernelQueue();

    /** What to poll for input beside other sockets; readable also when something else than a packet has arrived. */
    int[] descriptors();

    /**
     * The number that the kernel's rules gave a packet, 0 to 65,535: the low bits of its mark, with divert(4) the cookie
     * of its address (ipfw: the rule that diverted it).
     *
     * @param slot received here and not given back
     */
    int tag(Slot slot);

    /** Asks the source's thread to open the port again after the kernel has lost it. Any thread. */
    void requestReopen();

    /** One line for the operator: backend, port, and the limits that were really granted. */
    String description();
}
