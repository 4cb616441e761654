package headgate.engine.packet;

import headgate.api.Tcp;

/** The TCP header of a {@link SlotPacket}; offsets in {@link Tcp}'s drawing. */
final class TcpView implements Tcp {
    static final int MIN_HEADER = 20;
    static final int DATA_OFFSET = 12;
    static final int CHECKSUM = 16;

    private static final int DESTINATION_PORT = 2;
    private static final int SEQUENCE = 4;
    private static final int ACKNOWLEDGMENT = 8;
    private static final int FLAGS = 13;
    private static final int WINDOW = 14;

    private final SlotPacket packet;

    TcpView(SlotPacket packet) {
        this.packet = packet;
    }

    private int at(int field) {
        return packet.headerLength() + field;
    }

    @Override
    public int sourcePort() {
        return packet.get16(at(0));
    }

    @Override
    public void sourcePort(int port) {
        packet.put16(at(0), SlotPacket.checkField("source port", port, 0xFFFF));
    }

    @Override
    public int destinationPort() {
        return packet.get16(at(DESTINATION_PORT));
    }

    @Override
    public void destinationPort(int port) {
        packet.put16(at(DESTINATION_PORT), SlotPacket.checkField("destination port", port, 0xFFFF));
    }

    @Override
    public int sequence() {
        return packet.get32(at(SEQUENCE));
    }

    @Override
    public void sequence(int value) {
        packet.put32(at(SEQUENCE), value);
    }

    @Override
    public int acknowledgment() {
        return packet.get32(at(ACKNOWLEDGMENT));
    }

    @Override
    public void acknowledgment(int value) {
        packet.put32(at(ACKNOWLEDGMENT), value);
    }

    @Override
    public int headerLength() {
        return (packet.get8(at(DATA_OFFSET)) & 0xF0) >>> 2;
    }

    @Override
    public int flags() {
        return packet.get8(at(FLAGS));
    }

    @Override
    public void flags(int value) {
        packet.put8(at(FLAGS), SlotPacket.checkField("flags", value, 0xFF));
    }

    @Override
    public int window() {
        return packet.get16(at(WINDOW));
    }

    @Override
    public void window(int value) {
        packet.put16(at(WINDOW), SlotPacket.checkField("window", value, 0xFFFF));
    }
}
