package io.headgate.plugin.arbitrate;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Settings;
import io.headgate.toolkit.sequence.FeedArbiter;
import io.headgate.toolkit.sequence.SequenceField;
import io.headgate.toolkit.sequence.SequenceSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code plugin: arbitrate} with {@code a} and {@code b} (address:port), {@code to} (a, or keep), {@code pause}, and as for
 * {@code sequence} {@code field}, {@code offset}, {@code width}, {@code order}, {@code window}.
 */
public final class ArbitrateFactory implements FilterFactory {
    private static final Option<Endpoint> FEED_A = feed("a", "Where the packets of one feed go.");
    private static final Option<Endpoint> FEED_B = feed("b", "Where those of the other go.");
    private static final Option<String> TO = Option.choice(
            "to",
            List.of("a", "keep"),
            "Where what passes of feed b goes: to the address and port of feed a, or on as it came.");
    private static final Option<Long> PAUSE = SequenceSettings.duration(
                    "pause",
                    "After so long without a packet, one whose number does not continue the stream begins it anew.")
            .orElse(TimeUnit.SECONDS.toNanos(1));

    private static Option<Endpoint> feed(String name, String explanation) {
        return Option.text(
                        name,
                        "an address and a port, as in 239.1.1.1:5000 or [ff3e::1]:5000",
                        Endpoint::parse,
                        explanation)
                .required();
    }

    @Override
    public String name() {
        return "arbitrate";
    }

    @Override
    public String summary() {
        return "Makes one stream of two that carry the same numbered packets.";
    }

    @Override
    public List<Option<?>> options() {
        List<Option<?>> options = new ArrayList<>(List.of(FEED_A, FEED_B, TO, PAUSE));
        options.addAll(SequenceSettings.options());
        return options;
    }

    @Override
    public Filter create(Settings with) {
        Endpoint a = FEED_A.in(with);
        Endpoint b = FEED_B.in(with);
        if (a.equals(b)) {
            throw with.problem(FEED_B.name(), "must be another than 'a'");
        }
        boolean isRedirected = TO.in(with).equals("a");
        if (isRedirected && a.isIpv6() != b.isIpv6()) {
            throw with.problem(FEED_B.name(), "must be of the same family as 'a', or 'to' be keep");
        }
        SequenceField field = SequenceSettings.field(with);
        FeedArbiter arbiter = new FeedArbiter(field.bits(), SequenceSettings.window(with, field), PAUSE.in(with));
        return new Arbitrate(a, b, isRedirected, field, arbiter);
    }
}
