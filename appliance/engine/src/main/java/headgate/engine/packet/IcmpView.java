package headgate.engine.packet;

import headgate.api.Icmp;

/** The ICMP header of a {@link SlotPacket}; offsets in {@link Icmp}'s drawing. */
final class IcmpView implements Icmp {
    static final int HEADER = 8;
    static final int CHECKSUM = 2;

    private static final int CODE = 1;
    private static final int IDENTIFIER = 4;
    private static final int SEQUENCE = 6;

    private final SlotPacket packet;

    IcmpView(SlotPacket packet) {
        this.packet = packet;
    }

    @Override
    public int type() {
        return packet.get8(packet.headerLength());
    }

    @Override
    public void type(int value) {
        packet.put8(packet.headerLength(), SlotPacket.checkField("type", value, 0xFF));
    }

    @Override
    public int code() {
        return packet.get8(packet.headerLength() + CODE);
    }

    @Override
    public void code(int value) {
        packet.put8(packet.headerLength() + CODE, SlotPacket.checkField("code", value, 0xFF));
    }

    @Override
    public int identifier() {
        return packet.get16(packet.headerLength() + IDENTIFIER);
    }

    @Override
    public void identifier(int value) {
        packet.put16(packet.headerLength() + IDENTIFIER, SlotPacket.checkField("identifier", value, 0xFFFF));
    }

    @Override
    public int sequence() {
        return packet.get16(packet.headerLength() + SEQUENCE);
    }

    @Override
    public void sequence(int value) {
        packet.put16(packet.headerLength() + SEQUENCE, SlotPacket.checkField("sequence", value, 0xFFFF));
    }
}
