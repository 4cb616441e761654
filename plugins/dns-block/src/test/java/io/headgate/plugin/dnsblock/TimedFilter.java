package io.headgate.plugin.dnsblock;

import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import java.util.Arrays;

/** Writes down how long another filter takes with each packet, by the system's clock. */
final class TimedFilter implements Filter {
    private final Filter filter;
    private final int perRound;
    private final long[] times;
    private int count;

    /** @param perRound packets of a round */
    TimedFilter(Filter filter, int perRound, int rounds) {
        this.filter = filter;
        this.perRound = perRound;
        this.times = new long[perRound * rounds];
    }

    /** Forgets what was written down. */
    void begin() {
        count = 0;
    }

    @Override
    public void onAttach(FilterContext context) throws Exception {
        filter.onAttach(context);
    }

    @Override
    public Verdict onPacket(Packet packet) {
        long beganNs = System.nanoTime();
        Verdict verdict = filter.onPacket(packet);
        times[count++] = System.nanoTime() - beganNs;
        return verdict;
    }

    @Override
    public void onDetach() {
        filter.onDetach();
    }

    /** The smallest of the rounds' medians. */
    long bestMedianNs() {
        long best = Long.MAX_VALUE;
        for (int from = 0; from < count; from += perRound) {
            best = Math.min(best, quantileNs(from, from + perRound, 0.5));
        }
        return best;
    }

    long medianNs() {
        return quantileNs(0, count, 0.5);
    }

    private long quantileNs(int from, int to, double quantile) {
        long[] sorted = Arrays.copyOfRange(times, from, to);
        Arrays.sort(sorted);
        return sorted[(int) (sorted.length * quantile)];
    }

    @Override
    public String toString() {
        return "median %d ns (best round %d ns), 99 %% within %d ns"
                .formatted(medianNs(), bestMedianNs(), quantileNs(0, count, 0.99));
    }
}
