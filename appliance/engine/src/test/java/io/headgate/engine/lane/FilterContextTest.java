package io.headgate.engine.lane;

import static io.headgate.engine.lane.LaneRig.allowed;
import static io.headgate.engine.lane.LaneRig.pass;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Filter;
import io.headgate.api.Histogram;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import io.headgate.engine.packet.PacketBuilder;
import io.headgate.engine.ring.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What a lane offers its filters beside counters, and calls of theirs beside packets. */
class FilterContextTest {
    private static final long MS = 1_000_000L;
    private static final byte[] UDP = PacketBuilder.udp(1_000, 53).payload(20).build();

    private static AskingFilter telling(List<Long> timesNs) {
        return new AskingFilter((context, packet) -> {
            timesNs.add(context.nowNs());
            return Verdict.PASS;
        });
    }

    @Test
    void shouldTellTheTimeOfThePacketAtHandAndWhatPassedSince() {
        List<Long> timesNs = new ArrayList<>();
        LaneRig[] its = new LaneRig[1];
        LaneRig rig = new LaneRig(
                pass("time", telling(timesNs)),
                pass("slow", packet -> {
                    its[0].advance(3);
                    return Verdict.PASS;
                }),
                pass("later", telling(timesNs).batchEnding(context -> timesNs.add(context.nowNs()))));

        its[0] = rig;

        rig.feed(UDP, at(5_000)).feed(UDP, at(4_000)).run();
        rig.advance(100);
        rig.feed(UDP, at(9_000)).run();

        assertThat(timesNs).containsExactly(5_000L, 5_003L, 4_000L, 4_003L, 4_003L, 9_000L, 9_003L, 9_003L);
    }

    private static java.util.function.Consumer<Slot> at(long timestampNs) {
        return slot -> slot.setOrigin(slot.backend(), slot.direction(), "eth0", 0, timestampNs);
    }

    @Test
    void shouldTellTheTickersTimeBeforeTheFirstPacket() {
        List<Long> timesNs = new ArrayList<>();
        LaneRig rig = new LaneRig(pass(
                "time",
                new AskingFilter((context, packet) -> Verdict.PASS).ticking(context -> timesNs.add(context.nowNs()))));

        rig.advance(250 * MS).run();

        assertThat(timesNs).containsExactly(250 * MS);
    }

    private static List<Long> numbers(String lane, LaneOptions options, String... filters) {
        List<Long> numbers = new ArrayList<>();
        List<Chain.Step> steps = new ArrayList<>();
        for (String filter : filters) {
            steps.add(pass(filter, new AskingFilter((context, packet) -> Verdict.PASS).attached(context -> {
                        RandomGenerator random = context.random();
                        numbers.add(random.nextLong() ^ random.nextLong() << 1);
                    })));
        }
        new Lane(lane, new Chain(steps), options, io.headgate.engine.ring.LaneBell.unheard()).start();
        return numbers;
    }

    @Test
    void shouldGiveTheSameNumbersForTheSameSeedNamesAndPlace() {
        LaneOptions seven = LaneOptions.DEFAULTS.withSeed(7);
        List<Long> numbers = numbers("edge", seven, "a", "b", "a");

        assertThat(numbers("edge", seven, "a", "b", "a")).isEqualTo(numbers);
        assertThat(numbers).doesNotHaveDuplicates();
        assertThat(numbers("edge", LaneOptions.DEFAULTS.withSeed(8), "a", "b", "a"))
                .doesNotContainAnyElementsOf(numbers);
        assertThat(numbers("core", seven, "a", "b", "a")).doesNotContainAnyElementsOf(numbers);
        assertThat(numbers("edge", LaneOptions.DEFAULTS, "a", "b", "a")).doesNotContainAnyElementsOf(numbers);
    }

    @Test
    void shouldShowAHistogramAsFourNumbers() {
        Histogram[] its = new Histogram[1];
        LaneRig rig = new LaneRig(pass(
                "sizes",
                new AskingFilter((context, packet) -> {
                            its[0].record(packet.length());
                            return Verdict.PASS;
                        })
                        .attached(context -> its[0] = context.histogram("bytes", "lengths"))));

        rig.feed(new byte[][] {
                    UDP, UDP, UDP, PacketBuilder.udp(1, 2).payload(972).build()
                })
                .run();

        assertThat(rig.lane().filterStatus().get(0).counts())
                .extracting(FilterCount::name)
                .containsExactly("bytes-count", "bytes-p50", "bytes-p99", "bytes-max");
        List<FilterCount> counts = rig.lane().filterStatus().get(0).counts();
        assertThat(counts.get(0).value()).isEqualTo(4);
        assertThat(counts.get(1).value()).isBetween(48L, 54L);
        assertThat(counts.get(2).value()).isEqualTo(1_000);
        assertThat(counts.get(3).value()).isEqualTo(1_000);
    }

    @Test
    void shouldNameTheInterfacesOfTheConfiguration() {
        List<String> names = new ArrayList<>();
        LaneOptions options = LaneOptions.DEFAULTS.withInterfaceNames(List.of("eth0", "eth1"));

        new LaneRig(
                options,
                pass(
                        "names",
                        new AskingFilter((context, packet) -> Verdict.PASS)
                                .attached(context -> names.addAll(context.interfaceNames()))));

        assertThat(names).containsExactly("eth0", "eth1");
    }

    @Test
    void shouldSayWhenBatchesBeginAndEndToEveryFilter() {
        List<String> calls = new ArrayList<>();
        LaneRig rig = new LaneRig(
                pass(
                        "accept",
                        new AskingFilter((context, packet) -> Verdict.ACCEPT)
                                .batchStarting(context -> calls.add("start 1"))
                                .batchEnding(context -> calls.add("end 1"))),
                pass(
                        "second",
                        new AskingFilter((context, packet) -> {
                                    calls.add("packet 2");
                                    return Verdict.PASS;
                                })
                                .batchStarting(context -> calls.add("start 2"))
                                .batchEnding(context -> {
                                    calls.add("end 2");
                                    throw new IllegalStateException("at the end");
                                })));

        rig.feed(UDP, UDP).run();

        assertThat(calls).containsExactly("start 1", "start 2", "end 1", "end 2");
        assertThat(rig.lane().filterStatus().get(1).errors()).isEqualTo(1);
        assertThat(rig.lane().ledger().reinjected()).isEqualTo(2);
    }

    @Test
    void shouldSayWhenABatchOfHeldPacketsBegins() {
        List<String> calls = new ArrayList<>();
        LaneRig rig = new LaneRig(
                allowed("hold", new AskingFilter((context, packet) -> context.hold(context.nowNs() + MS))),
                pass(
                        "second",
                        new AskingFilter((context, packet) -> {
                                    calls.add("packet");
                                    return Verdict.PASS;
                                })
                                .batchStarting(context -> calls.add("start"))
                                .batchEnding(context -> calls.add("end"))));

        rig.feed(UDP).run();
        rig.advance(MS).run();
        rig.advance(MS).run();

        assertThat(calls).containsExactly("start", "end", "start", "packet", "end");
    }

    @Test
    void shouldSkipTheRestOfTheChainOnAcceptAndBypass() {
        List<Integer> seen = new ArrayList<>();
        Filter deciding = packet -> {
            packet.ipv4().ttl(9);
            return switch (packet.udp().sourcePort()) {
                case 1 -> Verdict.ACCEPT;
                case 2 -> Verdict.bypassFlow();
                default -> Verdict.PASS;
            };
        };
        LaneRig rig = new LaneRig(pass("deciding", deciding), pass("seen", packet -> {
            seen.add(packet.udp().sourcePort());
            return Verdict.PASS;
        }));

        Ledger ledger = rig.feed(
                        PacketBuilder.udp(1, 9).build(),
                        PacketBuilder.udp(2, 9).build(),
                        PacketBuilder.udp(3, 9).build())
                .run();

        assertThat(seen).containsExactly(3);
        assertThat(rig.sink().reinjected())
                .containsExactly(
                        PacketBuilder.udp(1, 9).ttl(9).build(),
                        PacketBuilder.udp(2, 9).ttl(9).build(),
                        PacketBuilder.udp(3, 9).ttl(9).build());
        assertThat(ledger.changed()).isEqualTo(3);
    }

    @Test
    void shouldSayWhetherAPacketLeavesWithAnotherMark() {
        LaneRig rig = new LaneRig(
                pass("mark", packet -> {
                    packet.mark(packet.mark() == 1 ? 5 : packet.mark());
                    return Verdict.PASS;
                }),
                pass("fails", (Packet packet) -> {
                    packet.mark(77);
                    throw new IllegalStateException("no");
                }),
                allowed("hold", new AskingFilter((context, packet) -> context.hold(context.nowNs() + MS))));

        rig.feed(UDP, marked(1)).feed(UDP, marked(2)).run();
        rig.advance(MS).run();

        assertThat(rig.sink().marks()).containsExactly("5 changed", "2");
        assertThat(rig.sink().changed()).containsExactly(false, false);

        LaneRig observing = new LaneRig(Enforcement.OBSERVE, pass("mark", packet -> {
            packet.mark(5);
            return Verdict.PASS;
        }));
        observing.feed(UDP, marked(1)).run();
        assertThat(observing.sink().marks()).containsExactly("1");
    }

    private static java.util.function.Consumer<Slot> marked(int mark) {
        return slot -> slot.setOrigin(slot.backend(), slot.direction(), "eth0", mark, 0);
    }
}
