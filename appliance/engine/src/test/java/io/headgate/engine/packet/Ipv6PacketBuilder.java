package io.headgate.engine.packet;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** IPv6 packets for tests; lengths and checksums are right. Extension headers come in the order they are asked for. */
public final class Ipv6PacketBuilder {
    private final int protocol;
    private final byte[] transport;
    private final byte[] payload;
    private final int surplus;
    private final List<Integer> types = new ArrayList<>();
    private final List<byte[]> extensions = new ArrayList<>();
    private int trafficClass;
    private int flowLabel;
    private int hopLimit = 64;
    private long sourceHigh = 0x2001_0DB8_0000_0001L;
    private long sourceLow = 1;
    private long destinationHigh = 0x2001_0DB8_0000_0002L;
    private long destinationLow = 2;
    private boolean isLaterFragment;

    Ipv6PacketBuilder(int protocol, byte[] transport, byte[] payload, int surplus) {
        this.protocol = protocol;
        this.transport = transport;
        this.payload = payload;
        this.surplus = surplus;
    }

    public Ipv6PacketBuilder trafficClass(int value) {
        trafficClass = value;
        return this;
    }

    public Ipv6PacketBuilder flowLabel(int value) {
        flowLabel = value;
        return this;
    }

    public Ipv6PacketBuilder hopLimit(int value) {
        hopLimit = value;
        return this;
    }

    public Ipv6PacketBuilder source(long high, long low) {
        sourceHigh = high;
        sourceLow = low;
        return this;
    }

    public Ipv6PacketBuilder destination(long high, long low) {
        destinationHigh = high;
        destinationLow = low;
        return this;
    }

    /** Adds a header of {@code 8 * units} bytes, whose third byte says that padding follows (PadN). */
    public Ipv6PacketBuilder options(int type, int units) {
        byte[] bytes = new byte[8 * units];
        bytes[1] = (byte) (units - 1);
        // PadN holds 255 bytes at most; what follows are Pad1.
        bytes[2] = 1;
        bytes[3] = (byte) Math.min(255, bytes.length - 4);
        return add(type, bytes);
    }

    /** Adds a routing header with addresses 2001:db8:aaaa::1, ::2 and so on. */
    public Ipv6PacketBuilder routing(int routingType, int segmentsLeft, int addresses) {
        ByteBuffer header = ByteBuffer.allocate(8 + 16 * addresses);
        header.put((byte) 0).put((byte) (2 * addresses)).put((byte) routingType).put((byte) segmentsLeft);
        // In segment routing the index of the last entry, elsewhere reserved.
        header.put((byte) (routingType == 4 ? addresses - 1 : 0)).position(8);
        for (int i = 1; i <= addresses; i++) {
            header.putLong(0x2001_0DB8_AAAA_0000L).putLong(i);
        }
        return add(43, header.array());
    }

    /** Adds an authentication header, whose length counts words less two (RFC 4302), with so many bytes of value. */
    public Ipv6PacketBuilder authentication(int valueBytes) {
        byte[] bytes = new byte[12 + valueBytes];
        bytes[1] = (byte) (bytes.length / 4 - 2);
        return add(51, bytes);
    }

    /** Adds a fragment header; of the transport header only the first fragment has any. */
    public Ipv6PacketBuilder fragment(boolean more, int offsetBytes) {
        ByteBuffer header = ByteBuffer.allocate(8);
        header.putShort(2, (short) (offsetBytes | (more ? 1 : 0))).putInt(4, 0xCAFE_F00D);
        isLaterFragment |= offsetBytes != 0;
        return add(44, header.array());
    }

    private Ipv6PacketBuilder add(int type, byte[] bytes) {
        types.add(type);
        extensions.add(bytes);
        return this;
    }

    public byte[] build() {
        byte[] header = isLaterFragment ? new byte[0] : transport;
        int before = 40 + extensions.stream().mapToInt(bytes -> bytes.length).sum();
        ByteBuffer packet = ByteBuffer.allocate(before + header.length + payload.length);
        packet.putInt(0x6000_0000 | trafficClass << 20 | flowLabel);
        packet.putShort((short) (packet.capacity() - 40)).put((byte) typeAt(0)).put((byte) hopLimit);
        packet.putLong(sourceHigh).putLong(sourceLow).putLong(destinationHigh).putLong(destinationLow);
        for (int i = 0; i < extensions.size(); i++) {
            byte[] extension = extensions.get(i).clone();
            extension[0] = (byte) typeAt(i + 1);
            packet.put(extension);
        }
        byte[] bytes = packet.put(header).put(payload).array();
        if (protocol == 17 && !isLaterFragment) {
            Oracle.u16(bytes, before + 4, header.length + payload.length - surplus);
        }
        return Oracle.complete(bytes);
    }

    private int typeAt(int index) {
        return index < types.size() ? types.get(index) : protocol;
    }
}
