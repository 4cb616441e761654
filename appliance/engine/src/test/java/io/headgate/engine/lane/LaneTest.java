package io.headgate.engine.lane;

import static io.headgate.engine.lane.LaneRig.drop;
import static io.headgate.engine.lane.LaneRig.pass;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

/** What a lane makes of packets and of filters that misbehave; the ledger must balance throughout. */
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
        public void start(FilterContext context) {
            verdict = context.drop(reason, "no UDP here");
        }

        @Override
        public Verdict filter(Packet packet) {
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
                    public void start(FilterContext context) {
                        verdict = context.drop("unwanted", "any");
                    }

                    @Override
                    public Verdict filter(Packet packet) {
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
        assertThat(only(rig).lastError()).hasMessageContaining("made-up");
    }

    @Test
    void shouldUndoAFailingFilterAndKeepTheOneBefore() {
        RuntimeException failure = new IllegalStateException("broken");
        int[] ttlSeen = new int[1];
        LaneRig rig = new LaneRig(pass("ttl", ttl(9)), pass("bad", failing(failure)), pass("last", packet -> {
            ttlSeen[0] = packet.ipv4().ttl();
            return Verdict.PASS;
        }));

        Ledger ledger = rig.feed(TCP).run();

        byte[] expected = PacketBuilder.tcp(1_000, 443).payload(600).ttl(9).build();
        assertThat(rig.sink().reinjected()).containsExactly(expected);
        assertThat(ttlSeen[0]).isEqualTo(9);
        assertThat(ledger.reinjected()).isEqualTo(1);
        assertThat(rig.lane().filterStatus().get(1)).isEqualTo(new FilterStatus("bad", 1, false, failure, List.of()));
    }

    @Test
    void shouldGiveAPacketBackUnchangedIfOnlyAFailingFilterChangedIt() {
        LaneRig rig = new LaneRig(pass("bad", failing(new IllegalStateException("broken"))));

        Ledger ledger = rig.feed(TCP).run();

        assertThat(rig.sink().reinjected()).containsExactly(TCP);
        assertThat(rig.sink().changed()).containsExactly(false);
        assertThat(ledger.changed()).isZero();
    }

    @Test
    void shouldDropOnErrorWhereThatIsAskedFor() {
        LaneRig rig = new LaneRig(drop("bad", failing(new IllegalStateException("broken"))));

        Ledger ledger = rig.feed(TCP, UDP).run();

        assertThat(ledger.dropped()).containsExactly(Map.entry("filter-error", 2L));
        assertThat(ledger.reinjected()).isZero();
    }

    @Test
    void shouldTakeNullForAFailure() {
        LaneRig rig = new LaneRig(pass("null", packet -> {
            packet.ipv4().ttl(1);
            return null;
        }));

        rig.feed(TCP).run();

        assertThat(rig.sink().reinjected()).containsExactly(TCP);
        assertThat(only(rig).lastError()).hasMessage("the filter returned null instead of a verdict");
    }

    private static int endless(int depth) {
        return depth == Integer.MAX_VALUE ? 0 : endless(depth + 1) + 1;
    }

    @Test
    void shouldSurviveAFilterThatRecursesWithoutEnd() {
        LaneRig rig = new LaneRig(pass("deep", packet -> {
            packet.ipv4().ttl(endless(0));
            return Verdict.PASS;
        }));

        rig.feed(TCP, TCP).run();

        assertThat(rig.sink().reinjected()).containsExactly(TCP, TCP);
        assertThat(only(rig).errors()).isEqualTo(2);
        assertThat(only(rig).lastError()).isInstanceOf(StackOverflowError.class);
    }

    @Test
    void shouldSurviveAFilterThatLacksAClass() {
        LaneRig rig = new LaneRig(pass("linkage", packet -> {
            throw new NoClassDefFoundError("gone");
        }));

        assertThat(rig.feed(TCP).run().reinjected()).isEqualTo(1);
    }

    @Test
    void shouldNotHideThatMemoryIsExhausted() {
        LaneRig rig = new LaneRig(pass("huge", packet -> {
            throw new OutOfMemoryError("test");
        }));
        rig.feed(TCP);

        assertThatThrownBy(() -> rig.lane().doWork()).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void shouldQuarantineAfterAHundredFailuresInARow() {
        int[] calls = new int[1];
        LaneRig rig = new LaneRig(pass("bad", packet -> {
            calls[0]++;
            throw new IllegalStateException("broken");
        }));
        for (int i = 0; i < 99; i++) {
            rig.feed(TCP);
        }
        rig.run();
        assertThat(only(rig).isQuarantined()).isFalse();

        for (int i = 0; i < 51; i++) {
            rig.feed(TCP);
        }
        Ledger ledger = rig.run();

        assertThat(only(rig).isQuarantined()).isTrue();
        assertThat(only(rig).errors()).isEqualTo(100);
        assertThat(calls[0]).isEqualTo(100);
        assertThat(ledger.reinjected()).isEqualTo(150);
    }

    @Test
    void shouldGoOnDroppingWhatAQuarantinedFilterGuarded() {
        LaneRig rig = new LaneRig(drop("bad", failing(new IllegalStateException("broken"))));
        for (int i = 0; i < 200; i++) {
            rig.feed(TCP);
        }

        assertThat(rig.run().dropped()).containsExactly(Map.entry("filter-error", 200L));
        assertThat(only(rig).isQuarantined()).isTrue();
    }

    @Test
    void shouldNotQuarantineForFailuresWithSuccessesBetween() {
        LaneRig rig = new LaneRig(pass("unlucky", packet -> {
            if (packet.udp() != null) {
                throw new IllegalStateException("no UDP");
            }
            return Verdict.PASS;
        }));
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < 99; i++) {
                rig.feed(UDP);
            }
            rig.feed(TCP).run();
        }

        assertThat(only(rig).isQuarantined()).isFalse();
        assertThat(only(rig).errors()).isEqualTo(990);
    }

    private static void changeMoreThanCanBeUndone(Packet packet) {
        for (int i = 0; i < 500; i++) {
            int at = packet.payloadOffset() + i;
            packet.payloadU8(at, packet.u8(at) ^ 0xFF);
        }
    }

    @Test
    void shouldDropWhatWasChangedTooMuch() {
        Filter open = packet -> {
            changeMoreThanCanBeUndone(packet);
            return Verdict.PASS;
        };
        Filter swallowing = packet -> {
            try {
                changeMoreThanCanBeUndone(packet);
            } catch (RuntimeException overflow) {
                return Verdict.PASS;
            }
            return Verdict.PASS;
        };
        Filter disguising = packet -> {
            try {
                changeMoreThanCanBeUndone(packet);
            } catch (RuntimeException overflow) {
                throw new IllegalStateException("something else", overflow);
            }
            return null;
        };
        for (Filter filter : List.of(open, swallowing, disguising)) {
            LaneRig rig = new LaneRig(pass("greedy", filter), pass("next", ttl(5)));

            assertThat(rig.feed(TCP, TCP).run().dropped()).containsExactly(Map.entry("undo-overflow", 2L));
            assertThat(rig.lane().filterStatus().get(0).errors()).isEqualTo(2);
        }
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
