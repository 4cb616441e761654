package io.headgate.daemon.config;

import io.headgate.engine.tap.TapSink;
import io.headgate.engine.tap.TapTarget;
import java.util.function.Supplier;

/**
 * A mirror of the configuration.
 *
 * @param name by which filters call it
 * @param kind what takes the copies: {@code capture}
 * @param snaplen most bytes kept of each packet
 * @param summary where the copies go and how, for the operator
 * @param sinks makes what takes the copies; not yet open
 */
public record TapConfig(String name, String kind, int snaplen, String summary, Supplier<TapSink> sinks) {
    /** The mirror with a sink of its own. */
    public TapTarget create() {
        return new TapTarget(name, snaplen, sinks.get());
    }
}
