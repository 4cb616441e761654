package io.headgate.net.divert.linux;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Builds netlink messages as the kernel sends them, and as it never should. */
final class NetlinkMessage {
    static final int PACKET = 0x300;
    static final int ERROR = 2;

    private final int type;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    NetlinkMessage(int type) {
        this.type = type;
    }

    static NetlinkMessage packet(int id, int hook) {
        byte[] header = ByteBuffer.allocate(7)
                .putInt(id)
                .putShort((short) 0x0800)
                .put((byte) hook)
                .array();
        return bare().attribute(1, header);
    }

    /** A packet message without attributes. */
    static NetlinkMessage bare() {
        return new NetlinkMessage(PACKET).raw((byte) 2, (byte) 0, (byte) 0, (byte) 7);
    }

    /** What the kernel says of a request that carried {@code sequence}. */
    static byte[] error(int errno, int sequence) {
        ByteBuffer bytes = ByteBuffer.allocate(36).order(ByteOrder.nativeOrder());
        bytes.putInt(36)
                .putShort((short) ERROR)
                .putShort((short) 0)
                .putInt(sequence)
                .putInt(4711);
        bytes.putInt(-errno);
        bytes.putInt(32)
                .putShort((short) 0x301)
                .putShort((short) 1)
                .putInt(sequence)
                .putInt(0);
        return bytes.array();
    }

    NetlinkMessage number(int attribute, int value) {
        return attribute(attribute, ByteBuffer.allocate(4).putInt(value).array());
    }

    NetlinkMessage attribute(int attribute, byte... value) {
        return lying(attribute, 4 + value.length, value);
    }

    /** An attribute that claims a length of its own. */
    NetlinkMessage lying(int attribute, int claimed, byte... value) {
        ByteBuffer header = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
        header.putShort((short) claimed).putShort((short) attribute);
        pad();
        return raw(header.array()).raw(value);
    }

    private void pad() {
        while (body.size() % 4 != 0) {
            body.write(0);
        }
    }

    private NetlinkMessage raw(byte... bytes) {
        body.writeBytes(bytes);
        return this;
    }

    /** The whole message; the last attribute is not padded, as the kernel does it. */
    byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(16 + body.size()).order(ByteOrder.nativeOrder());
        bytes.putInt(16 + body.size()).putShort((short) type).putShort((short) 0);
        bytes.putInt(0).putInt(0).put(body.toByteArray());
        return bytes.array();
    }
}
