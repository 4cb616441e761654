package io.headgate.plugin.sniblock;

import io.headgate.api.Ipv4;
import io.headgate.api.Ipv6;
import io.headgate.api.Packet;
import io.headgate.api.Tcp;
import java.nio.ByteBuffer;

/**
 * Makes the reset that a client would send in place of a segment. The server takes it only with the sequence number that it
 * expects next (RFC 9293, section 3.10.7.4). Reused for every packet.
 */
final class ServerReset {
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int TCP_HEADER = 20;
    private static final int TTL = 64;

    private final ByteBuffer bytes = ByteBuffer.allocate(IPV6_HEADER + TCP_HEADER);

    /**
     * Makes the packet.
     *
     * @param sequence that the server expects next
     * @return from the IP header on, between position and limit; lengths and checksums are left to who sends it
     */
    ByteBuffer insteadOf(Packet segment, int sequence) {
        bytes.clear();
        if (segment.ipv4() != null) {
            putIpv4(segment.ipv4());
        } else {
            putIpv6(segment.ipv6());
        }
        Tcp tcp = segment.tcp();
        bytes.putShort((short) tcp.sourcePort()).putShort((short) tcp.destinationPort());
        bytes.putInt(sequence).putInt(tcp.acknowledgment());
        bytes.putShort((short) (TCP_HEADER << 10 | Tcp.RST | Tcp.ACK)).putShort((short) 0);
        bytes.putInt(0);
        return bytes.flip();
    }

    private void putIpv4(Ipv4 segment) {
        bytes.putShort((short) 0x4500).putShort((short) (IPV4_HEADER + TCP_HEADER));
        bytes.putInt(0x4000); // Do not fragment.
        bytes.put((byte) TTL).put((byte) Ipv4.TCP).putShort((short) 0);
        bytes.putInt(segment.source()).putInt(segment.destination());
    }

    private void putIpv6(Ipv6 segment) {
        bytes.putInt(0x6000_0000)
                .putShort((short) TCP_HEADER)
                .put((byte) Ipv4.TCP)
                .put((byte) TTL);
        bytes.putLong(segment.sourceHigh()).putLong(segment.sourceLow());
        bytes.putLong(segment.destinationHigh()).putLong(segment.destinationLow());
    }
}
