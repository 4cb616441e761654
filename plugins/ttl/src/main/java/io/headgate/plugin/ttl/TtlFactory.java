package io.headgate.plugin.ttl;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Settings;
import java.util.OptionalInt;

/** {@code plugin: ttl} with either {@code set} or {@code subtract}, each 1 to 255. */
public final class TtlFactory implements FilterFactory {
    @Override
    public String name() {
        return "ttl";
    }

    @Override
    public String summary() {
        return "Sets the time to live, or takes some of it away.";
    }

    @Override
    public Filter create(Settings with) {
        OptionalInt set = with.integer("set", 1, 255);
        OptionalInt subtract = with.integer("subtract", 1, 255);
        if (set.isPresent() == subtract.isPresent()) {
            throw new IllegalArgumentException("ttl needs either 'set' or 'subtract', a number from 1 to 255");
        }
        return set.isPresent() ? new SetTtl(set.getAsInt()) : new SubtractTtl(subtract.getAsInt());
    }
}
