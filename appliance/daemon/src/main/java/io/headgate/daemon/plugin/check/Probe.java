package io.headgate.daemon.plugin.check;

import com.sun.management.ThreadMXBean;
import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A filter that watches another. Counts verdicts and failures of the first round over the capture, and measures in the
 * second half, when Java has compiled it. Thread: the lane's; read when that has ended.
 */
final class Probe implements Filter {
    private static final int MOST_FAILURES = 5;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Filter filter;
    private final int round;
    private final long measuredFrom;
    private final Map<String, Long> verdicts = new TreeMap<>();
    private final Map<Integer, String> failures = new LinkedHashMap<>();

    private volatile long calls;
    private long failed;
    private long allocated;
    private long slowestNs;
    private long slowest;

    /**
     * @param round packets of the capture
     * @param total packets that will come
     */
    Probe(Filter filter, int round, long total) {
        this.filter = filter;
        this.round = round;
        this.measuredFrom = total / 2;
    }

    @Override
    public Verdict onPacket(Packet packet) {
        long call = calls;
        calls = call + 1;
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long startNs = System.nanoTime();
        try {
            Verdict verdict = filter.onPacket(packet);
            if (verdict == null) {
                failed(call, "returned null instead of a verdict");
            } else if (call < round) {
                verdicts.merge(verdict.toString(), 1L, Long::sum);
            }
            return verdict;
        } catch (Throwable failure) {
            failed(call, failure.toString());
            throw failure;
        } finally {
            measure(call, System.nanoTime() - startNs, bytes);
        }
    }

    private void measure(long call, long tookNs, long bytesBefore) {
        if (call < measuredFrom) {
            return;
        }
        allocated += THREADS.getCurrentThreadAllocatedBytes() - bytesBefore;
        if (tookNs > slowestNs) {
            slowestNs = tookNs;
            slowest = call;
        }
    }

    private void failed(long call, String what) {
        if (call < round) {
            failed++;
            if (failures.size() < MOST_FAILURES) {
                failures.put(number(call), what);
            }
        }
    }

    /** Place in the capture, from 1. */
    private int number(long call) {
        return (int) (call % round) + 1;
    }

    /** How many packets have reached the filter. */
    long calls() {
        return calls;
    }

    /** Of one round, by verdict. */
    Map<String, Long> verdicts() {
        return verdicts;
    }

    /** How often the filter failed in one round. */
    long failed() {
        return failed;
    }

    /** The first failures, by the packet's place in the capture. */
    Map<Integer, String> failures() {
        return failures;
    }

    /** Bytes allocated by the filter for each measured packet. */
    double bytesPerPacket() {
        long measured = calls - measuredFrom;
        return measured <= 0 ? 0 : (double) allocated / measured;
    }

    long slowestNs() {
        return slowestNs;
    }

    /** Which packet took longest, by its place in the capture. */
    int slowest() {
        return number(slowest);
    }

    /** Which packet the filter was given last, by its place in the capture. */
    int latest() {
        return number(Math.max(0, calls - 1));
    }

    @Override
    public void onAttach(FilterContext context) throws Exception {
        filter.onAttach(context);
    }

    @Override
    public void onBatchStart() {
        filter.onBatchStart();
    }

    @Override
    public void onBatchEnd() {
        filter.onBatchEnd();
    }

    @Override
    public void onTick(long nowNs) {
        filter.onTick(nowNs);
    }

    @Override
    public boolean needsTicks() {
        return filter.needsTicks();
    }

    @Override
    public void onDetach() {
        filter.onDetach();
    }

    @Override
    public Segments segments() {
        return filter.segments();
    }

    @Override
    public boolean rewritesAddresses() {
        return filter.rewritesAddresses();
    }

    @Override
    public boolean keepsFlows() {
        return filter.keepsFlows();
    }

    @Override
    public boolean needsFragmentPorts() {
        return filter.needsFragmentPorts();
    }

    @Override
    public boolean damagesPackets() {
        return filter.damagesPackets();
    }
}
