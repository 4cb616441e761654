package io.headgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import io.headgate.testkit.packet.PacketBuilder;
import io.headgate.testkit.packet.Packets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasuringTest {
    private static final Filter FRUGAL = packet -> {
        packet.ipv4().ttl(9);
        return Verdict.PASS;
    };

    private static PacketBuilder<?> packet() {
        return Packets.udp("10.0.0.1:5000 > 10.0.0.2:53").payload("hi");
    }

    @Test
    void shouldPassAFilterThatAllocatesNothing() {
        FilterHarness harness = FilterHarness.of("frugal", FRUGAL);

        harness.assertNoAllocation(packet(), packet().ttl(9));

        assertThat(harness.result().packets()).isEmpty();
        assertThat(harness.filter(packet()).ttl()).isEqualTo(9);
        assertThat(harness.result().ledger().isBalanced()).isTrue();
    }

    @Test
    void shouldRepeatPacketsWithoutRecordingThem() {
        List<Integer> ttls = new ArrayList<>();
        FilterHarness harness = FilterHarness.of("seeing", packet -> {
            ttls.add(packet.ipv4().ttl());
            return Verdict.PASS;
        });

        harness.repeat(2, List.of(packet().ttl(7).build(), packet().ttl(9).build()));

        assertThat(ttls).containsExactly(7, 9, 7, 9);
        assertThat(harness.result().packets()).isEmpty();
        assertThat(harness.result().ledger().received()).isEqualTo(4);
    }

    @Test
    void shouldFailAFilterThatAllocates() {
        List<byte[]> kept = new ArrayList<>();
        FilterHarness harness = FilterHarness.of("wasteful", packet -> {
            kept.add(new byte[8]);
            if (kept.size() > 100) {
                kept.clear();
            }
            return Verdict.PASS;
        });

        assertThatThrownBy(() -> harness.assertNoAllocation(packet()))
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching(
                        "the lane allocated 2\\d\\.\\d\\d bytes per packet; filters allocate nothing: look for"
                                + " boxing, lambdas, iterators, varargs and texts in onPacket");
    }

    @Test
    void shouldFailAFilterThatIsSlow() {
        Filter slow = packet -> {
            long endNs = System.nanoTime() + 20_000;
            while (System.nanoTime() < endNs) {
                Thread.onSpinWait();
            }
            return Verdict.PASS;
        };

        FilterHarness.of("frugal", FRUGAL).assertWithin(Duration.ofMillis(1), packet());
        assertThatThrownBy(() -> FilterHarness.of("slow", slow).assertWithin(Duration.ofNanos(10_000), packet()))
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching(
                        "the lane took 2\\d{4} ns per packet \\(median; fastest 2\\d{4} ns\\), but may take 10000 ns");
    }

    @Test
    void shouldFailWhenAFilterFailsMeanwhile() {
        FilterHarness harness = FilterHarness.of("broken", packet -> {
            throw new IllegalStateException("full");
        });

        assertThatThrownBy(() -> harness.assertNoAllocation(packet()))
                .hasMessageContaining("filter broken failed in onPacket");
    }

    @Test
    void shouldGoOnRecordingAfterDrops() {
        FilterHarness harness = FilterHarness.of("dropping", new Filter() {
            private Verdict never;

            @Override
            public void onAttach(FilterContext context) {
                never = context.drop("never", "nothing goes on");
            }

            @Override
            public Verdict onPacket(Packet packet) {
                return never;
            }
        });

        harness.assertNoAllocation(packet());

        assertThat(harness.filter(packet()).dropReason()).isEqualTo("never");
    }
}
