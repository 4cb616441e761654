package io.headgate.plugin.sequence;

import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import io.headgate.toolkit.sequence.SequenceField;
import io.headgate.toolkit.sequence.SequenceWatch;
import org.slf4j.Logger;

/**
 * Passes everything, and watches each stream: what goes to one address and port, and for RTP comes from one source.
 *
 * <p>Counts packets as they are on the wire, so segments must be cut before.
 */
final class SequenceFilter implements Filter {
    /** Jitter by arrival alone. */
    static final int NO_CLOCK = 0;

    /** Most lines about silence for one tick: a tick is the lane's time. */
    private static final int LINES_PER_TICK = 4;

    /** Most lines about streams at the end. */
    private static final int LINES_AT_STOP = 64;

    private final SequenceField field;
    private final int clockHz;
    private final StreamTable streams;
    private StreamCounters counters;
    private Logger log;

    SequenceFilter(SequenceField field, int clockHz, StreamTable streams) {
        this.field = field;
        this.clockHz = clockHz;
        this.streams = streams;
    }

    @Override
    public void onAttach(FilterContext context) {
        counters = new StreamCounters(context);
        log = context.logger();
    }

    @Override
    public Verdict onPacket(Packet packet) {
        if (!field.isIn(packet)) {
            counters.unnumbered.increment();
            return Verdict.PASS;
        }
        SequenceWatch watch = streamOf(packet).watch;
        counters.before(watch);
        counters.count(
                clockHz == NO_CLOCK
                        ? watch.onPacket(field.of(packet), packet.timestampNs())
                        : watch.onPacket(
                                field.of(packet), packet.timestampNs(), field.mediaTimestamp(packet), clockHz));
        counters.after(watch);
        return Verdict.PASS;
    }

    private Stream streamOf(Packet packet) {
        boolean isIpv6 = packet.ipv4() == null;
        long high = isIpv6 ? packet.ipv6().destinationHigh() : 0;
        long low = isIpv6 ? packet.ipv6().destinationLow() : packet.ipv4().destination();
        int port = packet.udp().destinationPort();
        int ssrc = field.isRtp() ? field.ssrc(packet) : 0;
        Stream stream = streams.find(isIpv6, high, low, port, ssrc);
        if (stream != null) {
            return stream;
        }
        if (streams.isFull()) {
            end(streams.oldest());
            streams.removeOldest();
            counters.evicted.increment();
        }
        return streams.add(isIpv6, high, low, port, ssrc);
    }

    /** Counts what of a stream has not come. */
    private void end(Stream stream) {
        counters.before(stream.watch);
        stream.watch.window().settle();
        counters.after(stream.watch);
        stream.watch.reset();
        stream.isToldSilent = false;
    }

    @Override
    public void onTick(long nowNs) {
        int untold = 0;
        int lines = 0;
        for (Stream stream = streams.oldest(); stream != null; stream = stream.newer) {
            counters.before(stream.watch);
            stream.watch.becomesSilent(nowNs);
            counters.after(stream.watch);
            if (stream.watch.isSilent() != stream.isToldSilent) {
                stream.isToldSilent = stream.watch.isSilent();
                if (++lines <= LINES_PER_TICK) {
                    log.warn("stream={} {}", stream.name(), stream.isToldSilent ? "is silent" : "is back");
                } else {
                    untold++;
                }
            }
        }
        if (untold > 0) {
            log.warn("streams={} more fell silent or came back", untold);
        }
        counters.survey(streams);
    }

    @Override
    public boolean needsTicks() {
        return true;
    }

    /** What each stream came to, and the sums exact: what is missing now will not come any more. */
    @Override
    public void onDetach() {
        if (counters == null) {
            return;
        }
        int lines = 0;
        // Not louder: the copies of this filter that a self-test runs come here as well.
        for (Stream stream = streams.oldest(); stream != null; stream = stream.newer) {
            counters.before(stream.watch);
            stream.watch.window().settle();
            counters.after(stream.watch);
            if (++lines <= LINES_AT_STOP) {
                log.debug(
                        "stream={} packets={} lost={} reordered={} duplicates={} outside={} restarts={} silences={} jitterUs={}",
                        stream.name(),
                        stream.watch.packets(),
                        stream.watch.window().lost(),
                        stream.watch.reordered(),
                        stream.watch.duplicates(),
                        stream.watch.window().outside(),
                        stream.watch.window().restarts(),
                        stream.watch.silences(),
                        stream.watch.jitterNs() / 1_000);
            }
        }
        counters.survey(streams);
    }
}
