package io.headgate.testkit.packet;

import java.nio.ByteBuffer;

/** An ICMP message in the making, ICMPv6 between IPv6 addresses. */
public final class IcmpBuilder extends PacketBuilder<IcmpBuilder> {
    private static final int HEADER = 8;

    private final int type;
    private final int code;
    private int rest;

    IcmpBuilder(Ends ends, int type, int code) {
        super(ends, ends.isIpv6() ? 58 : 1);
        this.type = type;
        this.code = code;
    }

    /** Of an echo message. */
    public IcmpBuilder identifier(int value) {
        rest = value << 16 | (rest & 0xFFFF);
        return this;
    }

    /** Of an echo message. */
    public IcmpBuilder sequence(int value) {
        rest = (rest & 0xFFFF_0000) | (value & 0xFFFF);
        return this;
    }

    /** The four bytes behind the checksum, of whatever they are: an MTU, a gateway. */
    public IcmpBuilder rest(int value) {
        rest = value;
        return this;
    }

    @Override
    IcmpBuilder self() {
        return this;
    }

    @Override
    byte[] transport(byte[] data) {
        ByteBuffer message = ByteBuffer.allocate(HEADER + data.length);
        message.put((byte) type).put((byte) code).putShort((short) 0).putInt(rest);
        return message.put(data).array();
    }

    @Override
    int checksumAt() {
        return 2;
    }
}
