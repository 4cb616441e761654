package io.headgate.engine.reject;

import io.headgate.api.Ipv4;
import io.headgate.api.Packet;
import io.headgate.api.Tcp;
import java.nio.ByteBuffer;

/**
 * The reset by which a host answers a segment of a connection it does not have (RFC 9293, section 3.10.7.1): with what the
 * segment acknowledged as its sequence number; or, if it acknowledged nothing, with 0, acknowledging the segment.
 */
final class TcpReset {
    private static final int HEADER = 20;
    private static final int HEADER_WORDS = (HEADER / 4) << 12;

    private TcpReset() {}

    static int write(Packet packet, Tcp tcp, ByteBuffer to, int at) {
        int ip = AnswerHeader.write(packet, Ipv4.TCP, 0, true, to, at);
        boolean isAcknowledging = tcp.has(Tcp.ACK);
        int tcpAt = at + ip;
        to.putShort(tcpAt, (short) tcp.destinationPort());
        to.putShort(tcpAt + 2, (short) tcp.sourcePort());
        to.putInt(tcpAt + 4, isAcknowledging ? tcp.acknowledgment() : 0);
        to.putInt(tcpAt + 8, isAcknowledging ? 0 : tcp.sequence() + segmentLength(packet, tcp));
        to.putShort(tcpAt + 12, (short) (HEADER_WORDS | (isAcknowledging ? Tcp.RST : Tcp.RST | Tcp.ACK)));
        // Window, checksum, urgent pointer.
        to.putShort(tcpAt + 14, (short) 0);
        to.putInt(tcpAt + 16, 0);
        return ip + HEADER;
    }

    /** SYN and FIN take a sequence number each (RFC 9293, section 3.4); also of a packet that arrived cut. */
    private static int segmentLength(Packet packet, Tcp tcp) {
        int total = packet.ipv4() != null
                ? packet.ipv4().totalLength()
                : AnswerHeader.IPV6 + packet.ipv6().payloadLength();
        int data = total - packet.payloadOffset();
        return data + (tcp.has(Tcp.SYN) ? 1 : 0) + (tcp.has(Tcp.FIN) ? 1 : 0);
    }
}
