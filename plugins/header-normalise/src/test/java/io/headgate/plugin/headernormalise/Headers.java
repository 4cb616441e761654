package io.headgate.plugin.headernormalise;

import java.nio.ByteBuffer;

/** Packets from 192.0.2.1 to 198.51.100.2 as hosts send them, with sums computed the slow way. */
final class Headers {
    static final int DF = 0x4000;
    static final int RESERVED = 0x8000;

    private int typeOfService;
    private int id = 0x1234;
    private int fragment = DF;
    private int ttl = 64;
    private int destination = 0xC633_6402;
    private byte[] ipOptions = {};
    private int flags = 0x10;
    private int reserved;
    private int urgentPointer;
    private byte[] tcpOptions = {};
    private byte[] payload = {1, 2, 3};

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    Headers typeOfService(int value) {
        typeOfService = value;
        return this;
    }

    Headers id(int value) {
        id = value;
        return this;
    }

    /** Flags and fragment offset. */
    Headers fragment(int value) {
        fragment = value;
        return this;
    }

    Headers ttl(int value) {
        ttl = value;
        return this;
    }

    Headers destination(int value) {
        destination = value;
        return this;
    }

    Headers ipOptions(int... values) {
        ipOptions = bytes(values);
        return this;
    }

    Headers flags(int value) {
        flags = value;
        return this;
    }

    Headers reserved(int value) {
        reserved = value;
        return this;
    }

    Headers urgentPointer(int value) {
        urgentPointer = value;
        return this;
    }

    Headers tcpOptions(int... values) {
        tcpOptions = bytes(values);
        return this;
    }

    byte[] ipv4() {
        byte[] segment = segment(
                bytes(0xC0, 0, 2, 1), ByteBuffer.allocate(4).putInt(destination).array());
        int header = 20 + ipOptions.length;
        ByteBuffer packet = ByteBuffer.allocate(header + segment.length);
        packet.put((byte) (0x40 | header / 4)).put((byte) typeOfService).putShort((short) packet.capacity());
        packet.putShort((short) id)
                .putShort((short) fragment)
                .put((byte) ttl)
                .put((byte) 6)
                .putShort((short) 0);
        packet.putInt(0xC000_0201).putInt(destination).put(ipOptions).put(segment);
        packet.putShort(10, (short) ~sum(packet.array(), header));
        return packet.array();
    }

    byte[] ipv6() {
        ByteBuffer addresses =
                ByteBuffer.allocate(32).putLong(0x2001_0DB8_0000_0000L).putLong(1);
        addresses
                .putLong(destination == 0xC633_6402 ? 0x2001_0DB8_0000_0000L : 0xFF02_0000_0000_0000L)
                .putLong(2);
        byte[] segment = segment(addresses.array());
        ByteBuffer packet = ByteBuffer.allocate(40 + segment.length).putInt(0x6000_0000 | typeOfService << 20);
        packet.putShort((short) segment.length).put((byte) 6).put((byte) ttl);
        return packet.put(addresses.array()).put(segment).array();
    }

    private byte[] segment(byte[]... addresses) {
        ByteBuffer segment = ByteBuffer.allocate(20 + tcpOptions.length + payload.length);
        segment.putInt(0x9C40_01BB).putInt(7).putInt(8);
        segment.put((byte) ((5 + tcpOptions.length / 4) << 4 | reserved))
                .put((byte) flags)
                .putShort((short) 0xFAF0);
        segment.putShort((short) 0)
                .putShort((short) urgentPointer)
                .put(tcpOptions)
                .put(payload);
        long sum = 6L + segment.capacity() + sum(segment.array(), segment.capacity());
        for (byte[] address : addresses) {
            sum += sum(address, address.length);
        }
        return segment.putShort(16, (short) ~(sum % 65_535)).array();
    }

    private static int sum(byte[] bytes, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (bytes[i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
        }
        return (int) (sum % 65_535);
    }
}
