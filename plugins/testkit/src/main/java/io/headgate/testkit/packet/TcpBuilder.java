package io.headgate.testkit.packet;

import io.headgate.api.Tcp;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A TCP segment in the making: an acknowledgement with data, until a test says otherwise. */
public final class TcpBuilder extends PacketBuilder<TcpBuilder> {
    private static final int HEADER = 20;
    private static final int MAX_OPTIONS = 40;

    private final Ends ends;
    private int sequence = 0x0102_0304;
    private int acknowledgment = 0x0506_0708;
    private int flags = Tcp.ACK | Tcp.PSH;
    private int window = 0xFAF0;
    private int urgentPointer;
    private int reserved;
    private byte[] options = {};

    TcpBuilder(Ends ends) {
        super(ends, 6);
        this.ends = ends;
    }

    /** The flags {@link Tcp#FIN} to {@link Tcp#CWR}, OR-ed, in place of those it has. */
    public TcpBuilder flags(int value) {
        flags = value;
        return this;
    }

    /** The first segment of a connection. */
    public TcpBuilder syn() {
        acknowledgment = 0;
        return flags(Tcp.SYN);
    }

    /** The answer to the first segment of a connection. */
    public TcpBuilder synAck() {
        return flags(Tcp.SYN | Tcp.ACK);
    }

    public TcpBuilder sequence(int value) {
        sequence = value;
        return this;
    }

    public TcpBuilder acknowledgment(int value) {
        acknowledgment = value;
        return this;
    }

    public TcpBuilder window(int value) {
        window = value;
        return this;
    }

    public TcpBuilder urgentPointer(int value) {
        urgentPointer = value;
        return this;
    }

    /** The four bits between data offset and flags. */
    public TcpBuilder reserved(int value) {
        reserved = value;
        return this;
    }

    /** Adds the option with the largest segment size. */
    public TcpBuilder mss(int value) {
        return options(Tcp.MSS, 4, value >> 8, value);
    }

    /** Adds these bytes to the options; filled up with zeros to whole words when it is built. */
    public TcpBuilder options(int... bytes) {
        byte[] more = Packets.bytes(bytes);
        byte[] all = Arrays.copyOf(options, options.length + more.length);
        System.arraycopy(more, 0, all, options.length, more.length);
        if (all.length > MAX_OPTIONS) {
            throw new IllegalArgumentException("a TCP header has room for 40 bytes of options, not " + all.length);
        }
        options = all;
        return this;
    }

    @Override
    TcpBuilder self() {
        return this;
    }

    @Override
    byte[] transport(byte[] data) {
        byte[] padded = Arrays.copyOf(options, (options.length + 3) & ~3);
        ByteBuffer segment = ByteBuffer.allocate(HEADER + padded.length + data.length);
        segment.putShort((short) ends.sourcePort()).putShort((short) ends.destinationPort());
        segment.putInt(sequence).putInt(acknowledgment);
        segment.put((byte) ((HEADER + padded.length) * 4 | reserved)).put((byte) flags);
        segment.putShort((short) window).putShort((short) 0).putShort((short) urgentPointer);
        return segment.put(padded).put(data).array();
    }

    @Override
    int checksumAt() {
        return 16;
    }
}
