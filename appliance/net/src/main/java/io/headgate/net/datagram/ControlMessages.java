package io.headgate.net.datagram;

import io.headgate.net.sys.Linux;
import io.headgate.net.sys.LinuxInet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the kernel tells about a datagram beside its payload.
 *
 * <pre>
 *  cmsghdr (16)       0 length with this header 8 | 8 level 4 | 12 type 4 | 16 data | padding to a multiple of 8
 *  in_pktinfo (12)    0 interface index 4 | 4 local address 4 | 8 destination in the header 4
 *  in6_pktinfo (20)   0 destination 16 | 16 interface index 4
 *  TTL, hop limit, traffic class: int 4;  TOS: 1 byte;  time: timespec 16: seconds 8, nanoseconds 8;  drops: u32
 * </pre>
 *
 * In the machine's byte order, addresses in the network's. Holds one datagram's at a time. Thread: the source's.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/cmsg.3.html">cmsg(3)</a>
 * @see <a href="https://man7.org/linux/man-pages/man7/ip.7.html">ip(7), IP_PKTINFO</a>
 */
final class ControlMessages {
    private static final int HEADER = 16;
    private static final long NS_PER_S = 1_000_000_000L;

    private final ByteBuffer bytes;
    private final ByteBuffer network;

    private int interfaceIndex;
    private int destinationAt;
    private int hops;
    private int trafficClass;
    private long timestampNs;
    private boolean hasDrops;
    private int drops;

    /** @param bytes in the machine's byte order */
    ControlMessages(ByteBuffer bytes) {
        this.bytes = bytes;
        this.network = bytes.duplicate().order(ByteOrder.BIG_ENDIAN);
    }

    /**
     * Reads the messages of one datagram.
     *
     * @return whether its destination is among them, without which no header can be written
     */
    boolean read(int at, int length) {
        interfaceIndex = 0;
        destinationAt = -1;
        hops = 0;
        trafficClass = 0;
        timestampNs = 0;
        hasDrops = false;
        int end = at + length;
        int next = at;
        while (next + HEADER <= end) {
            int size = (int) bytes.getLong(next);
            if (size < HEADER || size > end - next) {
                break;
            }
            read(bytes.getInt(next + 8), bytes.getInt(next + 12), next + HEADER);
            next += (size + 7) & ~7;
        }
        return destinationAt >= 0;
    }

    private void read(int level, int type, int data) {
        switch (level) {
            case LinuxInet.IPPROTO_IP -> {
                switch (type) {
                    case LinuxInet.IP_PKTINFO -> {
                        interfaceIndex = bytes.getInt(data);
                        destinationAt = data + 8;
                    }
                    case LinuxInet.IP_TTL -> hops = bytes.getInt(data);
                    case LinuxInet.IP_TOS -> trafficClass = bytes.get(data);
                    default -> {}
                }
            }
            case LinuxInet.IPPROTO_IPV6 -> {
                switch (type) {
                    case LinuxInet.IPV6_PKTINFO -> {
                        interfaceIndex = bytes.getInt(data + 16);
                        destinationAt = data;
                    }
                    case LinuxInet.IPV6_HOPLIMIT -> hops = bytes.getInt(data);
                    case LinuxInet.IPV6_TCLASS -> trafficClass = bytes.getInt(data);
                    default -> {}
                }
            }
            case Linux.SOL_SOCKET -> {
                switch (type) {
                    case LinuxInet.SO_TIMESTAMPNS ->
                        timestampNs = bytes.getLong(data) * NS_PER_S + bytes.getLong(data + 8);
                    case LinuxInet.SO_RXQ_OVFL -> {
                        hasDrops = true;
                        drops = bytes.getInt(data);
                    }
                    default -> {}
                }
            }
            default -> {}
        }
    }

    int interfaceIndex() {
        return interfaceIndex;
    }

    int destinationIpv4() {
        return network.getInt(destinationAt);
    }

    /** Half 0 or 1 of the destination. */
    long destinationIpv6(int half) {
        return network.getLong(destinationAt + Long.BYTES * half);
    }

    /** TTL or hop limit. */
    int hops() {
        return hops;
    }

    /** DSCP in the upper six bits, ECN in the lower two. */
    int trafficClass() {
        return trafficClass;
    }

    /** When the kernel received it, since 1970; 0 if it does not say. */
    long timestampNs() {
        return timestampNs;
    }

    boolean hasDrops() {
        return hasDrops;
    }

    /** Datagrams that had found the socket's buffer full when this one came, since it was opened, modulo 2^32. */
    int drops() {
        return drops;
    }
}
