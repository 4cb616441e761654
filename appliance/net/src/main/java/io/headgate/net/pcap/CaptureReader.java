package io.headgate.net.pcap;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The frames of a capture, in order. {@link #next} goes to the next one, the other methods describe it until then.
 * Thread: one, except where said.
 */
public abstract sealed class CaptureReader implements Closeable permits PcapReader, PcapngReader {
    /** No frame is longer: tcpdump's own limit (MAXIMUM_SNAPLEN in libpcap). */
    static final int MAX_FRAME = 262_144;

    private static final int MAGIC_BYTES = 4;

    /** Returned by {@link #ipOffset} for a frame that holds no IP packet. */
    public static final int NO_IP = LinkType.NONE;

    final CaptureInput input;
    private final ByteBuffer networkOrder;
    private final List<CaptureInterface> interfaces = new CopyOnWriteArrayList<>();

    /** Where in the file the record of the frame begins. */
    long recordOffset;

    int frameAt;
    int capturedLength;
    int originalLength;
    int interfaceIndex;
    long timestampNs;

    CaptureReader(CaptureInput input) {
        this.input = input;
        this.networkOrder = input.window().duplicate().order(ByteOrder.BIG_ENDIAN);
    }

    /**
     * Opens a file and reads its header.
     *
     * @throws CaptureException if it is no capture or is damaged already there
     * @throws IOException if it cannot be opened
     */
    public static CaptureReader open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return open(file.toString(), channel);
        } catch (IOException refused) {
            channel.close();
            throw refused;
        }
    }

    /**
     * Reads the header of a capture that comes from anywhere.
     *
     * @param name for messages
     * @param channel closed by {@link #close}
     */
    public static CaptureReader open(String name, ReadableByteChannel channel) throws CaptureException {
        CaptureInput input = new CaptureInput(name, channel);
        if (!input.require(MAGIC_BYTES)) {
            throw input.damaged(
                    input.available() == 0
                            ? "the file is empty"
                            : "not a capture: it has only " + input.available() + " bytes");
        }
        int magic = input.window().order(ByteOrder.BIG_ENDIAN).getInt(input.at());
        if (magic == PcapngReader.SECTION) {
            return new PcapngReader(input);
        }
        if (PcapReader.isMagic(magic) || PcapReader.isMagic(Integer.reverseBytes(magic))) {
            return new PcapReader(input);
        }
        throw input.damaged("not a capture: it begins with 0x%08x, but pcap with a1b2c3d4 or a1b23c4d in either byte"
                        .formatted(magic)
                + " order, pcapng with 0a0d0d0a");
    }

    /**
     * Goes to the next frame.
     *
     * @return false if there is none
     * @throws CaptureException if what follows cannot be read; so will all further calls
     */
    public abstract boolean next() throws CaptureException;

    /** Whether times may be finer than a microsecond. */
    public abstract boolean isNanoseconds();

    /** Where {@link #frameAt} counts. Absolute access only; valid until the next {@link #next}. */
    public ByteBuffer bytes() {
        return input.window();
    }

    /** Index of the frame's first byte in {@link #bytes}. */
    public int frameAt() {
        return frameAt;
    }

    /** Where in the frame the IP header begins, {@link #NO_IP} if there is none. */
    public int ipOffset() {
        CaptureInterface from = interfaces.get(interfaceIndex);
        return LinkType.ipAt(from.linkType(), from.isBigEndian(), networkOrder, frameAt, capturedLength);
    }

    /** Bytes that are there. */
    public int capturedLength() {
        return capturedLength;
    }

    /** Bytes the frame had; at least those that are there. */
    public int originalLength() {
        return originalLength;
    }

    /** Nanoseconds since 1970-01-01 UTC; 0 where the file does not say. */
    public long timestampNs() {
        return timestampNs;
    }

    /** Place of the frame's interface in {@link #interfaces}. */
    public int interfaceIndex() {
        return interfaceIndex;
    }

    /** The interfaces read so far; grows. Any thread. */
    public List<CaptureInterface> interfaces() {
        return interfaces;
    }

    /** Bytes of the file read so far, about. Any thread. */
    public long progressBytes() {
        return input.progress();
    }

    /** Checks and notes the lengths of a frame. */
    void setLengths(int captured, int original) throws CaptureException {
        if (captured < 0 || captured > MAX_FRAME) {
            throw input.damaged(
                    "a frame of " + Integer.toUnsignedString(captured) + " bytes; none has more than " + MAX_FRAME);
        }
        capturedLength = captured;
        originalLength = original < captured ? captured : original;
    }

    /** Says that the frame at hand is longer than somebody can hold. */
    CaptureException tooLong(int most) {
        return new CaptureException(
                input.name(), recordOffset, "a frame of " + capturedLength + " bytes; a slot holds at most " + most);
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
