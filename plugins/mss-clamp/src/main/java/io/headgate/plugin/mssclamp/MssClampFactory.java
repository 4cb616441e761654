package io.headgate.plugin.mssclamp;

import io.headgate.api.Direction;
import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Settings;
import java.util.List;
import java.util.Optional;

/**
 * {@code plugin: mss-clamp} with {@code mss}, the most bytes of data a segment may carry, or {@code mtu}, the most bytes a
 * packet may have, and {@code direction}.
 */
public final class MssClampFactory implements FilterFactory {
    /** What every IPv4 host takes, less 40 bytes of headers (RFC 9293, section 3.7.1), is 536; 88 is the kernel's least. */
    private static final int MIN = 88;

    /** A packet of 65,535 bytes less 40 bytes of headers. */
    private static final int MAX = 65_495;

    /** Bytes of an IPv4 and a TCP header without options. */
    private static final int IPV4_HEADERS = 40;

    /** Bytes of an IPv6 and a TCP header without options. */
    private static final int IPV6_HEADERS = 60;

    private static final Option<Integer> MSS =
            Option.integer("mss", MIN, MAX, "What a larger MSS is lowered to, whatever the family.");
    private static final Option<Integer> MTU = Option.integer(
            "mtu",
            MIN + IPV6_HEADERS,
            65_535,
            "The same by the MTU of the path: 40 bytes less for IPv4, 60 for IPv6 (RFC 9293, section 3.7.1).");
    private static final Option<String> DIRECTION = Option.choice(
            "direction", List.of("any", "in", "out"), "Clamps only what comes in through an interface, or goes out.");

    @Override
    public String name() {
        return "mss-clamp";
    }

    @Override
    public String summary() {
        return "Lowers the maximum segment size that TCP connections begin with.";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(MSS, MTU, DIRECTION);
    }

    @Override
    public Filter create(Settings with) {
        Optional<Integer> mss = MSS.find(with);
        Optional<Integer> mtu = MTU.find(with);
        Direction direction = switch (DIRECTION.in(with)) {
            case "in" -> Direction.IN;
            case "out" -> Direction.OUT;
            default -> null;
        };
        if (mss.isPresent() == mtu.isPresent()) {
            throw new IllegalArgumentException("mss-clamp needs either 'mss', a number from " + MIN + " to " + MAX
                    + ", or 'mtu', a number from " + (MIN + IPV6_HEADERS) + " to 65535");
        }
        return mss.isPresent()
                ? new MssClamp(mss.get(), mss.get(), direction)
                : new MssClamp(mtu.get() - IPV4_HEADERS, mtu.get() - IPV6_HEADERS, direction);
    }
}
