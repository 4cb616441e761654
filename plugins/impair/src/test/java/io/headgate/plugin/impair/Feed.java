package io.headgate.plugin.impair;

import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.LeftPacket;
import io.headgate.testkit.Result;
import io.headgate.testkit.packet.Arrival;
import io.headgate.testkit.packet.Packets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Packets at a steady pace through an impair filter. */
final class Feed {
    static final long SEED = 20_260;

    /** When the first packet comes. */
    static final long START_NS = Instant.parse("2026-01-01T00:00:01Z").getEpochSecond() * 1_000_000_000L;

    private static final String ENDS = "10.0.0.1:5000 > 10.0.0.2:53";

    private Feed() {}

    /** An impair filter with these settings: key, value, key, value... */
    static FilterHarness harness(Object... settings) {
        FilterHarness harness = FilterHarness.of(new ImpairFactory()).seed(SEED);
        for (int i = 0; i < settings.length; i += 2) {
            harness.with((String) settings[i], settings[i + 1]);
        }
        return harness;
    }

    /** Feeds numbered packets of {@code bytes} in all, {@code everyNs} apart; then lets all leave. */
    static Result feed(FilterHarness harness, int count, long everyNs, int bytes) {
        List<Arrival> arrivals = new ArrayList<>();
        byte[] payload = new byte[bytes - 28];
        for (int i = 0; i < count; i++) {
            arrivals.add(Packets.udp(ENDS)
                    .payload(payload)
                    .atNs(START_NS + i * everyNs)
                    .arrival());
        }
        harness.feedAll(arrivals);
        return harness.advance(Duration.ofSeconds(5));
    }

    /** Feeds packets that come together. */
    static Result feed(FilterHarness harness, int count) {
        Arrival arrival = Packets.udp(ENDS).payload("0123456789").arrival();
        for (int left = count; left > 0; left -= 1_000) {
            harness.feedAll(Collections.nCopies(Math.min(left, 1_000), arrival));
        }
        return harness.result();
    }

    /** Numbers of the packets in the order in which they left. */
    static List<Integer> order(Result result) {
        return result.left().stream().map(LeftPacket::number).toList();
    }
}
