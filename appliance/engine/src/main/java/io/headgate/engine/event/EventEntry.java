package io.headgate.engine.event;

import io.headgate.api.Ipv4;
import io.headgate.api.Ipv6;
import io.headgate.api.Packet;
import io.headgate.api.Tcp;
import io.headgate.api.Udp;

/**
 * One event in its ring: made once, rewritten for each. Addresses are sixteen bytes in two longs, as in {@link Ipv6}; an
 * IPv4 address is in the last four.
 *
 * <p>Thread: the lane's until published, then the reader's; valid until the {@link EventListener} returns.
 */
public final class EventEntry {
    /** Most characters of a detail. */
    public static final int MAX_DETAIL = 256;

    /** A port that the packet does not have. */
    public static final int NO_PORT = -1;

    private LaneEvent event;
    private long timeNs;
    private boolean isIpv6;
    private long sourceHigh;
    private long sourceLow;
    private long destinationHigh;
    private long destinationLow;
    private int protocol;
    private int sourcePort;
    private int destinationPort;
    private final char[] detail = new char[MAX_DETAIL];
    private int detailLength;

    void set(LaneEvent its, Packet packet, CharSequence text) {
        event = null;
        timeNs = packet.timestampNs();
        setAddresses(packet);
        Tcp tcp = packet.tcp();
        Udp udp = packet.udp();
        sourcePort = tcp != null ? tcp.sourcePort() : udp != null ? udp.sourcePort() : NO_PORT;
        destinationPort = tcp != null ? tcp.destinationPort() : udp != null ? udp.destinationPort() : NO_PORT;
        detailLength = Math.min(text.length(), MAX_DETAIL);
        for (int i = 0; i < detailLength; i++) {
            detail[i] = text.charAt(i);
        }
        event = its;
    }

    private void setAddresses(Packet packet) {
        Ipv6 ipv6 = packet.ipv6();
        isIpv6 = ipv6 != null;
        if (isIpv6) {
            sourceHigh = ipv6.sourceHigh();
            sourceLow = ipv6.sourceLow();
            destinationHigh = ipv6.destinationHigh();
            destinationLow = ipv6.destinationLow();
            protocol = ipv6.protocol();
        } else {
            Ipv4 ipv4 = packet.ipv4();
            sourceHigh = 0;
            sourceLow = ipv4.source() & 0xFFFF_FFFFL;
            destinationHigh = 0;
            destinationLow = ipv4.destination() & 0xFFFF_FFFFL;
            protocol = ipv4.protocol();
        }
    }

    /** Whether it was written to its end: the text is the filter's own, and may throw. */
    boolean isWhole() {
        return event != null;
    }

    /** Which event it is, of which filter and lane. */
    public LaneEvent event() {
        return event;
    }

    /** Time of the packet, nanoseconds since 1970-01-01 UTC. */
    public long timeNs() {
        return timeNs;
    }

    public boolean isIpv6() {
        return isIpv6;
    }

    public long sourceHigh() {
        return sourceHigh;
    }

    public long sourceLow() {
        return sourceLow;
    }

    public long destinationHigh() {
        return destinationHigh;
    }

    public long destinationLow() {
        return destinationLow;
    }

    /** Protocol above IP; -1 if its headers cannot be read to their end. */
    public int protocol() {
        return protocol;
    }

    /** {@link #NO_PORT} unless the packet has a whole TCP or UDP header. */
    public int sourcePort() {
        return sourcePort;
    }

    /** As {@link #sourcePort}. */
    public int destinationPort() {
        return destinationPort;
    }

    /** "" if the filter gave none. */
    public String detail() {
        return new String(detail, 0, detailLength);
    }
}
