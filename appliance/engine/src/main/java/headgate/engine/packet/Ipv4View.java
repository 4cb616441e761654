package headgate.engine.packet;

import headgate.api.Ipv4;

/** The IPv4 header of a {@link SlotPacket}; offsets in {@link Ipv4}'s drawing. */
final class Ipv4View implements Ipv4 {
    static final int TOS = 1;
    static final int IDENTIFICATION = 4;
    static final int FRAGMENT = 6;
    static final int TTL = 8;
    static final int PROTOCOL = 9;
    static final int CHECKSUM = 10;
    static final int SOURCE = 12;
    static final int DESTINATION = 16;

    static final int MORE_FRAGMENTS = 0x2000;
    static final int OFFSET_MASK = 0x1FFF;

    private static final int TOTAL_LENGTH = 2;

    private final SlotPacket packet;

    Ipv4View(SlotPacket packet) {
        this.packet = packet;
    }

    @Override
    public int headerLength() {
        return packet.headerLength();
    }

    @Override
    public int totalLength() {
        return packet.get16(TOTAL_LENGTH);
    }

    @Override
    public int dscp() {
        return packet.get8(TOS) >>> 2;
    }

    @Override
    public void dscp(int value) {
        SlotPacket.checkField("dscp", value, 63);
        packet.putIp16(0, (packet.get16(0) & 0xFF03) | (value << 2));
    }

    @Override
    public int ecn() {
        return packet.get8(TOS) & 3;
    }

    @Override
    public void ecn(int value) {
        SlotPacket.checkField("ecn", value, 3);
        packet.putIp16(0, (packet.get16(0) & 0xFFFC) | value);
    }

    @Override
    public int identification() {
        return packet.get16(IDENTIFICATION);
    }

    @Override
    public void identification(int value) {
        packet.putIp16(IDENTIFICATION, SlotPacket.checkField("identification", value, 0xFFFF));
    }

    @Override
    public boolean isFragment() {
        return packet.isFragment();
    }

    @Override
    public int fragmentOffset() {
        return (packet.get16(FRAGMENT) & OFFSET_MASK) << 3;
    }

    @Override
    public int ttl() {
        return packet.get8(TTL);
    }

    @Override
    public void ttl(int value) {
        SlotPacket.checkField("ttl", value, 0xFF);
        packet.putIp16(TTL, (value << 8) | packet.get8(PROTOCOL));
    }

    @Override
    public int protocol() {
        return packet.protocol();
    }

    @Override
    public int source() {
        return packet.get32(SOURCE);
    }

    @Override
    public void source(int address) {
        packet.putAddress(SOURCE, address);
    }

    @Override
    public int destination() {
        return packet.get32(DESTINATION);
    }

    @Override
    public void destination(int address) {
        packet.putAddress(DESTINATION, address);
    }
}
