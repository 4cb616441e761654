package io.headgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Event;
import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Histogram;
import io.headgate.api.Mirror;
import io.headgate.api.Packet;
import io.headgate.api.Permission;
import io.headgate.api.Rejection;
import io.headgate.api.Telemetry;
import io.headgate.api.Verdict;
import io.headgate.testkit.packet.Packets;
import io.headgate.testkit.packet.UdpBuilder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HoldAndInjectTest {
    private static final Duration DELAY = Duration.ofMillis(20);

    /** Does by destination port what the context offers. */
    private static final class Everything implements Filter {
        private FilterContext context;
        private Verdict refused;
        private Event seen;
        private Histogram sizes;
        private Telemetry load;

        @Override
        public void onAttach(FilterContext context) {
            this.context = context;
            refused = context.reject(Rejection.PORT_UNREACHABLE, "refused", "is refused");
            seen = context.event("seen", "a packet was seen");
            sizes = context.histogram("sizes", "bytes of packets");
            load = context.telemetry("load");
        }

        @Override
        public Verdict onPacket(Packet packet) {
            sizes.record(packet.length());
            switch (packet.udp().destinationPort()) {
                case 1 -> {
                    packet.ipv4().ttl(9);
                    return context.hold(context.nowNs() + DELAY.toNanos());
                }
                case 2 -> context.clone(packet, context.nowNs() + DELAY.toNanos());
                case 3 ->
                    context.inject(ByteBuffer.wrap(Packets.udp("10.9.9.9:1 > 10.0.0.1:2")
                            .payload("own")
                            .build()));
                case 4 -> {
                    return refused;
                }
                case 5 -> seen.emit(packet, "load " + load.value() + ", " + load.ageNs() / 1_000_000 + " ms old");
                default -> {}
            }
            return Verdict.PASS;
        }
    }

    private static FilterHarness harness() {
        return FilterHarness.of("everything", new Everything(), Permission.HOLD, Permission.INJECT);
    }

    private static UdpBuilder to(int port) {
        return Packets.udp("10.0.0.1:5000 > 10.0.0.2:" + port).payload("hi");
    }

    @Test
    void shouldShowPacketsThatAreHeld() {
        FilterHarness harness = harness();

        Result result = harness.feed(to(1), to(7));
        assertThat(result.packet(0).verdict()).isEqualTo(Verdict.Kind.HOLD);
        assertThat(result.left()).extracting(LeftPacket::number).containsExactly(1);
        assertThatThrownBy(() -> result.packet(0).bytes()).hasMessage("packet 0 did not leave: hold");
        harness.advance(DELAY.minusNanos(1));
        assertThat(result.packet(0).hasLeft()).isFalse();
        harness.advance(Duration.ofNanos(1));

        assertThat(result.packet(0).bytes()).isEqualTo(to(1).ttl(9).build());
        assertThat(result.packet(0).delay()).isEqualTo(DELAY);
        assertThat(result.packet(0).wasHeld()).isTrue();
        assertThat(result.packet(0).verdict()).isEqualTo(Verdict.Kind.PASS);
        assertThat(result.left()).extracting(LeftPacket::number).containsExactly(1, 0);
    }

    @Test
    void shouldReleaseWhatIsHeldWhenItIsClosed() {
        FilterHarness harness = harness();
        Result result = harness.feed(to(1));

        harness.close();

        assertThat(result.packet(0).hasLeft()).isTrue();
    }

    @Test
    void shouldShowClonesAndPacketsOfTheFiltersOwn() {
        FilterHarness harness = harness();

        Result result = harness.feed(to(2), to(3));
        assertThat(result.injected())
                .containsExactly(
                        Packets.udp("10.9.9.9:1 > 10.0.0.1:2").payload("own").build());
        harness.advance(DELAY);

        assertThat(result.injected()).hasSize(2);
        assertThat(result.injected().get(1)).isEqualTo(to(2).build());
        assertThat(result.packets()).allMatch(Outcome::hasLeft);
        assertThat(result.ledger().injected().sent()).isEqualTo(2);
    }

    @Test
    void shouldShowWhatSendersOfRejectedPacketsAreTold() {
        Result result = harness().feed(to(4));

        assertThat(result.packet(0).verdict()).isEqualTo(Verdict.Kind.REJECT);
        assertThat(result.packet(0)).hasToString("reject(refused)");
        assertThat(result.injected()).singleElement().satisfies(answer -> {
            Packet packet = new OnePacket().load(answer);
            assertThat(packet.icmp().type()).isEqualTo(3);
            assertThat(packet.quoted().destinationPort()).isEqualTo(4);
        });
    }

    @Test
    void shouldShowEventsWithTelemetryAndHistograms() {
        FilterHarness harness = harness().telemetry("load", 0.5);
        harness.start().advance(Duration.ofMillis(30));

        Result result = harness.feed(to(5), to(6));

        assertThat(result.events()).singleElement().hasToString("everything/seen: load 0.5, 30 ms old");
        assertThat(result.events().get(0).packet()).isEqualTo(to(5).build());
        assertThat(result.counter("sizes-max")).isEqualTo(30);
    }

    @ParameterizedTest
    @EnumSource(
            value = Permission.class,
            names = {"HOLD", "INJECT"})
    void shouldGrantNoMoreThanTheFactoryAsksFor(Permission only) {
        FilterHarness harness = FilterHarness.of("everything", new Everything(), only);

        assertThatThrownBy(() -> harness.feed(to(only == Permission.HOLD ? 3 : 1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("needs the permission");
    }

    @Test
    void shouldShowWhatMirrorsGet() {
        Filter mirroring = new Filter() {
            private Mirror mirror;

            @Override
            public void onAttach(FilterContext context) {
                mirror = context.mirror("ids");
            }

            @Override
            public Verdict onPacket(Packet packet) {
                mirror.copy(packet);
                packet.ipv4().ttl(1);
                return Verdict.PASS;
            }
        };

        Result result = FilterHarness.of("mirroring", mirroring, Permission.MIRROR)
                .mirror("ids")
                .feed(to(7));

        assertThat(result.mirrored("ids")).containsExactly(to(7).build());
        assertThatThrownBy(() -> FilterHarness.of("mirroring", mirroring, Permission.MIRROR)
                        .mirror("idx")
                        .start())
                .hasMessage("lane test: filter mirroring does not start: there is no mirror 'ids'; there are: idx");
        assertThatThrownBy(() ->
                        FilterHarness.of("mirroring", mirroring).mirror("ids").start())
                .hasMessage(
                        "lane test: filter mirroring does not start: mirror() needs the permission MIRROR: name it in"
                                + " permissions() of the plugin's factory");
    }

    @Test
    void shouldDrawTheSameNumbersWithTheSameSeed() {
        assertThat(draws(7)).isEqualTo(draws(7)).isNotEqualTo(draws(8));
    }

    private static List<Integer> draws(long seed) {
        List<Integer> draws = new ArrayList<>();
        Filter drawing = new Filter() {
            private FilterContext context;

            @Override
            public void onAttach(FilterContext context) {
                this.context = context;
            }

            @Override
            public Verdict onPacket(Packet packet) {
                draws.add(context.random().nextInt());
                return Verdict.PASS;
            }
        };
        FilterHarness.of("drawing", drawing).seed(seed).feed(to(7), to(7));
        return draws;
    }

    @Test
    void shouldTellTheTimeAndTheInterfaces() {
        List<Object> told = new ArrayList<>();
        Filter asking = new Filter() {
            @Override
            public void onAttach(FilterContext context) {
                told.add(context.interfaceNames());
                told.add(context.laneName());
                told.add(context.nowNs());
            }

            @Override
            public Verdict onPacket(Packet packet) {
                return Verdict.PASS;
            }
        };

        FilterHarness.of("asking", asking)
                .lane("edge")
                .interfaces("eth0", "eth1")
                .at(Instant.ofEpochSecond(7, 5))
                .start();

        assertThat(told).containsExactly(List.of("eth0", "eth1"), "edge", 7_000_000_005L);
    }
}
