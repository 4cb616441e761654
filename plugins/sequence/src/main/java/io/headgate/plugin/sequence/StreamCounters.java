package io.headgate.plugin.sequence;

import io.headgate.api.Counter;
import io.headgate.api.FilterContext;
import io.headgate.api.Gauge;
import io.headgate.toolkit.sequence.SequenceWatch;
import io.headgate.toolkit.sequence.SequenceWindow;

/** What the streams of a filter sum up to. */
final class StreamCounters {
    final Counter unnumbered;
    final Counter evicted;
    private final Counter packets;
    private final Counter lost;
    private final Counter reordered;
    private final Counter duplicates;
    private final Counter outside;
    private final Counter restarts;
    private final Counter silences;
    private final Gauge streams;
    private final Gauge silent;
    private final Gauge missing;
    private final Gauge jitter;

    private long lostBefore;
    private long outsideBefore;
    private long restartsBefore;
    private long silencesBefore;

    StreamCounters(FilterContext context) {
        packets = context.counter("packets", "packets with a sequence number");
        unnumbered = context.counter("unnumbered", "packets without one, not watched");
        lost = context.counter("lost", "numbers that left the window and never came");
        reordered = context.counter("reordered", "packets that came behind one with a higher number");
        duplicates = context.counter("duplicates", "packets whose number had come before");
        outside = context.counter("outside", "packets whose number was too far from the others");
        restarts = context.counter("restarts", "times that numbers began anew");
        silences = context.counter("silences", "times that a stream fell silent");
        evicted = context.counter("evicted", "streams given up for a new one");
        streams = context.gauge("streams", "streams that are watched");
        silent = context.gauge("silent", "streams that are silent");
        missing = context.gauge("missing", "numbers that have not come but still may");
        jitter = context.gauge("jitter-us", "largest interarrival jitter of a stream that is not silent, microseconds");
    }

    /** To be called before a watch takes note of something. */
    void before(SequenceWatch watch) {
        SequenceWindow window = watch.window();
        lostBefore = window.lost();
        outsideBefore = window.outside();
        restartsBefore = window.restarts();
        silencesBefore = watch.silences();
    }

    /** To be called after it. */
    void after(SequenceWatch watch) {
        SequenceWindow window = watch.window();
        lost.add(window.lost() - lostBefore);
        outside.add(window.outside() - outsideBefore);
        restarts.add(window.restarts() - restartsBefore);
        silences.add(watch.silences() - silencesBefore);
    }

    void count(SequenceWindow.Arrival arrival) {
        packets.increment();
        switch (arrival) {
            case LATE -> reordered.increment();
            case COPY, DUPLICATE -> duplicates.increment();
            default -> {}
        }
    }

    /** Sums up what all streams are like now. */
    void survey(StreamTable table) {
        long silentNow = 0;
        long missingNow = 0;
        long largestNs = 0;
        for (Stream stream = table.oldest(); stream != null; stream = stream.newer) {
            missingNow += stream.watch.window().missing();
            if (stream.watch.isSilent()) {
                silentNow++;
            } else {
                largestNs = Math.max(largestNs, stream.watch.jitterNs());
            }
        }
        streams.set(table.size());
        silent.set(silentNow);
        missing.set(missingNow);
        jitter.set(largestNs / 1_000);
    }
}
