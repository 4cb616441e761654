package io.headgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Counter;
import io.headgate.api.Direction;
import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import io.headgate.engine.lane.OnError;
import io.headgate.testkit.packet.Packets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FilterHarnessTest {
    private static final String FLOW = "10.0.0.1:5000 > 10.0.0.2:53";
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final long NOON_NS = NOON.getEpochSecond() * 1_000_000_000L;

    /** Drops datagrams to port 9, sets the TTL of the others. */
    private static final class Sample implements Filter {
        private Verdict closed;
        private Counter seen;

        @Override
        public void onAttach(FilterContext context) {
            closed = context.drop("closed-port", "went to a port that is closed");
            seen = context.counter("seen", "packets seen");
        }

        @Override
        public Verdict onPacket(Packet packet) {
            seen.increment();
            if (packet.udp() != null && packet.udp().destinationPort() == 9) {
                return closed;
            }
            packet.ipv4().ttl(9);
            boolean isTrusted = packet.udp() != null && packet.udp().destinationPort() == 7;
            return isTrusted ? Verdict.ACCEPT : Verdict.PASS;
        }
    }

    /** Notes when it was told the time. */
    private static final class Ticking implements Filter {
        private final List<Long> ticks = new ArrayList<>();

        @Override
        public Verdict onPacket(Packet packet) {
            return Verdict.PASS;
        }

        @Override
        public void onTick(long nowNs) {
            ticks.add(nowNs);
        }

        @Override
        public boolean needsTicks() {
            return true;
        }
    }

    @Test
    void shouldShowWhatBecameOfEachPacket() {
        FilterHarness harness = FilterHarness.of("sample", new Sample());

        Result result = harness.feed(
                Packets.udp(FLOW).payload("hi"),
                Packets.udp("10.0.0.1:5000 > 10.0.0.2:9"),
                Packets.udp("10.0.0.1:5000 > 10.0.0.2:7"),
                Packets.udp(FLOW).ttl(9));

        assertThat(result.packets())
                .extracting(Outcome::verdict)
                .containsExactly(Verdict.Kind.PASS, Verdict.Kind.DROP, Verdict.Kind.ACCEPT, Verdict.Kind.PASS);
        assertThat(result.packets()).extracting(Outcome::isChanged).containsExactly(true, false, true, false);
        assertThat(result.packet(0).bytes())
                .isEqualTo(Packets.udp(FLOW).payload("hi").ttl(9).build());
        assertThat(result.packet(0).ttl()).isEqualTo(9);
        assertThat(result.packet(0).ends()).isEqualTo(FLOW);
        assertThat(result.packet(0).payload()).asString().isEqualTo("hi");
        assertThat(result.packet(0).view().udp().lengthField()).isEqualTo(10);
        assertThat(result.packet(1).dropReason()).isEqualTo("closed-port");
        assertThat(result.packet(1)).hasToString("drop(closed-port)");
        assertThat(result.dropped("closed-port")).isEqualTo(1);
        assertThat(result.counter("seen")).isEqualTo(4);
        assertThat(result.left()).extracting(LeftPacket::number).containsExactly(0, 2, 3);
        assertThat(result.ledger().isBalanced()).isTrue();
    }

    @Test
    void shouldSayWhyAPacketCannotBeLookedAt() {
        FilterHarness harness = FilterHarness.of("sample", new Sample());
        Outcome dropped = harness.filter(Packets.udp("10.0.0.1:5000 > 10.0.0.2:9"));

        assertThatThrownBy(dropped::bytes)
                .isInstanceOf(AssertionError.class)
                .hasMessage("packet 0 did not leave: drop(closed-port)");
        assertThatThrownBy(() -> harness.result().packet(1)).hasMessage("there is no packet 1: 1 were fed");
        assertThatThrownBy(() -> harness.result().counter("sene"))
                .hasMessage("no filter counts 'sene'; there are: sample/seen");
    }

    /** More than a ring holds, so in several batches. */
    @Test
    void shouldTakeAnyNumberOfPackets() {
        byte[][] packets = new byte[1_000][];
        for (int i = 0; i < packets.length; i++) {
            packets[i] = Packets.udp(FLOW).identification(i).ttl(9).build();
        }

        Result result = FilterHarness.of("sample", new Sample()).feed(packets);

        assertThat(result.packets()).hasSize(1_000).noneMatch(Outcome::isChanged);
        for (int i = 0; i < packets.length; i++) {
            assertThat(result.packet(i).bytes()).isEqualTo(packets[i]);
        }
    }

    @Test
    void shouldRunFiltersInOrder() {
        Filter second = packet -> {
            packet.ipv4().ttl(packet.ipv4().ttl() + 1);
            return Verdict.PASS;
        };
        FilterHarness harness = FilterHarness.of("first", new Sample())
                .chain(new GivenFilter("second", second, Set.of()), new GivenFilter("third", new Sample(), Set.of()));

        Result result = harness.feed(Packets.udp(FLOW), Packets.udp("10.0.0.1:5000 > 10.0.0.2:9"));

        assertThat(result.packet(0).ttl()).isEqualTo(9);
        assertThat(result.counter("first/seen")).isEqualTo(2);
        assertThat(result.counter("third/seen")).as("dropped before").isEqualTo(1);
        assertThatThrownBy(() -> result.counter("seen"))
                .hasMessage("several filters count 'seen'; there are: first/seen, third/seen");
    }

    @Test
    void shouldFailWhenAFilterDoes() {
        FilterHarness harness = FilterHarness.of("broken", packet -> {
            packet.ipv4().ttl(9);
            throw new IllegalStateException("no such flow");
        });

        assertThatThrownBy(() -> harness.feed(Packets.udp(FLOW)))
                .isInstanceOf(AssertionError.class)
                .hasMessage(
                        "filter broken failed in onPacket on packet 0: java.lang.IllegalStateException: no such flow")
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThat(harness.result().packet(0).ttl()).as("undone").isEqualTo(64);
    }

    @Test
    void shouldFailWhenAVerdictIsOfNoUse() {
        assertThatThrownBy(() -> FilterHarness.of("broken", packet -> null).feed(Packets.udp(FLOW)))
                .isInstanceOf(AssertionError.class)
                .hasMessage("filter broken failed: the filter returned null instead of a verdict");
    }

    @Test
    void shouldFailWhenACallTakesTooLong() {
        FilterHarness harness = FilterHarness.of("slow", new Sample())
                .timeBudget(Duration.ofMillis(5))
                .callsTake(Duration.ofMillis(6))
                .onError(OnError.DROP);

        harness.feed(Packets.udp(FLOW));

        assertThat(harness.result().packet(0).verdict())
                .as("from here on calls are timed")
                .isEqualTo(Verdict.Kind.PASS);
        assertThatThrownBy(() -> harness.feed(Packets.udp(FLOW)))
                .isInstanceOf(AssertionError.class)
                .hasMessage("filter slow failed: onPacket took 6000 us; its time-budget is 5000 us");
        assertThat(harness.result().packet(1).dropReason()).isEqualTo("filter-error");
    }

    @Test
    void shouldTakeNoTimeUnlessToldOtherwise() {
        Filter slow = packet -> {
            long endNs = System.nanoTime() + 2_000_000;
            while (System.nanoTime() < endNs) {
                Thread.onSpinWait();
            }
            return Verdict.PASS;
        };
        FilterHarness harness = FilterHarness.of("slow", slow).timeBudget(Duration.ofMillis(1));

        for (int i = 0; i < 5; i++) {
            assertThat(harness.filter(Packets.udp(FLOW)).hasLeft()).isTrue();
        }
    }

    @Test
    void shouldTolerateFailuresIfTold() {
        Result result = FilterHarness.of("broken", packet -> {
                    throw new IllegalStateException("no such flow");
                })
                .onError(OnError.DROP)
                .toleratingFailures()
                .feed(Packets.udp(FLOW));

        assertThat(result.packet(0).verdict()).isEqualTo(Verdict.Kind.DROP);
        assertThat(result.packet(0).dropReason()).isEqualTo("filter-error");
        assertThat(result.failures())
                .singleElement()
                .hasToString(
                        "filter broken failed in onPacket on packet 0: java.lang.IllegalStateException: no such flow");
    }

    @Test
    void shouldMoveTheClock() {
        Ticking filter = new Ticking();
        FilterHarness harness = FilterHarness.of("ticking", filter).at(NOON);

        harness.feed(Packets.udp(FLOW));
        harness.advance(Duration.ofMillis(250));

        assertThat(filter.ticks).containsExactly(NOON_NS + 100_000_000L, NOON_NS + 200_000_000L);
    }

    @Test
    void shouldShowFiltersTheOriginOfPackets() {
        List<String> seen = new ArrayList<>();
        FilterHarness harness = FilterHarness.of("looking", packet -> {
                    seen.add(packet.interfaceName() + " " + packet.direction() + " " + packet.mark() + " "
                            + (packet.timestampNs() - NOON_NS) + " " + packet.length() + "/" + packet.originalLength()
                            + " " + packet.isGso());
                    return Verdict.PASS;
                })
                .at(NOON);

        harness.feed(
                Packets.udp(FLOW).via("eth1").direction(Direction.OUT).mark(7),
                Packets.udp(FLOW).payloadLength(20).cutTo(30).atNs(NOON_NS + 5),
                Packets.tcp("10.0.0.1:1 > 10.0.0.2:2").gso());
        harness.advance(Duration.ofNanos(10));
        Outcome last = harness.filter(Packets.udp(FLOW).mark(3));

        assertThat(seen)
                .containsExactly(
                        "eth1 OUT 7 0 28/28 false",
                        " IN 0 5 30/48 false",
                        " IN 0 5 40/40 true",
                        " IN 3 15 28/28 false");
        assertThat(last.mark()).isEqualTo(3);
    }

    @Test
    void shouldShowPacketsThatSkipTheFilters() {
        Result result = FilterHarness.of("sample", new Sample()).feed(new byte[] {0x60, 1, 2});

        assertThat(result.packet(0)).returns(Verdict.Kind.PASS, Outcome::verdict);
        assertThat(result.ledger().bypassed()).isEqualTo(1);
        assertThat(result.counter("seen")).isZero();
    }

    @Test
    void shouldOnlyObserveIfTold() {
        Result result = FilterHarness.of("sample", new Sample())
                .observing()
                .feed(Packets.udp("10.0.0.1:5000 > 10.0.0.2:9"), Packets.udp(FLOW));

        assertThat(result.packets()).allMatch(Outcome::hasLeft).noneMatch(Outcome::isChanged);
        assertThat(result.ledger().observedDropped()).containsEntry("closed-port", 1L);
    }

    @Test
    void shouldDetachOnceAndTellOfFailures() {
        List<String> calls = new ArrayList<>();
        Filter filter = new Filter() {
            @Override
            public Verdict onPacket(Packet packet) {
                return Verdict.PASS;
            }

            @Override
            public void onDetach() {
                calls.add("detached");
                throw new IllegalStateException("still open");
            }
        };
        FilterHarness harness = FilterHarness.of("leaving", filter).start();

        assertThatThrownBy(harness::close)
                .hasMessage("filter leaving failed in onDetach: java.lang.IllegalStateException: still open");
        assertThatCode(harness::close).doesNotThrowAnyException();
        assertThat(calls).containsExactly("detached");
        assertThatThrownBy(() -> harness.feed(Packets.udp(FLOW))).hasMessage("the harness is closed; make another one");
    }

    @Test
    void shouldBeSetUpBeforeItRuns() {
        FilterHarness harness = FilterHarness.of("sample", new Sample()).start();

        assertThatThrownBy(() -> harness.with("set", 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the filters run already; set the harness up before the first packet");
        assertThatThrownBy(() -> FilterHarness.of("refusing", new Filter() {
                            @Override
                            public void onAttach(FilterContext context) {
                                throw new IllegalArgumentException("no table");
                            }

                            @Override
                            public Verdict onPacket(Packet packet) {
                                return Verdict.PASS;
                            }
                        })
                        .start())
                .hasMessage("lane test: filter refusing does not start: no table");
    }
}
