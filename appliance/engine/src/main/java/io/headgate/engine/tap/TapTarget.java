package io.headgate.engine.tap;

/**
 * A mirror of the configuration.
 *
 * @param name by which filters call it
 * @param snaplen most bytes kept of each packet
 * @param sink where the copies go; the same for all lanes
 */
public record TapTarget(String name, int snaplen, TapSink sink) {
    /** The largest IP packet. */
    public static final int MAX_SNAPLEN = 65_535;

    public TapTarget {
        if (snaplen < 1 || snaplen > MAX_SNAPLEN) {
            throw new IllegalArgumentException("snaplen must be 1 to " + MAX_SNAPLEN + ": " + snaplen);
        }
    }
}
