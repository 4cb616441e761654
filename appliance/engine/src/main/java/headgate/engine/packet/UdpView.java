package headgate.engine.packet;

import headgate.api.Udp;

/** The UDP header of a {@link SlotPacket}; offsets in {@link Udp}'s drawing. */
final class UdpView implements Udp {
    static final int HEADER = 8;
    static final int LENGTH = 4;
    static final int CHECKSUM = 6;

    private static final int DESTINATION_PORT = 2;

    private final SlotPacket packet;

    UdpView(SlotPacket packet) {
        this.packet = packet;
    }

    @Override
    public int sourcePort() {
        return packet.get16(packet.headerLength());
    }

    @Override
    public void sourcePort(int port) {
        packet.put16(packet.headerLength(), SlotPacket.checkField("source port", port, 0xFFFF));
    }

    @Override
    public int destinationPort() {
        return packet.get16(packet.headerLength() + DESTINATION_PORT);
    }

    @Override
    public void destinationPort(int port) {
        packet.put16(packet.headerLength() + DESTINATION_PORT, SlotPacket.checkField("destination port", port, 0xFFFF));
    }

    @Override
    public int lengthField() {
        return packet.get16(packet.headerLength() + LENGTH);
    }
}
