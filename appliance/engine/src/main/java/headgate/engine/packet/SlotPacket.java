package headgate.engine.packet;

import headgate.api.Backend;
import headgate.api.ChecksumState;
import headgate.api.Direction;
import headgate.api.Icmp;
import headgate.api.Ipv4;
import headgate.api.Packet;
import headgate.api.Tcp;
import headgate.api.Udp;
import headgate.engine.ring.Slot;
import headgate.engine.ring.SlotArena;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * The packet of a slot. One per ring and lane: {@link #wrap} points it at the next slot.
 *
 * <p>Ownership: between {@code wrap} and the end of the chain the bytes belong to the filters, through this view only.
 */
public final class SlotPacket implements Packet {
    /** What {@link #wrap} found. */
    public enum Kind {
        IPV4,
        /** Not IPv4: skips the filters. */
        OTHER,
        /** Claims to be IPv4, but its header lies: skips the filters. */
        MALFORMED
    }

    private static final int MIN_IPV4_HEADER = 20;
    /** No protocol, no offset. */
    static final int NONE = -1;

    private final ByteBuffer bytes;
    private final Edits edits;
    private final ChecksumRepair repair;
    private final Ipv4View ipv4 = new Ipv4View(this);
    private final TcpView tcp = new TcpView(this);
    private final UdpView udp = new UdpView(this);
    private final IcmpView icmp = new IcmpView(this);

    private Slot slot;
    private int base;
    private int length;
    private Kind kind = Kind.OTHER;
    /** Where the datagram ends: its total length, or what is held of it. */
    private int end;
    /** Where the bytes end that the transport's checksum covers. */
    private int sumEnd;

    private int headerLength;
    private int protocol;
    private boolean hasTransportHeader;
    /** Offset of the transport's checksum, NONE where there is none in this packet. */
    private int checksumOffset;

    private int payloadOffset;

    public SlotPacket(SlotArena arena) {
        this.bytes = arena.bytes();
        this.edits = new Edits(bytes);
        this.repair = new ChecksumRepair(arena);
    }

    /** Points this view at a slot and decodes its headers. */
    public Kind wrap(Slot next) {
        slot = next;
        base = next.packetOffset();
        length = next.packetLength();
        edits.clear(base);
        forgetHeaders();
        kind = decode();
        return kind;
    }

    /** What is not decoded has no headers and no payload, whatever the packet before had. */
    private void forgetHeaders() {
        end = 0;
        sumEnd = 0;
        headerLength = 0;
        protocol = NONE;
        hasTransportHeader = false;
        checksumOffset = NONE;
        payloadOffset = 0;
    }

    private Kind decode() {
        if (length < 1 || bytes.get(base) >>> 4 != 4) {
            return Kind.OTHER;
        }
        if (length < MIN_IPV4_HEADER) {
            return Kind.MALFORMED;
        }
        int first = bytes.getInt(base);
        int header = ((first >>> 24) & 0xF) << 2;
        int total = first & 0xFFFF;
        if (header < MIN_IPV4_HEADER || header > total || header > length) {
            return Kind.MALFORMED;
        }
        // A datagram may be longer than what is held, if it was cut on its way here, but not than what was cut.
        if (total > slot.originalLength()) {
            return Kind.MALFORMED;
        }
        headerLength = header;
        end = Math.min(total, length);
        sumEnd = end;
        protocol = bytes.get(base + Ipv4View.PROTOCOL) & 0xFF;
        decodeTransport(isFirstOrWhole() ? protocol : NONE, end - header);
        return Kind.IPV4;
    }

    private void decodeTransport(int transport, int held) {
        payloadOffset = headerLength;
        int header = 0;
        switch (transport) {
            case Ipv4.TCP -> {
                if (held >= TcpView.MIN_HEADER) {
                    header = (bytes.get(base + headerLength + TcpView.DATA_OFFSET) & 0xF0) >>> 2;
                    hasTransportHeader = header >= TcpView.MIN_HEADER && header <= held;
                    checksumOffset = headerLength + TcpView.CHECKSUM;
                }
            }
            case Ipv4.UDP -> {
                header = UdpView.HEADER;
                hasTransportHeader = held >= UdpView.HEADER;
                if (hasTransportHeader) {
                    checksumOffset = headerLength + UdpView.CHECKSUM;
                    // Bytes behind the datagram's own length are its options (RFC 9868), not summed up with it.
                    int datagram = get16(headerLength + UdpView.LENGTH);
                    sumEnd = datagram < UdpView.HEADER ? end : Math.min(end, headerLength + datagram);
                }
            }
            case Ipv4.ICMP -> {
                header = IcmpView.HEADER;
                hasTransportHeader = held >= IcmpView.HEADER;
                checksumOffset = hasTransportHeader ? headerLength + IcmpView.CHECKSUM : NONE;
            }
            default -> {
                // Another protocol, or a later fragment: its bytes are payload, its sum is not ours.
            }
        }
        if (hasTransportHeader) {
            payloadOffset = headerLength + header;
        }
    }

    // ---- for the lane

    /** Sets the point to which {@link #rollback} returns. */
    public void beginFilter() {
        edits.mark();
    }

    /** Undoes what was changed since {@link #beginFilter}. */
    public void rollback() {
        edits.rollback();
    }

    /** Whether the filter since {@link #beginFilter} changed more than can be undone. */
    public boolean isOverflown() {
        return edits.isOverflown();
    }

    public boolean isChanged() {
        return !edits.isEmpty();
    }

    /**
     * Makes the checksums of a changed packet right again.
     *
     * @return false if that cannot be done: the packet must not leave
     */
    public boolean repair() {
        return repair.apply(this, edits, slot);
    }

    // ---- layout, for the views and the repair

    int base() {
        return base;
    }

    int headerLength() {
        return headerLength;
    }

    int checksumOffset() {
        return checksumOffset;
    }

    int protocol() {
        return protocol;
    }

    /** Bytes that the transport's checksum covers, from its header on. */
    int summedLength() {
        return sumEnd - headerLength;
    }

    /** Whether this is where the transport header begins, of a whole datagram or of one in fragments. */
    boolean isFirstOrWhole() {
        return (bytes.getShort(base + Ipv4View.FRAGMENT) & Ipv4View.OFFSET_MASK) == 0;
    }

    boolean isFragment() {
        return (bytes.getShort(base + Ipv4View.FRAGMENT) & (Ipv4View.OFFSET_MASK | Ipv4View.MORE_FRAGMENTS)) != 0;
    }

    int get8(int offset) {
        return bytes.get(base + offset) & 0xFF;
    }

    int get16(int offset) {
        return bytes.getShort(base + offset) & 0xFFFF;
    }

    int get32(int offset) {
        return bytes.getInt(base + offset);
    }

    // ---- writing: every change goes through one of these

    void putIp16(int offset, int value) {
        int old = get16(offset);
        if (old != value) {
            edits.log(offset, 2, old);
            bytes.putShort(base + offset, (short) value);
            edits.addToIp(old, value);
        }
    }

    /** An address: covered by the header's sum and by the pseudo-header. */
    void putAddress(int offset, int value) {
        int old = get32(offset);
        if (old == value) {
            return;
        }
        edits.log(offset, 4, old);
        bytes.putInt(base + offset, value);
        edits.addToIp(old >>> 16, value >>> 16);
        edits.addToIp(old & 0xFFFF, value & 0xFFFF);
        if (protocol != Ipv4.ICMP) {
            edits.addToTransport(old >>> 16, value >>> 16);
            edits.addToTransport(old & 0xFFFF, value & 0xFFFF);
        }
    }

    void put8(int offset, int value) {
        int old = get8(offset);
        if (old != value) {
            edits.log(offset, 1, old);
            bytes.put(base + offset, (byte) value);
            // Headers are whole words long, so even offsets are the high bytes of the sum's words.
            int shift = (offset & 1) == 0 ? 8 : 0;
            if (offset < sumEnd) {
                edits.addToTransport(old << shift, value << shift);
            }
        }
    }

    void put16(int offset, int value) {
        if ((offset & 1) != 0 || offset + 1 >= sumEnd) {
            put8(offset, value >>> 8);
            put8(offset + 1, value & 0xFF);
            return;
        }
        int old = get16(offset);
        if (old != value) {
            edits.log(offset, 2, old);
            bytes.putShort(base + offset, (short) value);
            edits.addToTransport(old, value);
        }
    }

    void put32(int offset, int value) {
        put16(offset, value >>> 16);
        put16(offset + 2, value & 0xFFFF);
    }

    /** Checks a value that a filter wants to put into a field of {@code max + 1} values. */
    static int checkField(String field, int value, int max) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException(field + " must be 0 to " + max + ": " + value);
        }
        return value;
    }

    // ---- for filters

    @Override
    public int length() {
        return length;
    }

    @Override
    public int originalLength() {
        return slot.originalLength();
    }

    @Override
    public Ipv4 ipv4() {
        return kind == Kind.IPV4 ? ipv4 : null;
    }

    @Override
    public Tcp tcp() {
        return hasTransportHeader && protocol == Ipv4.TCP ? tcp : null;
    }

    @Override
    public Udp udp() {
        return hasTransportHeader && protocol == Ipv4.UDP ? udp : null;
    }

    @Override
    public Icmp icmp() {
        return hasTransportHeader && protocol == Ipv4.ICMP ? icmp : null;
    }

    @Override
    public int payloadOffset() {
        return payloadOffset;
    }

    @Override
    public int payloadLength() {
        return end - payloadOffset;
    }

    @Override
    public int u8(int offset) {
        return get8(Objects.checkIndex(offset, length));
    }

    @Override
    public int u16(int offset) {
        return get16(Objects.checkFromIndexSize(offset, 2, length));
    }

    @Override
    public int u32(int offset) {
        return get32(Objects.checkFromIndexSize(offset, 4, length));
    }

    @Override
    public void payloadU8(int offset, int value) {
        put8(checkPayload(offset, 1), checkField("payload byte", value, 0xFF));
    }

    @Override
    public void payloadU16(int offset, int value) {
        put16(checkPayload(offset, 2), checkField("payload word", value, 0xFFFF));
    }

    @Override
    public void payloadU32(int offset, int value) {
        put32(checkPayload(offset, 4), value);
    }

    private int checkPayload(int offset, int width) {
        Objects.checkFromIndexSize(offset - payloadOffset, width, payloadLength());
        if (checksumOffset == NONE && isFragment()) {
            throw new IllegalStateException("a later fragment's payload is summed up in the first fragment");
        }
        return offset;
    }

    @Override
    public Backend backend() {
        return slot.backend();
    }

    @Override
    public Direction direction() {
        return slot.direction();
    }

    @Override
    public String interfaceName() {
        return slot.interfaceName();
    }

    @Override
    public int mark() {
        return slot.mark();
    }

    @Override
    public long timestampNs() {
        return slot.timestampNs();
    }

    @Override
    public ChecksumState checksumState() {
        return slot.checksumState();
    }

    @Override
    public boolean isGso() {
        return slot.isGso();
    }
}
