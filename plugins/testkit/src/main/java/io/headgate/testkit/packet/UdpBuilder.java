package io.headgate.testkit.packet;

import java.nio.ByteBuffer;

/** A UDP datagram in the making. */
public final class UdpBuilder extends PacketBuilder<UdpBuilder> {
    private static final int HEADER = 8;

    private final Ends ends;
    private int surplus;
    private boolean isSummed = true;

    UdpBuilder(Ends ends) {
        super(ends, 17);
        this.ends = ends;
    }

    /** Leaves the checksum out: the field is 0. */
    public UdpBuilder noChecksum() {
        isSummed = false;
        return this;
    }

    /** Has the length field leave out so many bytes at the end (RFC 9868). */
    public UdpBuilder surplus(int bytes) {
        surplus = bytes;
        return this;
    }

    @Override
    UdpBuilder self() {
        return this;
    }

    @Override
    byte[] transport(byte[] data) {
        ByteBuffer datagram = ByteBuffer.allocate(HEADER + data.length);
        datagram.putShort((short) ends.sourcePort()).putShort((short) ends.destinationPort());
        datagram.putShort((short) (datagram.capacity() - surplus)).putShort((short) 0);
        return datagram.put(data).array();
    }

    @Override
    int checksumAt() {
        return isSummed ? 6 : -1;
    }

    @Override
    int checksummedLength(int length) {
        return length - surplus;
    }
}
