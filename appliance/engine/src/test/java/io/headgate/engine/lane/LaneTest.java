package io.headgate.engine.lane;

import static io.headgate.engine.lane.LaneRig.drop;
import static io.headgate.engine.lane.LaneRig.pass;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.ChecksumState;
import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import io.headgate.engine.packet.Oracle;
import io.headgate.engine.packet.PacketBuilder;
import io.headgate.engine.ring.Slot;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a lane makes of packets and verdicts; the ledger must balance throughout. */
class LaneTest {
    private static final byte[] TCP = PacketBuilder.tcp(1_000, 443).payload(600).build();
    private static final byte[] UDP = PacketBuilder.udp(1_000, 53).payload(20).build();
    private static final byte[] IPV6 = {0x60, 0, 0, 0, 0, 0, 59, 64};
    private static final byte[] MALFORMED = {0x41, 2, 3};

    /** Drops UDP for a reason of its own. */
    private static final class DropUdp implements Filter {
        private final String reason;
        private Verdict verdict;

        private DropUdp(String reason) {
            this.reason = reason;
        }

        @Override
        public void onAttach(FilterContext context) {
            verdict = context.drop(reason, "no UDP here");
        }

        @Override
        public Verdict onPacket(Packet packet) {
            return packet.udp() == null ? Verdict.PASS : verdict;
        }
    }

    private static Filter ttl(int ttl) {
        return packet -> {
            packet.ipv4().ttl(ttl);
            return Verdict.PASS;
        };
    }

    /** Changes something, then fails. */
    private static Filter failing(RuntimeException failure) {
        return packet -> {
            packet.ipv4().source(0x0101_0101);
            packet.ipv4().ttl(1);
            throw failure;
        };
    }

    private static FilterStatus only(LaneRig rig) {
        List<FilterStatus> status = rig.lane().filterStatus();
        assertThat(status).hasSize(1);
        return status.get(0);
    }

    @Test
    void shouldAskFiltersInOrder() {
        StringBuilder order = new StringBuilder();
        LaneRig rig = new LaneRig(
                pass("a", packet -> {
                    order.append("a").append(packet.ipv4().ttl());
                    packet.ipv4().ttl(7);
                    return Verdict.PASS;
                }),
                pass("b", packet -> {
                    order.append("b").append(packet.ipv4().ttl());
                    return Verdict.PASS;
                }));

        Ledger ledger = rig.feed(TCP, UDP).run();

        assertThat(order).hasToString("a64b7a64b7");
        assertThat(ledger.reinjected()).isEqualTo(2);
        assertThat(ledger.changed()).isEqualTo(2);
        assertThat(rig.sink().changed()).containsExactly(true, true);
        assertThat(rig.sink().reinjected()).allMatch(Oracle::isRight);
    }

    @Test
    void shouldGiveUntouchedPacketsBackAsTheyCame() {
        byte[] wrongSums = TCP.clone();
        wrongSums[10] ^= 1;
        wrongSums[36] ^= 1;

        LaneRig rig = new LaneRig(pass("none", packet -> Verdict.PASS));
        Ledger ledger = rig.feed(TCP, wrongSums).run();

        assertThat(rig.sink().reinjected()).containsExactly(TCP, wrongSums);
        assertThat(rig.sink().changed()).containsExactly(false, false);
        assertThat(ledger.changed()).isZero();
        assertThat(ledger.bypassed()).isZero();
    }

    @Test
    void shouldNotAskTheFiltersBehindADrop() {
        LaneRig rig = new LaneRig(pass("first", new DropUdp("no-udp")), pass("second", ttl(9)));

        Ledger ledger = rig.feed(UDP, TCP, UDP).run();

        assertThat(ledger.dropped()).containsExactly(Map.entry("no-udp", 2L));
        assertThat(ledger.reinjected()).isEqualTo(1);
        assertThat(ledger.changed()).isEqualTo(1);
        assertThat(rig.lane().dropExplanations()).containsEntry("no-udp", "no UDP here");
    }

    @Test
    void shouldCountOneReasonOfSeveralFiltersTogether() {
        LaneRig rig = new LaneRig(
                pass("tcp", new Filter() {
                    private Verdict verdict;

                    @Override
                    public void onAttach(FilterContext context) {
                        verdict = context.drop("unwanted", "any");
                    }

                    @Override
                    public Verdict onPacket(Packet packet) {
                        return packet.tcp() == null ? Verdict.PASS : verdict;
                    }
                }),
                pass("udp", new DropUdp("unwanted")));

        assertThat(rig.feed(UDP, TCP, UDP).run().dropped()).containsExactly(Map.entry("unwanted", 3L));
    }

    @Test
    void shouldDropAChangedPacketWithoutMinding() {
        LaneRig rig = new LaneRig(pass("ttl", ttl(3)), pass("drop", new DropUdp("no-udp")));

        Ledger ledger = rig.feed(UDP).run();

        assertThat(ledger.droppedTotal()).isEqualTo(1);
        assertThat(ledger.changed()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 200, 256, Integer.MAX_VALUE})
    void shouldTakeAVerdictThatNobodyDeclaredForAFailure(int reasonIndex) {
        Verdict foreign = Verdict.drop(reasonIndex, "made-up");
        LaneRig rig = new LaneRig(drop("bad", packet -> foreign));

        Ledger ledger = rig.feed(TCP, UDP).run();

        assertThat(ledger.dropped()).containsExactly(Map.entry("filter-error", 2L));
        assertThat(only(rig).errors()).isEqualTo(2);
        assertThat(only(rig).failures().lastMessage()).contains("made-up");
    }

    @Test
    void shouldDropAChangedPacketThatArrivedCut() {
        LaneRig rig = new LaneRig(pass("ttl", packet -> {
            packet.ipv4().ttl(packet.tcp() == null ? 64 : 5);
            return Verdict.PASS;
        }));

        Ledger ledger = rig.feed(TCP, slot -> slot.setPacket(slot.dataOffset(), 100, TCP.length))
                .feed(UDP, slot -> slot.setPacket(slot.dataOffset(), 30, UDP.length))
                .run();

        assertThat(ledger.dropped()).containsExactly(Map.entry("cut-and-changed", 1L));
        assertThat(ledger.reinjected()).isEqualTo(1);
    }

    @Test
    void shouldDropAChangedPacketWhoseSumCannotBeCompleted() {
        byte[] sctp = PacketBuilder.protocol(132).payload(30).build();
        LaneRig rig = new LaneRig(pass("ttl", ttl(5)));

        Ledger ledger = rig.feed(sctp, slot -> slot.setOffload(ChecksumState.PARTIAL, false, false))
                .feed(sctp)
                .run();

        assertThat(ledger.dropped()).containsExactly(Map.entry("unrepairable", 1L));
        assertThat(ledger.reinjected()).isEqualTo(1);
    }

    @Test
    void shouldLetWhatIsNotIpv4PassTheFiltersBy() {
        LaneRig rig = new LaneRig(drop("bad", failing(new IllegalStateException("must not be called"))));

        Ledger ledger = rig.feed(IPV6, MALFORMED, new byte[0]).run();

        assertThat(ledger.bypassed()).isEqualTo(3);
        assertThat(ledger.reinjected()).isEqualTo(3);
        assertThat(rig.sink().reinjected()).containsExactly(IPV6, MALFORMED, new byte[0]);
        assertThat(only(rig).errors()).isZero();
    }

    @Test
    void shouldSkipSlotsWithoutPacket() {
        LaneRig rig = new LaneRig(pass("ttl", ttl(5)));

        Ledger ledger = rig.feed(TCP, Slot::setEmpty)
                .feed(TCP)
                .feed(TCP, Slot::setEmpty)
                .run();

        assertThat(ledger.received()).isEqualTo(1);
        assertThat(ledger.reinjected()).isEqualTo(1);
    }

    @Test
    void shouldBookWhatTheSinkCouldNotGiveBack() {
        LaneRig rig = new LaneRig(pass("drop", new DropUdp("no-udp")));
        rig.sink().failNext(3);

        Ledger ledger = rig.feed(TCP, UDP, TCP, TCP, TCP).run();

        assertThat(ledger.errors()).containsExactly(Map.entry(FakeSink.ERRNO, 3L));
        assertThat(ledger.reinjected()).isEqualTo(1);
        assertThat(ledger.droppedTotal()).isEqualTo(1);
    }

    @Test
    void shouldBookWhatTheSinkItselfDropped() {
        LaneRig rig = new LaneRig(pass("drop", new DropUdp("no-udp")));
        rig.sink().refuseNext(2);
        rig.sink().failNext(1);

        Ledger ledger = rig.feed(TCP, UDP, TCP, TCP, TCP).run();

        assertThat(ledger.dropped()).isEqualTo(Map.of("no-udp", 1L, "no-way", 2L));
        assertThat(ledger.errors()).isEqualTo(Map.of(FakeSink.ERRNO, 1L));
        assertThat(ledger.reinjected()).isEqualTo(1);
        assertThat(rig.lane().dropExplanations()).containsEntry("no-way", "the sink cannot send it");
    }

    @Test
    void shouldBookTheSinksDropsOfALaneThatOnlyObserves() {
        LaneRig rig = new LaneRig(Enforcement.OBSERVE, pass("drop", new DropUdp("no-udp")));
        rig.sink().refuseNext(1);

        Ledger ledger = rig.feed(TCP, UDP).run();

        assertThat(ledger.dropped()).isEqualTo(Map.of("no-way", 1L));
        assertThat(ledger.observedDropped()).isEqualTo(Map.of("no-udp", 1L));
        assertThat(ledger.reinjected()).isEqualTo(1);
    }

    @Test
    void shouldBookWhatTheKernelRefusedLater() {
        LaneRig rig = new LaneRig(pass("none", packet -> Verdict.PASS));
        rig.feed(TCP, TCP, TCP).run();

        rig.sourceCounters().refusals().add(2, 2);

        Ledger ledger = rig.lane().ledger();
        assertThat(ledger.isBalanced()).isTrue();
        assertThat(ledger.errors()).containsExactly(Map.entry(2, 2L));
        assertThat(ledger.reinjected()).isEqualTo(1);
    }

    @Test
    void shouldMeasureWhatIsInFlightBetweenBatches() {
        LaneRig rig = new LaneRig(pass("none", packet -> Verdict.PASS));
        for (int i = 0; i < 100; i++) {
            rig.feed(TCP);
        }

        CompletableFuture<Ledger> before = rig.lane().requestLedger();
        rig.lane().doWork();
        CompletableFuture<Ledger> between = rig.lane().requestLedger();
        rig.lane().doWork();

        assertThat(before).isCompletedWithValueMatching(l -> l.inFlight() == 100 && l.isBalanced());
        assertThat(between).isCompletedWithValueMatching(l -> l.inFlight() == 36 && l.isBalanced());
        assertThat(rig.run().reinjected()).isEqualTo(100);
        assertThat(rig.lane().requestFilterStatus()).isNotCompleted();
        rig.lane().doWork();
    }

    @Test
    void shouldSayWhenThereIsWork() {
        LaneRig rig = new LaneRig(pass("none", packet -> Verdict.PASS));
        assertThat(rig.lane().hasWork()).isFalse();

        rig.feed(TCP);
        assertThat(rig.lane().hasWork()).isTrue();
        rig.run();
        assertThat(rig.lane().hasWork()).isFalse();

        rig.lane().submit(() -> {});
        assertThat(rig.lane().hasWork()).isTrue();
    }

    @Test
    void shouldNotTakeAFrameForAPacket() {
        LaneRig rig = new LaneRig(pass("ttl", ttl(7)));

        Ledger ledger = rig.feed(TCP, slot -> slot.setFrame(slot.dataOffset(), TCP.length, TCP.length))
                .feed(TCP)
                .run();

        assertThat(ledger.bypassed()).isEqualTo(1);
        assertThat(ledger.changed()).isEqualTo(1);
    }

    @Test
    void shouldLetACutPacketLeaveWhereItMay() {
        LaneRig rig = new LaneRig(pass("ttl", ttl(7)));

        Ledger ledger = rig.feed(TCP, slot -> {
                    slot.setPacket(slot.dataOffset(), 60, TCP.length);
                    slot.setLeavesCut(true);
                })
                .run();

        assertThat(ledger.changed()).isEqualTo(1);
        assertThat(ledger.droppedTotal()).isZero();
    }
}
