package io.headgate.net.pcap;

import io.headgate.engine.io.ByteCopy;
import io.headgate.engine.io.ErrnoCounters;
import io.headgate.engine.io.Injections;
import io.headgate.engine.io.PacketSink;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Writes the frames of a {@link CaptureSource} that were reinjected to a capture of their own, with the times, lengths
 * and link headers they came with. Packets that the lane made are in it, too: in pcapng as from an interface called {@code
 * injected}, in classic pcap behind a link header without addresses.
 *
 * <p>When the file cannot be written on (a full disk, say), what was written remains a capture of whole packets; those
 * that are not in it, and all that follow, are errors, and {@link #failure} says why.
 *
 * <p>Thread: the lane's, except where said.
 */
public final class CaptureSink implements PacketSink, AutoCloseable {
    /** Bytes gathered for one write: few calls, and still in the processor's cache when the kernel copies them. */
    private static final int CAPACITY = 1 << 18;

    private static final int MIN_RECORD = 16;
    private static final int NONE = -1;

    private final Path file;
    private final FileChannel channel;
    private final CaptureFormat format;
    private final CaptureSource source;
    private final List<CaptureInterface> interfaces;
    private final ByteBuffer slots;
    private final ByteBuffer gathered =
            ByteBuffer.allocateDirect(CAPACITY + ByteCopy.SLACK).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer words = gathered.duplicate().order(ByteOrder.nativeOrder());
    private final ErrnoCounters errors = new ErrnoCounters();
    private final Injections injections = new Injections();

    /** Where each gathered frame's record ends. */
    private final int[] ends = new int[CAPACITY / MIN_RECORD];

    /** Which of them are the lane's own. */
    private final boolean[] areOwn = new boolean[ends.length];

    private boolean isBegun;
    private int described;

    /** Number in the file of where packets of the lane's own come from; {@link #NONE} until there is one. */
    private int ownNumber = NONE;

    private CaptureInterface own;
    private int frames;
    private int filled;
    private int lost;
    private int errno;
    private long written;
    private long writtenBytes;
    private volatile String failure;

    /**
     * Creates or empties the file; written is nothing yet.
     *
     * @param file classic pcap if its name ends in .pcap, otherwise pcapng
     * @param ring the source's
     * @throws IOException if that cannot be done
     */
    public CaptureSink(Path file, CaptureReader reader, CaptureSource source, SlotRing ring) throws IOException {
        this.file = file;
        this.format = CaptureFormat.of(file.toString(), reader.isNanoseconds());
        this.source = source;
        this.interfaces = reader.interfaces();
        this.slots = ring.arena().nativeBytes();
        this.channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    @Override
    public void reinject(Slot slot, boolean isChanged) {
        int header = CaptureSource.linkHeader(slot);
        int at = slot.packetOffset() - header;
        int length = header + slot.packetLength();
        int from = CaptureSource.interfaceOf(slot);
        if (from >= described) {
            describe(from + 1);
        }
        makeRoom(length);
        if (failure != null) {
            lost++;
            return;
        }
        int number = ownNumber != NONE && from >= ownNumber ? from + 1 : from;
        int to = format.putBefore(gathered, filled, number, slot.timestampNs(), length, header + slot.originalLength());
        ByteCopy.copy(slots, at, words, to, length);
        end(to + length, length, false);
    }

    @Override
    public void inject(Slot slot) {
        if (ownNumber == NONE && !describeOwn()) {
            injections.countFailure(Errno.INVALID);
            return;
        }
        int version = slots.get(slot.packetOffset()) >>> 4;
        byte[] header = LinkType.header(own.linkType(), own.isBigEndian(), version);
        int length = header.length + slot.packetLength();
        makeRoom(length);
        if (failure != null) {
            injections.countFailure(errno);
            return;
        }
        int to = format.putBefore(gathered, filled, ownNumber, slot.timestampNs(), length, length);
        gathered.put(to, header);
        ByteCopy.copy(slots, slot.packetOffset(), words, to + header.length, slot.packetLength());
        end(to + length, length, true);
    }

    private void makeRoom(int length) {
        if (CAPACITY - filled < length + CaptureFormat.MAX_OVERHEAD) {
            write();
        }
    }

    private void end(int at, int length, boolean isOwn) {
        filled = format.putAfter(gathered, at, length);
        areOwn[frames] = isOwn;
        ends[frames++] = filled;
    }

    @Override
    public Injections injections() {
        return injections;
    }

    @Override
    public void drop(Slot slot) {}

    @Override
    public int flush() {
        if (source.hasEnded()) {
            describe(interfaces.size());
            write();
        }
        int count = lost;
        if (count > 0) {
            errors.add(errno, count);
            lost = 0;
        }
        return count;
    }

    /** Writes what comes before the frames of the first {@code count} interfaces. */
    private void describe(int count) {
        write();
        if (!isBegun) {
            isBegun = true;
            filled = format.putHeader(gathered, 0);
        }
        while (described < count) {
            if (failure == null) {
                try {
                    filled = format.putInterface(gathered, filled, interfaces.get(described));
                } catch (CaptureFormat.UnsuitableFormat unsuitable) {
                    fail(Errno.INVALID, unsuitable.getMessage());
                }
                write();
            }
            described++;
        }
        write();
    }

    /** A classic file has one interface for all; returns false if it is not known yet. */
    private boolean describeOwn() {
        if (format instanceof PcapFormat) {
            if (interfaces.isEmpty()) {
                return false;
            }
            describe(Math.max(described, 1));
            own = interfaces.get(0);
            ownNumber = 0;
            return true;
        }
        describe(described);
        own = new CaptureInterface(LinkType.RAW, false, 0, "injected", true);
        ownNumber = described;
        if (failure == null) {
            filled = format.putInterface(gathered, filled, own);
            write();
        }
        return true;
    }

    private void write() {
        if (filled == 0 || failure != null) {
            return;
        }
        long begin = writtenBytes;
        ByteBuffer rest = words.limit(filled).position(0);
        try {
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            count(frames);
            writtenBytes += filled;
        } catch (IOException failed) {
            errno = Errno.of(failed);
            keepWhole(rest.position());
            fail(errno, failed.getMessage() + cutBack(begin));
        }
        words.clear();
        frames = 0;
        filled = 0;
    }

    /** Counts the frames whose records are whole among the first {@code bytes} gathered; the others are lost. */
    private void keepWhole(int bytes) {
        int whole = 0;
        while (whole < frames && ends[whole] <= bytes) {
            whole++;
        }
        writtenBytes += whole == 0 ? 0 : ends[whole - 1];
        count(whole);
    }

    /** Counts the first {@code whole} frames gathered as written, the others as lost. */
    private void count(int whole) {
        written += whole;
        for (int i = 0; i < frames; i++) {
            if (areOwn[i] && i < whole) {
                injections.countSent();
            } else if (areOwn[i]) {
                injections.countFailure(errno);
            } else if (i >= whole) {
                lost++;
            }
        }
    }

    /** Takes back the begin of a record; returns what there is to say about it. */
    private String cutBack(long begin) {
        try {
            if (Files.isRegularFile(file) && channel.size() > writtenBytes) {
                channel.truncate(writtenBytes);
            }
            return "";
        } catch (IOException failed) {
            return " (and what is written behind byte " + Math.max(begin, writtenBytes) + " is no whole packet: "
                    + failed.getMessage() + ")";
        }
    }

    private void fail(int number, String reason) {
        errno = number;
        failure = file + ": " + reason + ", after " + written + " packets in " + writtenBytes + " bytes";
    }

    @Override
    public ErrnoCounters errors() {
        return errors;
    }

    /** Why the file is not complete: which file, why, how much is in it. Null if nothing failed. Any thread. */
    public String failure() {
        return failure;
    }

    /** Packets in the file. Thread: the lane's, or any once the lane has stopped. */
    public long writtenPackets() {
        return written;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failed) {
            LoggerFactory.getLogger(CaptureSink.class).warn("{} failed to close: {}", file, failed.getMessage());
        }
    }
}
