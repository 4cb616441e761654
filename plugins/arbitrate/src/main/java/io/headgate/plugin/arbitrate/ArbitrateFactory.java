package io.headgate.plugin.arbitrate;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Settings;
import io.headgate.toolkit.sequence.FeedArbiter;
import io.headgate.toolkit.sequence.SequenceField;
import io.headgate.toolkit.sequence.SequenceSettings;

/**
 * {@code plugin: arbitrate} with {@code a} and {@code b} (address:port), {@code to} (a, or keep), {@code pause}, and as for
 * {@code sequence} {@code field}, {@code offset}, {@code width}, {@code order}, {@code window}.
 */
public final class ArbitrateFactory implements FilterFactory {
    @Override
    public String name() {
        return "arbitrate";
    }

    @Override
    public String summary() {
        return "Makes one stream of two that carry the same numbered packets.";
    }

    @Override
    public Filter create(Settings with) {
        Endpoint a = endpoint(with, "a");
        Endpoint b = endpoint(with, "b");
        if (a.equals(b)) {
            throw with.problem("b", "must be another than 'a'");
        }
        boolean isRedirected = with.choice("to", "a", "a", "keep").equals("a");
        if (isRedirected && a.isIpv6() != b.isIpv6()) {
            throw with.problem("b", "must be of the same family as 'a', or 'to' be keep");
        }
        SequenceField field = SequenceSettings.field(with);
        FeedArbiter arbiter = new FeedArbiter(
                field.bits(), SequenceSettings.window(with, field), SequenceSettings.durationNs(with, "pause", "1s"));
        return new Arbitrate(a, b, isRedirected, field, arbiter);
    }

    private static Endpoint endpoint(Settings with, String key) {
        String text = with.requiredText(key);
        try {
            return Endpoint.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw with.problem(key, wrong.getMessage());
        }
    }
}
