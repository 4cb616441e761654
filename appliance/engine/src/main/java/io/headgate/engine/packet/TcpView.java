package io.headgate.engine.packet;

import io.headgate.api.Tcp;
import java.util.Objects;

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
    private static final int URGENT = 18;

    private final PacketBytes bytes;
    private final Layout layout;

    TcpView(PacketBytes bytes, Layout layout) {
        this.bytes = bytes;
        this.layout = layout;
    }

    private int at(int field) {
        return layout.transportOffset() + field;
    }

    @Override
    public int sourcePort() {
        return bytes.get16(at(0));
    }

    @Override
    public void sourcePort(int port) {
        bytes.put16(at(0), PacketBytes.checkField("source port", port, 0xFFFF));
    }

    @Override
    public int destinationPort() {
        return bytes.get16(at(DESTINATION_PORT));
    }

    @Override
    public void destinationPort(int port) {
        bytes.put16(at(DESTINATION_PORT), PacketBytes.checkField("destination port", port, 0xFFFF));
    }

    @Override
    public int sequence() {
        return bytes.get32(at(SEQUENCE));
    }

    @Override
    public void sequence(int value) {
        bytes.put32(at(SEQUENCE), value);
    }

    @Override
    public int acknowledgment() {
        return bytes.get32(at(ACKNOWLEDGMENT));
    }

    @Override
    public void acknowledgment(int value) {
        bytes.put32(at(ACKNOWLEDGMENT), value);
    }

    @Override
    public int headerLength() {
        return (bytes.get8(at(DATA_OFFSET)) & 0xF0) >>> 2;
    }

    @Override
    public int flags() {
        return bytes.get8(at(FLAGS));
    }

    @Override
    public void flags(int value) {
        bytes.put8(at(FLAGS), PacketBytes.checkField("flags", value, 0xFF));
    }

    @Override
    public int window() {
        return bytes.get16(at(WINDOW));
    }

    @Override
    public void window(int value) {
        bytes.put16(at(WINDOW), PacketBytes.checkField("window", value, 0xFFFF));
    }

    @Override
    public int reserved() {
        return bytes.get8(at(DATA_OFFSET)) & 0xF;
    }

    @Override
    public void reserved(int value) {
        PacketBytes.checkField("reserved", value, 0xF);
        bytes.put8(at(DATA_OFFSET), (bytes.get8(at(DATA_OFFSET)) & 0xF0) | value);
    }

    @Override
    public int checksum() {
        return bytes.get16(at(CHECKSUM));
    }

    @Override
    public int urgentPointer() {
        return bytes.get16(at(URGENT));
    }

    @Override
    public void urgentPointer(int value) {
        bytes.put16(at(URGENT), PacketBytes.checkField("urgent pointer", value, 0xFFFF));
    }

    @Override
    public int optionsLength() {
        return headerLength() - MIN_HEADER;
    }

    @Override
    public int option(int kind) {
        int end = at(headerLength());
        int next = at(MIN_HEADER);
        while (next < end) {
            int found = bytes.get8(next);
            if (found == END) {
                return NONE;
            }
            if (found == NOP) {
                next++;
                continue;
            }
            int length = next + 1 < end ? bytes.get8(next + 1) : 0;
            if (length < 2 || length > end - next) {
                return NONE;
            }
            if (found == kind) {
                return next;
            }
            next += length;
        }
        return NONE;
    }

    @Override
    public void optionU8(int offset, int value) {
        bytes.put8(checkOption(offset, 1), PacketBytes.checkField("option byte", value, 0xFF));
    }

    @Override
    public void optionU16(int offset, int value) {
        bytes.put16(checkOption(offset, 2), PacketBytes.checkField("option word", value, 0xFFFF));
    }

    private int checkOption(int offset, int width) {
        int first = at(MIN_HEADER);
        Objects.checkFromIndexSize(offset - first, width, optionsLength());
        return offset;
    }
}
