package io.headgate.engine.tap;

import io.headgate.engine.ring.RingDrain;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All mirrors, the rings of all lanes, and the thread {@code taps} that empties these into those.
 *
 * <p>Thread: the one that owns the appliance, except where said.
 */
public final class Taps {
    /** Bytes of each lane's ring: 67 ms of 1 Gbit/s. */
    public static final int RING_BYTES = 1 << 23;

    private static final Logger LOG = LoggerFactory.getLogger(Taps.class);
    private static final long FLUSH_NS = 100_000_000L;
    private static final long NAP_NS = 500_000L;
    private static final long FOREVER_NS = 1_000_000_000L;
    private static final int BATCH = 256;

    private final List<TapTarget> targets;
    private final int ringBytes;
    private final List<TapOutput> outputs;
    private final List<LaneTap> lanes = new CopyOnWriteArrayList<>();
    private final CopySums sums = new CopySums();
    private final TapRecord record = new TapRecord();
    private final RingDrain drain = new RingDrain("taps", NAP_NS, new RingDrain.Work() {
        @Override
        public int run() {
            return doWork(System.nanoTime());
        }

        @Override
        public boolean isWaiting() {
            return lanes.stream().anyMatch(LaneTap::isWaiting);
        }

        @Override
        public long sleepNs() {
            return outputs.stream().anyMatch(TapOutput::isDirty) ? FLUSH_NS : FOREVER_NS;
        }
    });

    private long flushedNs = System.nanoTime();

    public Taps(List<TapTarget> targets) {
        this(targets, RING_BYTES);
    }

    /** @param ringBytes of each lane's ring, a power of two */
    Taps(List<TapTarget> targets, int ringBytes) {
        this.targets = List.copyOf(targets);
        this.ringBytes = ringBytes;
        this.outputs = new ArrayList<>(targets.stream().map(TapOutput::new).toList());
    }

    /** Names of the mirrors. */
    public List<String> names() {
        return targets.stream().map(TapTarget::name).toList();
    }

    /** The mirrors for one more lane. */
    public LaneTap lane(String name) {
        if (targets.isEmpty()) {
            return LaneTap.NONE;
        }
        LaneTap lane = new LaneTap(name, targets, ringBytes, drain.bell());
        lanes.add(lane);
        return lane;
    }

    /** Opens the sinks and starts the thread; does nothing if there is no mirror. */
    public void start() {
        if (!targets.isEmpty()) {
            open();
            drain.start();
        }
    }

    /** Opens the sinks. */
    void open() {
        outputs.forEach(TapOutput::open);
    }

    /** One round: copies of each lane, and every 100 ms a flush. Thread: taps. */
    int doWork(long nowNs) {
        int count = 0;
        for (LaneTap lane : lanes) {
            for (int i = 0; i < BATCH && lane.next(record); i++) {
                sums.apply(record);
                outputs.get(record.mirror()).write(record);
                lane.release();
                count++;
            }
        }
        if (nowNs - flushedNs >= FLUSH_NS) {
            flushedNs = nowNs;
            outputs.forEach(TapOutput::flush);
        }
        return count;
    }

    /**
     * Writes what was copied and closes the sinks; after the lanes have stopped.
     *
     * @param limitMs how long a sink may take
     */
    public void stop(long limitMs) {
        if (drain.stop(limitMs)) {
            outputs.forEach(TapOutput::close);
        } else {
            LOG.error("thread=taps did not end within {} ms; what it has not written is lost", limitMs);
        }
    }

    /** What became of the copies so far. Any thread. */
    public List<TapStatus> status() {
        List<TapStatus> result = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            String name = targets.get(i).name();
            long copied = lanes.stream()
                    .mapToLong(lane -> lane.counted(name).copied())
                    .sum();
            long lost =
                    lanes.stream().mapToLong(lane -> lane.counted(name).lost()).sum();
            result.add(new TapStatus(name, copied, lost, outputs.get(i).status()));
        }
        return result;
    }
}
