package io.headgate.engine.lent;

import io.headgate.api.Backend;
import io.headgate.api.ChecksumState;
import io.headgate.api.Direction;
import io.headgate.api.Icmp;
import io.headgate.api.Icmpv6;
import io.headgate.api.Ipv4;
import io.headgate.api.Ipv6;
import io.headgate.api.Packet;
import io.headgate.api.Quoted;
import io.headgate.api.Tcp;
import io.headgate.api.Udp;
import io.headgate.engine.packet.SlotPacket;

/** A packet, as long as it is lent. */
final class LentPacket implements Packet {
    private final Loan loan;
    private final LentIpv4 ipv4;
    private final LentIpv6 ipv6;
    private final LentTcp tcp;
    private final LentUdp udp;
    private final LentIcmp icmp;
    private final LentQuoted quoted;

    private SlotPacket target;

    LentPacket(Loan loan) {
        this.loan = loan;
        this.ipv4 = new LentIpv4(loan);
        this.ipv6 = new LentIpv6(loan);
        this.tcp = new LentTcp(loan);
        this.udp = new LentUdp(loan);
        this.icmp = new LentIcmp(loan);
        this.quoted = new LentQuoted(loan);
    }

    void begin(SlotPacket packet) {
        target = packet;
        loan.begin();
    }

    void end() {
        loan.end();
    }

    /** As {@link Lending#behind} says. */
    SlotPacket slotPacket() {
        return target();
    }

    private SlotPacket target() {
        loan.requireRunning();
        return target;
    }

    @Override
    public int length() {
        return target().length();
    }

    @Override
    public int originalLength() {
        return target().originalLength();
    }

    @Override
    public Ipv4 ipv4() {
        return ipv4.to(target().ipv4());
    }

    @Override
    public Ipv6 ipv6() {
        return ipv6.to(target().ipv6());
    }

    @Override
    public Tcp tcp() {
        return tcp.to(target().tcp());
    }

    @Override
    public Udp udp() {
        return udp.to(target().udp());
    }

    @Override
    public Icmp icmp() {
        return icmp.to(target().icmp());
    }

    @Override
    public Icmpv6 icmpv6() {
        return icmp.to(target().icmpv6());
    }

    @Override
    public Quoted quoted() {
        return quoted.to(target().quoted());
    }

    @Override
    public int payloadOffset() {
        return target().payloadOffset();
    }

    @Override
    public int payloadLength() {
        return target().payloadLength();
    }

    @Override
    public int u8(int offset) {
        return target().u8(offset);
    }

    @Override
    public int u16(int offset) {
        return target().u16(offset);
    }

    @Override
    public int u32(int offset) {
        return target().u32(offset);
    }

    @Override
    public void payloadU8(int offset, int value) {
        target().payloadU8(offset, value);
    }

    @Override
    public void payloadU16(int offset, int value) {
        target().payloadU16(offset, value);
    }

    @Override
    public void payloadU32(int offset, int value) {
        target().payloadU32(offset, value);
    }

    @Override
    public void read(int offset, byte[] target, int at, int length) {
        target().read(offset, target, at, length);
    }

    @Override
    public void payload(int offset, byte[] source, int at, int length) {
        target().payload(offset, source, at, length);
    }

    @Override
    public void replacePayload(int from, int to, byte[] replacement, int at, int length) {
        target().replacePayload(from, to, replacement, at, length);
    }

    @Override
    public void damage(int offset, int bits) {
        target().damage(offset, bits);
    }

    @Override
    public void resizePayload(int length) {
        target().resizePayload(length);
    }

    @Override
    public Backend backend() {
        return target().backend();
    }

    @Override
    public Direction direction() {
        return target().direction();
    }

    @Override
    public String interfaceName() {
        return target().interfaceName();
    }

    @Override
    public int mark() {
        return target().mark();
    }

    @Override
    public void mark(int value) {
        target().mark(value);
    }

    @Override
    public long timestampNs() {
        return target().timestampNs();
    }

    @Override
    public ChecksumState checksumState() {
        return target().checksumState();
    }

    @Override
    public boolean isChecksumRight() {
        return target().isChecksumRight();
    }

    @Override
    public boolean isGso() {
        return target().isGso();
    }
}
