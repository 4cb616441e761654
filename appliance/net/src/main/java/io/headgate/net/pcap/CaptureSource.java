package io.headgate.net.pcap;

import io.headgate.api.Backend;
import io.headgate.api.ChecksumState;
import io.headgate.api.Direction;
import io.headgate.engine.io.ByteCopy;
import io.headgate.engine.io.Doze;
import io.headgate.engine.io.PacketSource;
import io.headgate.engine.io.SourceCounters;
import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotArena;
import io.headgate.engine.ring.SlotRing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * Puts the frames of a capture into a ring.
 *
 * <pre>
 *   slot:  | headroom | link header | IP header ... |
 *                     ^ dataOffset  ^ packetOffset
 * </pre>
 *
 * A frame without an IP packet is in the slot as a whole and skips the filters. After the last frame, whatever made it
 * the last, an empty slot follows, so that the sink hears of the end: {@link #hasEnded} is true by then.
 *
 * <p>Thread: the source's, except where said.
 */
public final class CaptureSource implements PacketSource {
    /** When packets leave. */
    public enum Timing {
        /** As fast as the lane takes them. */
        FAST,
        /** Each as long after the one before it as recorded; at once where recorded times go backwards. */
        RECORDED
    }

    private final CaptureReader reader;
    private final SlotRing ring;
    private final Timing timing;
    private final ByteBuffer target;
    private final ByteBuffer frames;
    private final SourceCounters counters = new SourceCounters();
    private final Doze doze = new Doze();
    private final CountDownLatch ended = new CountDownLatch(1);

    private String interfaceName;
    private int fromIndex = -1;
    private boolean hasFrame;
    private boolean isEndPublished;
    private boolean isStarted;
    private long dueNs;
    private long lastTimestampNs;
    private volatile boolean isEnding;
    private volatile boolean isQuiet;
    private volatile CaptureException damage;

    /**
     * Makes a source; {@link #close} closes the reader.
     *
     * @param reader at any place
     */
    public CaptureSource(CaptureReader reader, SlotRing ring, Timing timing) {
        this.reader = reader;
        this.ring = ring;
        this.timing = timing;
        this.target = ring.arena().nativeBytes();
        this.frames = reader.bytes().duplicate().order(ByteOrder.nativeOrder());
    }

    @Override
    public int receive() {
        if (isEndPublished) {
            return 0;
        }
        int room = ring.writable(BATCH);
        if (room == 0) {
            return RING_FULL;
        }
        int count = 0;
        while (count < room && hasNext() && isDue()) {
            place(ring.writableSlot(count++));
            hasFrame = false;
        }
        if (count > 0) {
            ring.publish(count, count);
        } else if (isEnding) {
            ring.writableSlot(0).setEmpty();
            isEndPublished = true;
            ring.publish(1, 0);
            ended.countDown();
            return 1;
        }
        return count;
    }

    /** Whether a frame has been read and not yet placed. */
    private boolean hasNext() {
        if (hasFrame) {
            return !isQuiet || end();
        }
        if (isEnding || isQuiet) {
            return end();
        }
        try {
            hasFrame = reader.next();
            if (hasFrame && reader.capturedLength() > SlotArena.CAPACITY) {
                throw reader.tooLong(SlotArena.CAPACITY);
            }
        } catch (CaptureException cannotGoOn) {
            hasFrame = false;
            damage = cannotGoOn;
        }
        return hasFrame || end();
    }

    /** Nothing more will come; returns false for {@link #hasNext}. */
    private boolean end() {
        isEnding = true;
        return false;
    }

    private boolean isDue() {
        if (timing == Timing.FAST) {
            return true;
        }
        long timestampNs = reader.timestampNs();
        if (!isStarted) {
            isStarted = true;
            dueNs = System.nanoTime();
        } else {
            dueNs += Math.max(0, timestampNs - lastTimestampNs);
        }
        // Asked again for the same frame, it adds nothing.
        lastTimestampNs = timestampNs;
        return System.nanoTime() - dueNs >= 0;
    }

    private void place(Slot slot) {
        int length = reader.capturedLength();
        int original = reader.originalLength();
        int at = slot.dataOffset();
        ByteCopy.copy(frames, reader.frameAt(), target, at, length);
        if (reader.interfaceIndex() != fromIndex) {
            fromIndex = reader.interfaceIndex();
            interfaceName = reader.interfaces().get(fromIndex).name();
        }
        int header = reader.ipOffset();
        if (header == CaptureReader.NO_IP) {
            slot.setFrame(at, length, original);
        } else {
            slot.setPacket(at + header, length - header, original - header);
        }
        if (original != length) {
            counters.add(Counter.TRUNCATED, 1);
        }
        slot.setLeavesCut(true);
        slot.setId((long) Math.max(header, 0) << Integer.SIZE | fromIndex);
        slot.setOrigin(Backend.MEMORY, Direction.IN, interfaceName, 0, reader.timestampNs());
        slot.setOffload(ChecksumState.UNVERIFIED, false, false);
    }

    /** Number of the interface whose frame a slot holds. */
    static int interfaceOf(Slot slot) {
        return (int) slot.id();
    }

    /** Bytes of the frame in front of a slot's packet. */
    static int linkHeader(Slot slot) {
        return (int) (slot.id() >>> Integer.SIZE);
    }

    /** Whether no packet will follow those that are published. Any thread. */
    public boolean hasEnded() {
        return isEnding;
    }

    /**
     * Waits until the last packet is published. Any thread.
     *
     * @return false if that takes longer
     */
    public boolean awaitEnd(long timeoutMs) throws InterruptedException {
        return ended.await(timeoutMs, TimeUnit.MILLISECONDS);
    }

    /** What ended the capture before its time; null if nothing did. Any thread. */
    public CaptureException damage() {
        return damage;
    }

    @Override
    public void awaitNs(long timeoutNs) {
        if (!isQuiet) {
            doze.await(waitNs(timeoutNs));
        }
    }

    private long waitNs(long mostNs) {
        return hasFrame ? Math.min(mostNs, Math.max(1, dueNs - System.nanoTime())) : mostNs;
    }

    @Override
    public void wakeup() {
        doze.wakeup();
    }

    /** Ends the capture where it is. Any thread. */
    @Override
    public void quiesce() {
        isQuiet = true;
        wakeup();
    }

    @Override
    public SourceCounters counters() {
        return counters;
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException failed) {
            // Everything that was asked for was read.
            LoggerFactory.getLogger(CaptureSource.class).warn("a capture failed to close: {}", failed.getMessage());
        }
    }
}
