package io.headgate.net.relay;

import io.headgate.engine.lane.Lane;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotArena;
import io.headgate.net.sys.NativeMemory;
import java.nio.ByteBuffer;

/**
 * What the senders need to know of a batch of packets, read once for all of them: where each payload lies (an {@code
 * iovec}), where it goes, with which time to live and DSCP, and what became of it.
 *
 * <pre>
 *  iovec (16)  0 base 8 | 8 len 8
 * </pre>
 *
 * A packet is delivered if at least one receiver's datagram was taken by the kernel. Otherwise it is an error, of the
 * last receiver that failed, or a drop, for the first reason, if none failed.
 */
final class DatagramBatch {
    static final int CAPACITY = Lane.BATCH;

    /** Reasons of {@link #drop}. */
    static final int TTL_EXPIRED = 0;

    static final int ECHO = 1;
    static final int NO_DATAGRAM = 2;
    static final int NO_RECEIVER = 3;

    private static final int IOVEC = 16;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int UDP_HEADER = 8;
    private static final int UDP = 17;

    /** More fragments, and the offset: RFC 791. */
    private static final int FRAGMENT = 0x3FFF;

    /** The upper six bits; the two others, ECN, belong to the connection that ends here (RFC 3168). */
    private static final int DSCP = 0xFC;

    private static final int UNDECIDED = 0;
    private static final int DELIVERED = -1;

    /** Drops are this less their number, errors their errno. */
    private static final int DROPPED = -2;

    private final ByteBuffer slots;
    private final long arenaAddress;
    private final ByteBuffer vectors = NativeMemory.allocate(CAPACITY * IOVEC);
    private final long vectorsAddress = NativeMemory.addressOf(vectors);

    private final int[] versions = new int[CAPACITY];
    private final int[] destinations = new int[CAPACITY];
    private final int[] ports = new int[CAPACITY];
    private final int[] ttls = new int[CAPACITY];
    private final int[] trafficClasses = new int[CAPACITY];
    private final int[] lengths = new int[CAPACITY];
    private final int[] outcomes = new int[CAPACITY];
    private final boolean[] isInjected = new boolean[CAPACITY];
    private int count;

    DatagramBatch(SlotArena arena) {
        this.slots = arena.bytes();
        this.arenaAddress = NativeMemory.addressOf(arena.bytes());
    }

    boolean isFull() {
        return count == CAPACITY;
    }

    int count() {
        return count;
    }

    void clear() {
        count = 0;
    }

    /** Adds a packet; returns whether it is one: IP, UDP, whole. */
    boolean add(Slot slot, boolean isOurs) {
        int at = slot.packetOffset();
        int held = slot.packetLength();
        boolean isRead = slot.isIp()
                && held >= IPV4_HEADER
                && ((slots.get(at) >> 4 & 0xF) == 6 ? readIpv6(at, held) : readIpv4(at, held));
        if (isRead) {
            isInjected[count] = isOurs;
            outcomes[count++] = UNDECIDED;
        }
        return isRead;
    }

    private boolean readIpv4(int at, int held) {
        int header = (slots.get(at) & 0xF) * 4;
        if ((slots.get(at) >> 4 & 0xF) != 4
                || header < IPV4_HEADER
                || slots.get(at + 9) != UDP
                || (slots.getShort(at + 6) & FRAGMENT) != 0) {
            return false;
        }
        versions[count] = 4;
        trafficClasses[count] = slots.get(at + 1) & DSCP;
        ttls[count] = slots.get(at + 8) & 0xFF;
        destinations[count] = at + 16;
        return readUdp(at + header, held - header);
    }

    /** Sources write no extension headers. */
    private boolean readIpv6(int at, int held) {
        if (held < IPV6_HEADER || slots.get(at + 6) != UDP) {
            return false;
        }
        versions[count] = 6;
        trafficClasses[count] = slots.getInt(at) >> 20 & DSCP;
        ttls[count] = slots.get(at + 7) & 0xFF;
        destinations[count] = at + 24;
        return readUdp(at + IPV6_HEADER, held - IPV6_HEADER);
    }

    private boolean readUdp(int at, int held) {
        if (held < UDP_HEADER) {
            return false;
        }
        int length = slots.getShort(at + 4) & 0xFFFF;
        if (length < UDP_HEADER || length > held) {
            return false;
        }
        ports[count] = slots.getShort(at + 2) & 0xFFFF;
        lengths[count] = length - UDP_HEADER;
        vectors.putLong(count * IOVEC, arenaAddress + at + UDP_HEADER);
        vectors.putLong(count * IOVEC + 8, length - UDP_HEADER);
        return true;
    }

    /** IP version: 4 or 6. */
    int version(int i) {
        return versions[i];
    }

    int port(int i) {
        return ports[i];
    }

    int ttl(int i) {
        return ttls[i];
    }

    /** DSCP in the place it has in the header's octet: a multiple of 4. */
    int trafficClass(int i) {
        return trafficClasses[i];
    }

    /** Bytes of payload. */
    int length(int i) {
        return lengths[i];
    }

    /** Upper half of the IPv6 destination, 0 of an IPv4 one. */
    long destinationHigh(int i) {
        return versions[i] == 6 ? slots.getLong(destinations[i]) : 0;
    }

    /** Lower half of the IPv6 destination, or the IPv4 one. */
    long destinationLow(int i) {
        int at = destinations[i];
        return versions[i] == 6 ? slots.getLong(at + 8) : Integer.toUnsignedLong(slots.getInt(at));
    }

    /** Native address of the payload's {@code iovec}; those of packets that follow each other follow it. */
    long vectorAddress(int i) {
        return vectorsAddress + (long) i * IOVEC;
    }

    /** Whether the packet was not received here. */
    boolean isInjected(int i) {
        return isInjected[i];
    }

    void deliver(int i) {
        outcomes[i] = DELIVERED;
    }

    void fail(int i, int errno) {
        if (outcomes[i] != DELIVERED) {
            outcomes[i] = errno;
        }
    }

    void drop(int i, int reason) {
        if (outcomes[i] == UNDECIDED) {
            outcomes[i] = DROPPED - reason;
        }
    }

    boolean isDelivered(int i) {
        return outcomes[i] == DELIVERED;
    }

    /** Why no receiver took the packet, 0 if it was dropped. */
    int errno(int i) {
        return Math.max(0, outcomes[i]);
    }

    /** Why it was dropped. */
    int dropReason(int i) {
        return outcomes[i] == UNDECIDED ? NO_RECEIVER : DROPPED - outcomes[i];
    }
}
