package io.headgate.plugin.nat;

import io.headgate.api.Tcp;

/**
 * What a NAT has to know of a TCP connection: whether it is established, or being opened or closed. Eight bits, of what was
 * seen from inside and from outside. Numbers are not looked at.
 *
 * <p>Established is a connection of which both SYNs and an acknowledgement were seen, or acknowledgements from both sides:
 * so connections that began before the filter are too. It is closing when both sides have sent FIN; after a RST as long as
 * nothing else follows, since anybody can send one (RFC 7857, section 2.2).
 */
final class TcpState {
    /** Nothing was seen yet. */
    static final int NEW = 0;

    private static final int SYN_OUT = 0x01;
    private static final int SYN_IN = 0x02;
    private static final int ACK_OUT = 0x04;
    private static final int ACK_IN = 0x08;
    private static final int FIN_OUT = 0x10;
    private static final int FIN_IN = 0x20;
    private static final int RESET = 0x40;

    private static final int SYNS = SYN_OUT | SYN_IN;
    private static final int ACKS = ACK_OUT | ACK_IN;
    private static final int FINS = FIN_OUT | FIN_IN;

    private TcpState() {}

    /**
     * The state after a segment.
     *
     * @param isOutbound whether it comes from inside
     * @param flags as {@link Tcp#flags} has them
     */
    static int after(int state, boolean isOutbound, int flags) {
        if ((flags & Tcp.RST) != 0) {
            return state | RESET;
        }
        if ((flags & Tcp.SYN) != 0) {
            int syn = isOutbound ? SYN_OUT : SYN_IN;
            boolean isFirst = (flags & Tcp.ACK) == 0;
            // The ends of a connection that is over are used for another one.
            return isFirst && isClosing(state) ? syn : (state & ~RESET) | syn;
        }
        int next = state & ~RESET;
        if ((flags & Tcp.ACK) != 0) {
            next |= isOutbound ? ACK_OUT : ACK_IN;
        }
        if ((flags & Tcp.FIN) != 0) {
            next |= isOutbound ? FIN_OUT : FIN_IN;
        }
        return next;
    }

    private static boolean isClosing(int state) {
        return (state & RESET) != 0 || (state & FINS) == FINS;
    }

    /** Whether the long timeout holds. */
    static boolean isEstablished(int state) {
        boolean isOpened = (state & ACKS) == ACKS || ((state & SYNS) == SYNS && (state & ACKS) != 0);
        return isOpened && !isClosing(state);
    }
}
