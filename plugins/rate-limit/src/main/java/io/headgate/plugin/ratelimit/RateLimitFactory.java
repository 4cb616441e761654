package io.headgate.plugin.ratelimit;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Settings;
import io.headgate.toolkit.flow.FlowTable;
import java.util.List;

/**
 * {@code plugin: rate-limit} with {@code rate}, {@code burst}, {@code key} (source, destination, flow, lane), {@code
 * ipv4-prefix}, {@code ipv6-prefix} and {@code table}.
 */
public final class RateLimitFactory implements FilterFactory {
    /** What has a bucket of its own. */
    enum KeyedBy {
        SOURCE,
        DESTINATION,
        FLOW,
        LANE
    }

    /** A burst of bits must let a packet of the usual size through, or nothing ever passes. */
    private static final int LEAST_BYTES = 1_500;

    private static final int LARGEST_PACKET = 65_575;
    private static final int LEAST_PACKETS = 10;
    private static final int PARTS_OF_A_SECOND = 10;
    private static final int LARGEST_BURST = 1_000_000_000;

    private static final Option<Rate> RATE = Option.text(
                    "rate", Rate.FORM, Rate::parse, "How much of one key passes in the long run.")
            .required();
    private static final Option<Integer> BURST = Option.integer(
            "burst",
            1,
            LARGEST_BURST,
            "What may come at once: packets, or for a rate in bits, bytes; without it what the rate gives in a tenth of a"
                    + " second, at least 10 packets or 65575 bytes.");
    private static final Option<KeyedBy> KEY = Option.constant(
            "key",
            KeyedBy.SOURCE,
            "What has a rate of its own: each source, each destination, each flow, or the lane.");
    private static final Option<Integer> IPV4_PREFIX = Option.integer(
                    "ipv4-prefix", 1, 32, "With source and destination: addresses alike in so many bits are one.")
            .orElse(32);
    private static final Option<Integer> IPV6_PREFIX = Option.integer(
                    "ipv6-prefix", 1, 128, "The same for IPv6, where a host often has a whole /64.")
            .orElse(64);
    private static final Option<Integer> TABLE = Option.integer(
                    "table",
                    1,
                    FlowTable.MAX_CAPACITY,
                    "Most keys; a new one takes the place of the one longest without a packet.")
            .orElse(16_384);

    @Override
    public String name() {
        return "rate-limit";
    }

    @Override
    public String summary() {
        return "Drops what comes faster than a rate, by source, destination, flow or altogether.";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(RATE, BURST, KEY, IPV4_PREFIX, IPV6_PREFIX, TABLE);
    }

    @Override
    public Filter create(Settings with) {
        Rate rate = RATE.in(with);
        int burst = BURST.find(with).orElseGet(() -> usualBurst(rate));
        if (rate.isBits() && burst < LEAST_BYTES) {
            throw with.problem(
                    BURST.name(),
                    "must be " + LEAST_BYTES + " bytes or more: less would never let a large packet through");
        }
        KeyedBy key = KEY.in(with);
        KeyReader reader = new KeyReader(key, IPV4_PREFIX.in(with), IPV6_PREFIX.in(with));
        int capacity = TABLE.in(with);
        boolean takesAnySegment = rate.isBits() && burst >= LARGEST_PACKET;
        return new RateLimit(reader, rate, burst, key == KeyedBy.LANE ? 1 : capacity, takesAnySegment);
    }

    private static int usualBurst(Rate rate) {
        long tenth = rate.perSecond() / PARTS_OF_A_SECOND;
        long burst = rate.isBits() ? Math.max(tenth / Byte.SIZE, LARGEST_PACKET) : Math.max(tenth, LEAST_PACKETS);
        return (int) Math.min(burst, LARGEST_BURST);
    }
}
