package io.headgate.engine.packet;

import io.headgate.api.ChecksumState;
import io.headgate.api.Icmp;
import io.headgate.api.Icmpv6;
import io.headgate.api.Ipv4;
import io.headgate.api.Ipv6;
import io.headgate.api.Quoted;
import io.headgate.api.Tcp;
import io.headgate.api.Udp;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotArena;
import java.util.Objects;

/**
 * The packet of a slot. One per ring and lane: {@link #wrap} points it at the next slot.
 *
 * <p>Ownership: between {@code wrap} and the end of the chain the bytes belong to the filters, through this view only.
 */
public final class SlotPacket extends SlotMetadata {
    /** What {@link #wrap} found. */
    public enum Kind {
        IPV4,
        IPV6,
        /** Not IP: skips the filters. */
        OTHER,
        /** Claims to be IP, but its header lies: skips the filters. */
        MALFORMED
    }

    private final Edits edits;
    private final Layout layout;
    private final PacketBytes bytes;
    private final ChecksumRepair repair;
    private final Completion completion;
    private final PayloadView payload;
    private final Ipv4View ipv4;
    private final Ipv6View ipv6;
    private final TcpView tcp;
    private final UdpView udp;
    private final IcmpView icmp;
    private final QuotedView quoted;

    private int length;

    /** Length at the mark: bytes below it have to be put back by a rollback. */
    private int markedLength;

    /** The packet mark of the kernel, at the point to return to and when wrapped. */
    private int markedMark;

    private int firstMark;

    public SlotPacket(SlotArena arena) {
        edits = new Edits(arena.bytes());
        layout = new Layout(arena.bytes());
        bytes = new PacketBytes(arena, edits, layout);
        repair = new ChecksumRepair(bytes, edits, layout);
        completion = new Completion(bytes, layout, repair);
        payload = new PayloadView(this, bytes, edits, layout);
        ipv4 = new Ipv4View(this, bytes, layout);
        ipv6 = new Ipv6View(this, bytes, layout);
        tcp = new TcpView(bytes, layout);
        udp = new UdpView(bytes, layout);
        icmp = new IcmpView(bytes, layout);
        quoted = new QuotedView(bytes, layout, new ExtensionHeaders(arena.bytes()));
    }

    /** Points this view at a slot and decodes its headers. */
    public Kind wrap(Slot next) {
        slot = next;
        length = next.packetLength();
        markedLength = length;
        firstMark = next.mark();
        markedMark = firstMark;
        int base = next.packetOffset();
        edits.clear(base);
        bytes.wrap(base);
        return layout.decode(base, length, next.originalLength());
    }

    // ---- for the lane

    /** Sets the point to which {@link #rollback} returns. */
    public void beginFilter() {
        edits.mark();
        markedLength = length;
        markedMark = slot.mark();
    }

    /** Undoes what was changed since {@link #beginFilter}. */
    public void rollback() {
        slot.setMark(markedMark);
        layOutAsBefore(edits.rollback());
    }

    /** Undoes everything since {@link #wrap}: the packet is as it came. Not after {@link #repair}. */
    public void restore() {
        slot.setMark(firstMark);
        layOutAsBefore(edits.restore());
    }

    private void layOutAsBefore(int before) {
        if (before != Edits.SAME_LAYOUT) {
            setLength(before);
        }
    }

    /** Whether the filter since {@link #beginFilter} changed more than can be undone. */
    public boolean isOverflown() {
        return edits.isOverflown();
    }

    public boolean isChanged() {
        return !edits.isEmpty();
    }

    /**
     * Makes a changed packet ready to leave: its checksums are right again, and the slot knows its length.
     *
     * @return false if that cannot be done: the packet must not leave
     */
    public boolean repair() {
        if (length != slot.packetLength()) {
            slot.setPacket(slot.packetOffset(), length, length);
        }
        return repair.apply(slot);
    }

    /** Whether {@link #repair} would succeed. */
    public boolean isRepairable() {
        return repair.isPossible(slot);
    }

    /**
     * Copies the packet as it stands into another slot of the same arena. The copy is finished: the kernel will neither cut
     * it nor complete its checksum. What was changed here can still be undone.
     *
     * @param target holds at least {@link #length} bytes
     * @return false if its checksums cannot be set right: the copy must not leave
     */
    public boolean copyTo(Slot target) {
        bytes.copyTo(target.dataOffset(), length);
        target.describeAs(slot);
        target.setPacket(target.dataOffset(), length, length);
        boolean isUnfinished = isSumLeftToOthers();
        target.setOffload(isUnfinished ? ChecksumState.PARTIAL : slot.checksumState(), false, false);
        bytes.wrap(target.dataOffset());
        boolean isRight = repair.apply(target);
        bytes.wrap(slot.packetOffset());
        if (isUnfinished) {
            target.setOffload(ChecksumState.UNVERIFIED, false, false);
        }
        return isRight;
    }

    /**
     * Fills in the lengths and checksums of a packet that was made here, after {@link #wrap}.
     *
     * @return whether it is a whole IP packet; if not, it is no longer what it was
     */
    public boolean complete() {
        return completion.apply(slot.packetOffset(), length);
    }

    // ---- for copies and the views

    PacketBytes bytes() {
        return bytes;
    }

    Edits edits() {
        return edits;
    }

    /** Bytes the packet has as it stands, or had if it arrived cut. */
    public int lengthBeforeCut() {
        return slot.originalLength() - slot.packetLength() + length;
    }

    /** Whether the transport's checksum is not finished: kernel or hardware computes it on the way out. */
    public boolean isSumLeftToOthers() {
        return slot.checksumState() == ChecksumState.PARTIAL || slot.isSummedWhenCut();
    }

    /** Makes checksums right by what {@link #edits} says. */
    boolean repairSums() {
        return repair.apply(slot);
    }

    /** Writes two bytes of an IP header that decide how what follows is read. */
    void putStructure(int offset, int value) {
        if (bytes.get16(offset) == value) {
            return;
        }
        repair.settle(slot);
        edits.logLayout(length);
        if (layout.isIpv6()) {
            bytes.putUnsummed16(offset, value);
        } else {
            bytes.putIp16(offset, value);
        }
        decodeAgain();
    }

    /** Copies the packet, unless that was done since {@link #beginFilter}: whatever is changed now can be put back. */
    void save() {
        edits.save(length, toPutBack());
    }

    /** Bytes that may have to be put back: a filter may fail, or the whole packet become again what it was. */
    int toPutBack() {
        return Math.max(length, Math.max(markedLength, slot.packetLength()));
    }

    /** Makes the packet longer or shorter; headers are recognised anew. */
    void setLength(int bytesNow) {
        length = bytesNow;
        decodeAgain();
    }

    private void decodeAgain() {
        layout.decode(slot.packetOffset(), length, Math.max(length, slot.originalLength()));
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
        return layout.kind() == Kind.IPV4 ? ipv4 : null;
    }

    @Override
    public Ipv6 ipv6() {
        return layout.kind() == Kind.IPV6 ? ipv6 : null;
    }

    @Override
    public Tcp tcp() {
        return layout.hasTransport(Ipv4.TCP) ? tcp : null;
    }

    @Override
    public Udp udp() {
        return layout.hasTransport(Ipv4.UDP) ? udp : null;
    }

    @Override
    public Icmp icmp() {
        return layout.hasTransport(Ipv4.ICMP) ? icmp : null;
    }

    @Override
    public Icmpv6 icmpv6() {
        return layout.hasTransport(Ipv6.ICMPV6) ? icmp : null;
    }

    @Override
    public Quoted quoted() {
        return quoted.decode() ? quoted : null;
    }

    @Override
    public int payloadOffset() {
        return layout.payloadOffset();
    }

    @Override
    public int payloadLength() {
        return layout.end() - layout.payloadOffset();
    }

    @Override
    public int u8(int offset) {
        return bytes.get8(Objects.checkIndex(offset, length));
    }

    @Override
    public int u16(int offset) {
        return bytes.get16(Objects.checkFromIndexSize(offset, 2, length));
    }

    @Override
    public int u32(int offset) {
        return bytes.get32(Objects.checkFromIndexSize(offset, 4, length));
    }

    @Override
    public void read(int offset, byte[] target, int at, int count) {
        Objects.checkFromIndexSize(offset, count, length);
        Objects.checkFromIndexSize(at, count, target.length);
        bytes.read(offset, target, at, count);
    }

    @Override
    public void payloadU8(int offset, int value) {
        payload.put8(offset, value);
    }

    @Override
    public void payloadU16(int offset, int value) {
        payload.put16(offset, value);
    }

    @Override
    public void payloadU32(int offset, int value) {
        payload.put32(offset, value);
    }

    @Override
    public void payload(int offset, byte[] source, int at, int count) {
        payload.put(offset, source, at, count);
    }

    @Override
    public boolean isChecksumRight() {
        return slot.packetLength() < slot.originalLength() || repair.isRight(slot);
    }

    @Override
    public void damage(int offset, int bits) {
        payload.damage(offset, bits);
    }

    @Override
    public void replacePayload(int from, int to, byte[] replacement, int at, int count) {
        payload.replace(slot, from, to, replacement, at, count);
    }

    @Override
    public void resizePayload(int wanted) {
        payload.resize(slot, wanted);
    }
}
