package io.headgate.plugin.sequence;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Settings;
import io.headgate.toolkit.sequence.SequenceField;
import io.headgate.toolkit.sequence.SequenceSettings;

/**
 * {@code plugin: sequence} with {@code field} (rtp, or integer at {@code offset} of {@code width} bytes in {@code order}),
 * {@code window} (numbers), {@code silence} (a time), {@code streams} (at most), and for RTP {@code clock} (Hz).
 */
public final class SequenceFactory implements FilterFactory {
    private static final int MOST_STREAMS = 4_096;
    private static final int USUAL_STREAMS = 256;
    private static final int HIGHEST_CLOCK = 1_000_000_000;

    @Override
    public String name() {
        return "sequence";
    }

    @Override
    public String summary() {
        return "Counts what is lost, late, reordered and duplicated in streams of numbered packets.";
    }

    @Override
    public Filter create(Settings with) {
        SequenceField field = SequenceSettings.field(with);
        int clockHz = field.isRtp() ? with.integer("clock", 1, HIGHEST_CLOCK).orElse(SequenceFilter.NO_CLOCK) : 0;
        StreamTable streams = new StreamTable(
                with.integer("streams", 1, MOST_STREAMS).orElse(USUAL_STREAMS),
                field.bits(),
                SequenceSettings.window(with, field),
                SequenceSettings.durationNs(with, "silence", "2s"));
        return new SequenceFilter(field, clockHz, streams);
    }
}
