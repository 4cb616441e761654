package io.headgate.engine.reject;

import io.headgate.api.Packet;
import io.headgate.api.Rejection;
import io.headgate.api.Tcp;
import java.nio.ByteBuffer;

/**
 * Writes the answer to a rejected packet: from its destination to its source, without lengths and checksums of the
 * transport, which whoever sends it fills in.
 */
public final class RejectBuilder {
    /** Most bytes of an answer: what every IPv6 link carries (RFC 4443, section 2.4 c). */
    public static final int MAX_LENGTH = Unreachable.MAX_IPV6;

    private RejectBuilder() {}

    /** Whether the sender may be told at all. */
    public static boolean isAnswerable(Packet packet) {
        return Answerable.isAnswerable(packet);
    }

    /**
     * Writes the answer.
     *
     * @param packet as it was received; {@link #isAnswerable}
     * @param to big-endian
     * @param at where the answer begins; {@link #MAX_LENGTH} bytes are free there
     * @return bytes of the answer
     */
    public static int build(Packet packet, Rejection kind, ByteBuffer to, int at) {
        Tcp tcp = packet.tcp();
        boolean isFragment = packet.ipv4() != null
                ? packet.ipv4().isFragment()
                : packet.ipv6().isFragment();
        // How long a segment is that comes in fragments, nobody knows yet.
        if (kind == Rejection.TCP_RESET && tcp != null && !isFragment) {
            return TcpReset.write(packet, tcp, to, at);
        }
        return Unreachable.write(packet, kind, to, at);
    }
}
