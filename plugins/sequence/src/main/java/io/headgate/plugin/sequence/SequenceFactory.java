package io.headgate.plugin.sequence;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Settings;
import io.headgate.toolkit.sequence.SequenceField;
import io.headgate.toolkit.sequence.SequenceSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code plugin: sequence} with {@code field} (rtp, or integer at {@code offset} of {@code width} bytes in {@code order}),
 * {@code window} (numbers), {@code silence} (a time), {@code streams} (at most), and for RTP {@code clock} (Hz).
 */
public final class SequenceFactory implements FilterFactory {
    private static final Option<Integer> STREAMS = Option.integer(
                    "streams",
                    1,
                    4_096,
                    "Most streams; a new one takes the place of the one that has been longest without a packet.")
            .orElse(256);
    private static final Option<Long> SILENCE = SequenceSettings.duration(
                    "silence", "How long a stream has to be without a packet to count as silent.")
            .orElse(TimeUnit.SECONDS.toNanos(2));
    private static final Option<Integer> CLOCK = Option.integer(
            "clock",
            1,
            1_000_000_000,
            "With RTP, in Hz: jitter is measured by media timestamps; without it, by how intervals differ.");

    @Override
    public String name() {
        return "sequence";
    }

    @Override
    public String summary() {
        return "Counts what is lost, late, reordered and duplicated in streams of numbered packets.";
    }

    @Override
    public List<Option<?>> options() {
        List<Option<?>> options = new ArrayList<>(SequenceSettings.options());
        options.addAll(List.of(STREAMS, SILENCE, CLOCK));
        return options;
    }

    @Override
    public Filter create(Settings with) {
        SequenceField field = SequenceSettings.field(with);
        int clockHz = field.isRtp() ? CLOCK.find(with).orElse(SequenceFilter.NO_CLOCK) : 0;
        StreamTable streams =
                new StreamTable(STREAMS.in(with), field.bits(), SequenceSettings.window(with, field), SILENCE.in(with));
        return new SequenceFilter(field, clockHz, streams);
    }
}
