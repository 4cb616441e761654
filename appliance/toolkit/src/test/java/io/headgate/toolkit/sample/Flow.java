package io.headgate.toolkit.sample;

import java.nio.ByteBuffer;

/** Packets of one flow, in bytes. Addresses are small numbers behind a prefix, as those of neighbouring hosts are. */
record Flow(boolean isIpv6, int protocol, int source, int destination, int sourcePort, int destinationPort) {
    static final int TCP = 6;
    static final int UDP = 17;
    static final int GRE = 47;

    private static final int TRANSPORT_LENGTH = 20;

    Flow back() {
        return new Flow(
                isIpv6,
                protocol,
                /* source= */ destination,
                /* destination= */ source,
                /* sourcePort= */ destinationPort,
                /* destinationPort= */ sourcePort);
    }

    byte[] packet() {
        return packet(0, false);
    }

    /** A fragment, or with offset 0 and nothing to follow a whole packet. */
    byte[] packet(int fragmentOffset, boolean moreFragments) {
        boolean isFragment = fragmentOffset > 0 || moreFragments;
        int fragmentHeader = isIpv6 && isFragment ? 8 : 0;
        ByteBuffer bytes = ByteBuffer.allocate((isIpv6 ? 40 : 20) + fragmentHeader + TRANSPORT_LENGTH);
        if (isIpv6) {
            bytes.putInt(0x6000_0000).putShort((short) (bytes.capacity() - 40));
            bytes.put((byte) (isFragment ? 44 : protocol)).put((byte) 64);
            bytes.putLong(0x2001_0DB8_0000_0001L).putLong(source);
            bytes.putLong(0x2001_0DB8_0000_0001L).putLong(destination);
            if (isFragment) {
                bytes.put((byte) protocol).put((byte) 0);
                bytes.putShort((short) (fragmentOffset | (moreFragments ? 1 : 0)))
                        .putInt(7);
            }
        } else {
            bytes.putShort((short) 0x4500).putShort((short) bytes.capacity()).putShort((short) 7);
            bytes.putShort((short) (fragmentOffset >> 3 | (moreFragments ? 0x2000 : 0)));
            bytes.put((byte) 64).put((byte) protocol).putShort((short) 0);
            bytes.putInt(0x0A00_0000 + source).putInt(0x0A00_0000 + destination);
        }
        bytes.putShort((short) sourcePort).putShort((short) destinationPort);
        if (protocol == UDP) {
            bytes.putShort((short) TRANSPORT_LENGTH);
        } else {
            bytes.putLong(0).put((byte) 0x50);
        }
        return bytes.array();
    }
}
