package io.headgate.daemon.swap;

import io.headgate.engine.lane.ChainSwap.Taken;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a swap did.
 *
 * @param from the version of each lane before, as people call it
 */
public record SwapReport(String plugin, List<String> from, String to, List<Taken> lanes) {
    private static final long US_NS = 1_000;

    /** A line for the plugin, then one for each lane. */
    public String toText() {
        String lines = lanes.stream()
                .map(taken -> "\n  lane " + taken.lane() + ": " + taken.stateBytes() + " bytes of state handed over, "
                        + taken.edgeNs() / US_NS + " us between two batches")
                .collect(Collectors.joining());
        return plugin + ": " + String.join(", ", from) + " -> " + to + " on " + lanes.size()
                + (lanes.size() == 1 ? " lane" : " lanes") + lines;
    }
}
