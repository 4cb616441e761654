package io.headgate.engine.packet;

import io.headgate.api.Udp;

/** The UDP header of a {@link SlotPacket}; offsets in {@link Udp}'s drawing. */
final class UdpView implements Udp {
    static final int HEADER = 8;
    static final int LENGTH = 4;
    static final int CHECKSUM = 6;

    private static final int DESTINATION_PORT = 2;

    private final PacketBytes bytes;
    private final Layout layout;

    UdpView(PacketBytes bytes, Layout layout) {
        this.bytes = bytes;
        this.layout = layout;
    }

    @Override
    public int sourcePort() {
        return bytes.get16(layout.transportOffset());
    }

    @Override
    public void sourcePort(int port) {
        bytes.put16(layout.transportOffset(), PacketBytes.checkField("source port", port, 0xFFFF));
    }

    @Override
    public int destinationPort() {
        return bytes.get16(layout.transportOffset() + DESTINATION_PORT);
    }

    @Override
    public void destinationPort(int port) {
        bytes.put16(
                layout.transportOffset() + DESTINATION_PORT, PacketBytes.checkField("destination port", port, 0xFFFF));
    }

    @Override
    public int lengthField() {
        return bytes.get16(layout.transportOffset() + LENGTH);
    }

    @Override
    public int checksum() {
        return bytes.get16(layout.transportOffset() + CHECKSUM);
    }
}
