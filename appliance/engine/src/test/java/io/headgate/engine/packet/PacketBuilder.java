package io.headgate.engine.packet;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** IPv4 packets for tests: lengths and checksums are right unless a test asks for something else; {@link #ipv6} for IPv6. */
public final class PacketBuilder {
    private final int protocol;
    private byte[] transport;
    private byte[] payload = {};
    private byte[] options = {};
    private int tos;
    private int identification = 0x1234;
    private int fragment;
    private int ttl = 64;
    private int source = 0xC000_0201;
    private int destination = 0xC633_6402;
    private int surplus;

    private PacketBuilder(int protocol, byte[] transport) {
        this.protocol = protocol;
        this.transport = transport;
    }

    public static PacketBuilder tcp(int sourcePort, int destinationPort) {
        ByteBuffer header = ByteBuffer.allocate(20);
        header.putShort((short) sourcePort).putShort((short) destinationPort);
        header.putInt(0x0102_0304).putInt(0xF506_0708);
        header.put((byte) 0x50).put((byte) 0x18).putShort((short) 0xFAF0);
        return new PacketBuilder(6, header.array());
    }

    public static PacketBuilder udp(int sourcePort, int destinationPort) {
        ByteBuffer header = ByteBuffer.allocate(8);
        header.putShort((short) sourcePort).putShort((short) destinationPort);
        return new PacketBuilder(17, header.array());
    }

    public static PacketBuilder icmp(int type, int identifier, int sequence) {
        ByteBuffer header = ByteBuffer.allocate(8);
        header.put((byte) type).put((byte) 0).putShort((short) 0);
        header.putShort((short) identifier).putShort((short) sequence);
        return new PacketBuilder(1, header.array());
    }

    public static PacketBuilder icmpv6(int type, int identifier, int sequence) {
        return new PacketBuilder(58, icmp(type, identifier, sequence).transport);
    }

    public static PacketBuilder protocol(int protocol) {
        return new PacketBuilder(protocol, new byte[0]);
    }

    /** Adds options of so many words to the TCP header. */
    public PacketBuilder tcpOptions(int words) {
        transport = Arrays.copyOf(transport, 20 + words * 4);
        Arrays.fill(transport, 20, transport.length, (byte) 1);
        transport[12] = (byte) ((5 + words) << 4);
        return this;
    }

    /** Adds options of so many words to the IPv4 header. */
    public PacketBuilder options(int words) {
        options = new byte[words * 4];
        Arrays.fill(options, (byte) 1);
        return this;
    }

    /** Puts these bytes into the options of the IPv4 header; a multiple of four. */
    public PacketBuilder optionBytes(byte... bytes) {
        options = bytes.clone();
        return this;
    }

    /** Puts these bytes into the options of the TCP header; a multiple of four. */
    public PacketBuilder tcpOptionBytes(byte... bytes) {
        tcpOptions(bytes.length / 4);
        System.arraycopy(bytes, 0, transport, 20, bytes.length);
        return this;
    }

    public PacketBuilder payloadBytes(byte... bytes) {
        payload = bytes.clone();
        return this;
    }

    public PacketBuilder payload(int length) {
        payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = (byte) (i * 31 + 7);
        }
        return this;
    }

    public PacketBuilder tos(int value) {
        tos = value;
        return this;
    }

    public PacketBuilder identification(int value) {
        identification = value;
        return this;
    }

    public PacketBuilder ttl(int value) {
        ttl = value;
        return this;
    }

    public PacketBuilder source(int address) {
        source = address;
        return this;
    }

    public PacketBuilder destination(int address) {
        destination = address;
        return this;
    }

    /** Makes it a fragment: of the transport header only the first one has any. */
    public PacketBuilder fragment(boolean more, int offsetBytes) {
        fragment = (more ? 0x2000 : 0) | offsetBytes >> 3;
        return this;
    }

    /** Bytes at the end that the UDP length does not count (RFC 9868). */
    public PacketBuilder surplus(int bytes) {
        surplus = bytes;
        return this;
    }

    /** Goes on with transport and payload as an IPv6 packet; what was said of the IPv4 header is forgotten. */
    public Ipv6PacketBuilder ipv6() {
        return new Ipv6PacketBuilder(protocol, transport, payload, surplus);
    }

    public byte[] build() {
        boolean isLater = (fragment & 0x1FFF) != 0;
        byte[] header = isLater ? new byte[0] : transport;
        int ipLength = 20 + options.length;
        ByteBuffer packet = ByteBuffer.allocate(ipLength + header.length + payload.length);
        packet.put((byte) (0x40 | ipLength / 4)).put((byte) tos).putShort((short) packet.capacity());
        packet.putShort((short) identification).putShort((short) fragment);
        packet.put((byte) ttl).put((byte) protocol).putShort((short) 0);
        packet.putInt(source).putInt(destination).put(options).put(header).put(payload);
        byte[] bytes = packet.array();
        if (protocol == 17 && !isLater) {
            Oracle.u16(bytes, ipLength + 4, header.length + payload.length - surplus);
        }
        return Oracle.complete(bytes);
    }
}
