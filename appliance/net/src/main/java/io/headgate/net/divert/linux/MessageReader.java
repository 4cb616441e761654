package io.headgate.net.divert.linux;

import io.headgate.api.Backend;
import io.headgate.api.ChecksumState;
import io.headgate.api.Direction;
import io.headgate.api.Ipv4;
import io.headgate.engine.io.SourceCounters;
import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotArena;
import io.headgate.net.sys.InterfaceNames;
import io.headgate.net.sys.Linux;
import java.nio.ByteBuffer;

/**
 * Reads the netlink messages that were received into slots. Thread: the source's.
 */
final class MessageReader {
    /** What to do after an error message. */
    interface Listener {
        /** The kernel answered a configuration request. */
        void onConfigured(int errno);

        /** A verdict was refused because the queue is gone. */
        void onQueueGone();
    }

    private static final int IPV4_PROTOCOL = 9;

    /** Bytes that are read of each attribute, by its type; one that holds less says nothing. */
    private static final byte[] LEAST = new byte[Nfqueue.ATTR_SKB_INFO + 1];

    static {
        LEAST[Nfqueue.ATTR_PACKET_HDR] = 7;
        LEAST[Nfqueue.ATTR_MARK] = Integer.BYTES;
        LEAST[Nfqueue.ATTR_TIMESTAMP] = 2 * Long.BYTES;
        LEAST[Nfqueue.ATTR_IFINDEX_INDEV] = Integer.BYTES;
        LEAST[Nfqueue.ATTR_IFINDEX_OUTDEV] = Integer.BYTES;
        LEAST[Nfqueue.ATTR_CAP_LEN] = Integer.BYTES;
        LEAST[Nfqueue.ATTR_SKB_INFO] = Integer.BYTES;
    }

    private final ByteBuffer bytes;
    private final ByteBuffer bigEndian;
    private final InterfaceNames interfaces;
    private final SourceCounters counters;
    private final QueueGeneration generation;
    private final Listener listener;

    private boolean hasSeenId;
    private int lastId;

    MessageReader(
            SlotArena arena,
            InterfaceNames interfaces,
            SourceCounters counters,
            QueueGeneration generation,
            Listener listener) {
        this.bytes = arena.nativeBytes();
        this.bigEndian = arena.bytes();
        this.interfaces = interfaces;
        this.counters = counters;
        this.generation = generation;
        this.listener = listener;
    }

    /**
     * Reads the message at the slot's data offset and describes its packet in the slot.
     *
     * @param received bytes the kernel wrote
     * @param nowNs time of a packet that carries none
     * @return whether it is a packet
     */
    boolean read(Slot slot, int received, long nowNs) {
        slot.setEmpty();
        int start = slot.dataOffset();
        if (received < Nfqueue.HEADER) {
            counters.add(Counter.UNREADABLE, 1);
            return false;
        }
        int type = bytes.getShort(start + 4) & 0xFFFF;
        if (type == Nfqueue.MSG_PACKET) {
            return readPacket(slot, start, start + received, nowNs);
        }
        if (type == Nfqueue.NLMSG_ERROR) {
            readError(start, received);
        } else {
            counters.add(Counter.UNREADABLE, 1);
        }
        return false;
    }

    private boolean readPacket(Slot slot, int start, int end, long nowNs) {
        boolean hasId = false;
        int hook = Nfqueue.HOOK_PREROUTING;
        int inInterface = 0;
        int outInterface = 0;
        int mark = 0;
        int skbInfo = 0;
        int originalLength = -1;
        long timestampNs = nowNs;
        int payloadOffset = end;
        int payloadLength = 0;

        int at = start + Nfqueue.HEADER;
        while (at + Nfqueue.ATTRIBUTE_HEADER <= end) {
            int length = bytes.getShort(at) & 0xFFFF;
            if (length < Nfqueue.ATTRIBUTE_HEADER) {
                break;
            }
            int value = at + Nfqueue.ATTRIBUTE_HEADER;
            // A message larger than the slot was cut by the receive call: believe what was received.
            int held = Math.min(length - Nfqueue.ATTRIBUTE_HEADER, end - value);
            int type = bytes.getShort(at + 2) & Nfqueue.ATTRIBUTE_TYPE_MASK;
            at += Nfqueue.padded(length);
            if (type >= LEAST.length || held < LEAST[type]) {
                continue; // The kernel adds attributes over time; what we do not use we pass over.
            }
            switch (type) {
                case Nfqueue.ATTR_PACKET_HDR -> {
                    hasId = true;
                    slot.setId(QueueGeneration.id(generation.current(), bigEndian.getInt(value)));
                    hook = bigEndian.get(value + 6);
                }
                case Nfqueue.ATTR_IFINDEX_INDEV -> inInterface = bigEndian.getInt(value);
                case Nfqueue.ATTR_IFINDEX_OUTDEV -> outInterface = bigEndian.getInt(value);
                case Nfqueue.ATTR_MARK -> mark = bigEndian.getInt(value);
                case Nfqueue.ATTR_TIMESTAMP ->
                    timestampNs = bigEndian.getLong(value) * 1_000_000_000L + bigEndian.getLong(value + 8) * 1_000L;
                case Nfqueue.ATTR_CAP_LEN -> originalLength = bigEndian.getInt(value);
                case Nfqueue.ATTR_SKB_INFO -> skbInfo = bigEndian.getInt(value);
                case Nfqueue.ATTR_PAYLOAD -> {
                    payloadOffset = value;
                    payloadLength = held;
                    originalLength = Math.max(originalLength, length - Nfqueue.ATTRIBUTE_HEADER);
                }
                default -> {
                    // Of no use to us.
                }
            }
        }
        if (!hasId) {
            counters.add(Counter.UNREADABLE, 1);
            return false;
        }
        countGap((int) slot.id());
        if (originalLength > payloadLength) {
            counters.add(Counter.TRUNCATED, 1);
        }
        slot.setPacket(payloadOffset, payloadLength, Math.max(originalLength, payloadLength));
        Direction direction = directionOf(hook);
        slot.setOrigin(
                Backend.NFQUEUE,
                direction,
                interfaces.nameOf(direction == Direction.OUT ? outInterface : inInterface),
                mark,
                timestampNs);
        boolean isGso = (skbInfo & Nfqueue.SKB_GSO) != 0;
        slot.setOffload(
                checksumState(skbInfo),
                isGso,
                isGso && direction == Direction.OUT && isTcp(payloadOffset, payloadLength));
        return true;
    }

    /**
     * On its way out a large TCP packet that came back with its bytes is always cut by the kernel itself, never by
     * hardware, and for that the kernel first sets the checksum anew ({@code skb_needs_check} in {@code
     * net/core/gso.c}, {@code tcp4_gso_segment} in {@code net/ipv4/tcp_offload.c}). Summing up 64 KiB here would be
     * for nothing. On its way in it may end at a local socket uncut, so there the sum is needed.
     */
    private boolean isTcp(int packet, int length) {
        return length > IPV4_PROTOCOL && bytes.get(packet + IPV4_PROTOCOL) == Ipv4.TCP;
    }

    /** Ids are given out one by one before the socket's buffer is tried: one that is missing did not fit. */
    private void countGap(int id) {
        if (hasSeenId && id != lastId + 1) {
            counters.add(Counter.ID_GAPS, Integer.toUnsignedLong(id - lastId - 1));
        }
        hasSeenId = true;
        lastId = id;
    }

    /** Ids start anew with a new queue. */
    void forgetIds() {
        hasSeenId = false;
    }

    private static Direction directionOf(int hook) {
        return switch (hook) {
            case Nfqueue.HOOK_PREROUTING, Nfqueue.HOOK_LOCAL_IN -> Direction.IN;
            case Nfqueue.HOOK_FORWARD -> Direction.FORWARD;
            default -> Direction.OUT;
        };
    }

    private static ChecksumState checksumState(int skbInfo) {
        if ((skbInfo & Nfqueue.SKB_CSUM_NOT_READY) != 0) {
            return ChecksumState.PARTIAL;
        }
        return (skbInfo & Nfqueue.SKB_CSUM_NOT_VERIFIED) != 0 ? ChecksumState.UNVERIFIED : ChecksumState.VERIFIED;
    }

    private void readError(int start, int received) {
        if (received < Nfqueue.ERROR_REQUEST_SEQUENCE + Integer.BYTES) {
            counters.add(Counter.UNREADABLE, 1);
            return;
        }
        int errno = -bytes.getInt(start + Nfqueue.ERROR_CODE);
        int tag = bytes.getInt(start + Nfqueue.ERROR_REQUEST_SEQUENCE);
        switch (RequestTag.kind(tag)) {
            case RequestTag.CONFIG -> listener.onConfigured(errno);
            case RequestTag.ACCEPT -> {
                counters.add(Counter.REFUSED_ACCEPTS, RequestTag.packets(tag));
                counters.refusals().add(errno, RequestTag.packets(tag));
            }
            case RequestTag.DROP -> counters.add(Counter.REFUSED_DROPS, RequestTag.packets(tag));
            default -> counters.add(Counter.UNREADABLE, 1);
        }
        if (errno == Linux.ENODEV && RequestTag.kind(tag) != RequestTag.CONFIG) {
            listener.onQueueGone();
        }
    }
}
