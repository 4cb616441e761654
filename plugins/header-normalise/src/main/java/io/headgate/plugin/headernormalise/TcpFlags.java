package io.headgate.plugin.headernormalise;

import io.headgate.api.Tcp;

/** Which flags a connection sends. */
final class TcpFlags {
    private TcpFlags() {}

    /**
     * Whether a segment with these flags belongs to a connection that begins, goes on or ends: SYN alone or with ACK; RST
     * with or without ACK; else ACK (RFC 9293, section 3.1: always sent once a connection is there), with or without FIN.
     * What scanners send is not: SYN with FIN or RST, no flag at all, FIN without ACK.
     */
    static boolean isLegal(int flags) {
        boolean isSyn = (flags & Tcp.SYN) != 0;
        boolean isFin = (flags & Tcp.FIN) != 0;
        boolean isRst = (flags & Tcp.RST) != 0;
        boolean isAck = (flags & Tcp.ACK) != 0;
        if (isSyn) {
            return !isFin && !isRst;
        }
        return isAck || (isRst && !isFin);
    }
}
