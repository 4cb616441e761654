package io.headgate.net.pcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes packets to a pcapng file of its own, gathered into large writes. After each {@link #flush} the file is a capture
 * of whole packets; also after one that failed, which takes back what it had begun, so that it may be tried again.
 *
 * <p>Thread: one.
 */
public final class CaptureWriter implements AutoCloseable {
    /** Frames that begin with an IPv4 or IPv6 header. */
    public static final int RAW_IP = 101;

    /** Interfaces a file may have: all their descriptions and a packet fit into one write. */
    public static final int MAX_INTERFACES = 256;

    private static final int CAPACITY = 1 << 18;

    private final FileChannel channel;
    private final PcapngFormat format = new PcapngFormat();
    private final List<CaptureInterface> interfaces = new ArrayList<>();
    private final ByteBuffer gathered = ByteBuffer.allocateDirect(CAPACITY).order(ByteOrder.LITTLE_ENDIAN);

    /** Bytes and descriptions of interfaces that the file is known to hold. */
    private long written;

    private int describedInFile;

    private int described;
    private int filled;
    private int packets;

    private CaptureWriter(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Creates a file or empties it, and writes its beginning.
     *
     * @throws IOException if that cannot be done
     */
    public static CaptureWriter create(Path file) throws IOException {
        FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        CaptureWriter writer = new CaptureWriter(channel);
        try {
            writer.filled = writer.format.putHeader(writer.gathered, 0);
            writer.flush();
            return writer;
        } catch (IOException failed) {
            channel.close();
            throw failed;
        }
    }

    /** Adds an interface, at most {@link #MAX_INTERFACES}; returns its number, from 0. Times are in nanoseconds. */
    public int addInterface(String name, int linkType) {
        interfaces.add(new CaptureInterface(linkType, false, 0, name, true));
        return interfaces.size() - 1;
    }

    /** Whether so many bytes of a packet still find room; if not, {@link #flush} comes first. */
    public boolean hasRoom(int length) {
        int undescribed = interfaces.size() - described;
        return CAPACITY - filled >= length + CaptureFormat.MAX_OVERHEAD + undescribed * CaptureFormat.MAX_DESCRIPTION;
    }

    /**
     * Gathers a packet; only after {@link #hasRoom} has said yes.
     *
     * @param interfaceNumber as {@link #addInterface} gave it
     * @param bytes has the packet from {@code at} on
     * @param original bytes it had before it was cut to {@code length}
     */
    public void put(int interfaceNumber, long timestampNs, ByteBuffer bytes, int at, int length, int original) {
        while (described <= interfaceNumber) {
            filled = format.putInterface(gathered, filled, interfaces.get(described++));
        }
        int to = format.putBefore(gathered, filled, interfaceNumber, timestampNs, length, original);
        gathered.put(to, bytes, at, length);
        filled = format.putAfter(gathered, to + length, length);
        packets++;
    }

    /** Packets gathered since the last flush. */
    public int gatheredPackets() {
        return packets;
    }

    /** Most bytes the file will have after the next flush if a packet of so many is put before. */
    public long sizeWith(int length) {
        int undescribed = interfaces.size() - described;
        return written
                + filled
                + length
                + CaptureFormat.MAX_OVERHEAD
                + (long) undescribed * CaptureFormat.MAX_DESCRIPTION;
    }

    /**
     * Writes what is gathered; after this nothing is.
     *
     * @throws IOException if that cannot be done: none of it is in the file then
     */
    public void flush() throws IOException {
        ByteBuffer rest = gathered.duplicate().position(0).limit(filled);
        int count = filled;
        filled = 0;
        packets = 0;
        try {
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            written += count;
            describedInFile = described;
        } catch (IOException failed) {
            // Interfaces that were described in this part only have to be described again.
            described = describedInFile;
            try {
                channel.truncate(written);
            } catch (IOException stays) {
                failed.addSuppressed(stays);
            }
            throw failed;
        }
    }

    /** Closes the file; what is gathered and not flushed is not in it. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
