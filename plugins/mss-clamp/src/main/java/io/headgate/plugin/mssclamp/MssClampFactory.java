package io.headgate.plugin.mssclamp;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Settings;

/** {@code plugin: mss-clamp} with {@code mss}, the most bytes of data a segment may carry. */
public final class MssClampFactory implements FilterFactory {
    /** What every IPv4 host takes, less 40 bytes of headers (RFC 9293, section 3.7.1), is 536; 88 is the kernel's least. */
    private static final int MIN = 88;

    /** A packet of 65,535 bytes less 40 bytes of headers. */
    private static final int MAX = 65_495;

    @Override
    public String name() {
        return "mss-clamp";
    }

    @Override
    public String summary() {
        return "Lowers the maximum segment size that TCP connections begin with.";
    }

    @Override
    public Filter create(Settings with) {
        return new MssClamp(with.requiredInteger("mss", MIN, MAX));
    }
}
