package io.headgate.engine.packet;

import io.headgate.api.Icmp;
import io.headgate.api.IcmpMessage;
import io.headgate.api.Icmpv6;

/** The ICMP or ICMPv6 header of a {@link SlotPacket}, which look alike; offsets in {@link IcmpMessage}'s drawing. */
final class IcmpView implements Icmp, Icmpv6 {
    static final int HEADER = 8;
    static final int CHECKSUM = 2;

    private static final int CODE = 1;
    private static final int IDENTIFIER = 4;
    private static final int SEQUENCE = 6;

    private final PacketBytes bytes;
    private final Layout layout;

    IcmpView(PacketBytes bytes, Layout layout) {
        this.bytes = bytes;
        this.layout = layout;
    }

    @Override
    public int type() {
        return bytes.get8(layout.transportOffset());
    }

    @Override
    public void type(int value) {
        bytes.put8(layout.transportOffset(), PacketBytes.checkField("type", value, 0xFF));
    }

    @Override
    public int code() {
        return bytes.get8(layout.transportOffset() + CODE);
    }

    @Override
    public void code(int value) {
        bytes.put8(layout.transportOffset() + CODE, PacketBytes.checkField("code", value, 0xFF));
    }

    @Override
    public int identifier() {
        return bytes.get16(layout.transportOffset() + IDENTIFIER);
    }

    @Override
    public void identifier(int value) {
        bytes.put16(layout.transportOffset() + IDENTIFIER, PacketBytes.checkField("identifier", value, 0xFFFF));
    }

    @Override
    public int sequence() {
        return bytes.get16(layout.transportOffset() + SEQUENCE);
    }

    @Override
    public void sequence(int value) {
        bytes.put16(layout.transportOffset() + SEQUENCE, PacketBytes.checkField("sequence", value, 0xFFFF));
    }

    @Override
    public int checksum() {
        return bytes.get16(layout.transportOffset() + CHECKSUM);
    }

    @Override
    public int rest() {
        return bytes.get32(layout.transportOffset() + IDENTIFIER);
    }

    @Override
    public void rest(int value) {
        bytes.put32(layout.transportOffset() + IDENTIFIER, value);
    }
}
