package io.headgate.testkit;

import com.sun.management.ThreadMXBean;
import io.headgate.testkit.packet.Arrival;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Sends the same packets through a harness's lane over and over and sees what that costs. Nothing is recorded meanwhile. */
final class Measuring {
    private static final int BATCH = 64;
    private static final int WARM_UP_BATCHES = 1_000;
    private static final int MEASURED_BATCHES = 500;
    private static final int TIMED_BATCHES = 300;

    /** What a compiler still at work allocates is over by the last of them. */
    private static final int ATTEMPTS = 4;

    /** There is a tick for every thousand packets, and the lane may need an object for that. */
    private static final double MOST_BYTES_PER_PACKET = 0.05;

    private final HarnessLane lane;

    Measuring(HarnessLane lane, List<Arrival> packets) {
        if (packets.isEmpty()) {
            throw new IllegalArgumentException("give at least one packet to measure with");
        }
        this.lane = lane;
        lane.beginRepeating(batchOf(packets));
    }

    private static List<Arrival> batchOf(List<Arrival> packets) {
        List<Arrival> batch = new ArrayList<>();
        for (int i = 0; i < Math.max(BATCH, packets.size()); i++) {
            batch.add(packets.get(i % packets.size()));
        }
        return batch;
    }

    void requireNoAllocation() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long me = Thread.currentThread().getId();
        repeat(WARM_UP_BATCHES);
        double perPacket = Double.MAX_VALUE;
        for (int i = 0; i < ATTEMPTS && perPacket > MOST_BYTES_PER_PACKET; i++) {
            long before = threads.getThreadAllocatedBytes(me);
            long packets = repeat(MEASURED_BATCHES);
            perPacket = (double) (threads.getThreadAllocatedBytes(me) - before) / packets;
        }
        lane.endRepeating();
        if (perPacket > MOST_BYTES_PER_PACKET) {
            throw new AssertionError(
                    "the lane allocated %.2f bytes per packet; filters allocate nothing: look for boxing,"
                                    .formatted(perPacket)
                            + " lambdas, iterators, varargs and texts in onPacket");
        }
    }

    private long repeat(int batches) {
        long packets = 0;
        for (int i = 0; i < batches; i++) {
            packets += lane.repeat();
        }
        return packets;
    }

    void requireWithin(Duration limit) {
        repeat(TIMED_BATCHES);
        long[] times = new long[TIMED_BATCHES];
        for (int i = 0; i < times.length; i++) {
            long beganNs = System.nanoTime();
            long packets = lane.repeat();
            times[i] = (System.nanoTime() - beganNs) / packets;
        }
        lane.endRepeating();
        Arrays.sort(times);
        long medianNs = times[times.length / 2];
        if (medianNs > limit.toNanos()) {
            throw new AssertionError("the lane took " + medianNs + " ns per packet (median; fastest " + times[0]
                    + " ns), but may take " + limit.toNanos() + " ns");
        }
    }
}
