package io.headgate.engine.lane;

import static io.headgate.engine.lane.LaneRig.allowed;
import static io.headgate.engine.lane.LaneRig.drop;
import static io.headgate.engine.lane.LaneRig.pass;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.ChecksumState;
import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Verdict;
import io.headgate.engine.packet.Oracle;
import io.headgate.engine.packet.PacketBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Copies of packets: what they hold, where they go on, and that they are nobody's concern but the sink's. */
class CloneTest {
    private static final long MS = 1_000_000L;
    private static final byte[] UDP = udp(64);

    private final List<Integer> seenTtls = new ArrayList<>();
    private final Filter seen = packet -> {
        seenTtls.add(packet.ipv4().ttl());
        return Verdict.PASS;
    };

    private static byte[] udp(int ttl) {
        return PacketBuilder.udp(1_000, 53).payload(21).ttl(ttl).build();
    }

    /** Clones each packet as it comes, due after so many milliseconds, and then says that its time to live is 7. */
    private static AskingFilter cloning(long ms) {
        return new AskingFilter((context, packet) -> {
            packet.ipv4().ttl(9);
            assertThat(context.clone(packet, context.nowNs() + ms * MS)).isTrue();
            packet.ipv4().ttl(7);
            return Verdict.PASS;
        });
    }

    private static String error(LaneRig rig) {
        return rig.lane().filterStatus().get(0).failures().lastMessage();
    }

    @Test
    void shouldSendACopyAsItStoodRightBehindThePacket() {
        LaneRig rig = new LaneRig(allowed("clone", cloning(0)), pass("seen", seen));

        Ledger ledger = rig.feed(UDP, UDP).run();

        assertThat(seenTtls).containsExactly(7, 9, 7, 9);
        assertThat(rig.sink().reinjected()).containsExactly(udp(7), udp(7));
        assertThat(rig.sink().injected()).containsExactly(udp(9), udp(9));
        assertThat(ledger.injected().sent()).isEqualTo(2);
        assertThat(ledger.reinjected()).isEqualTo(2);
    }

    @Test
    void shouldSendACopyWhenDueThroughTheRestOfTheChain() {
        LaneRig rig = new LaneRig(allowed("clone", cloning(5)), pass("seen", seen), pass("tos", packet -> {
            packet.ipv4().dscp(10);
            return Verdict.PASS;
        }));

        rig.feed(UDP).run();
        assertThat(rig.sink().injected()).isEmpty();
        assertThat(rig.lane().sleepNs()).isEqualTo(5 * MS);
        assertThat(rig.lane().ledger().held()).isZero();
        rig.advance(5 * MS).run();

        assertThat(seenTtls).containsExactly(7, 9);
        assertThat(rig.sink().injected())
                .containsExactly(
                        PacketBuilder.udp(1_000, 53).payload(21).ttl(9).tos(40).build());
    }

    @Test
    void shouldKeepTheCopyThoughTheFilterFailsAndIsUndone() {
        LaneRig rig = new LaneRig(allowed("clone", new AskingFilter((context, packet) -> {
            packet.ipv4().ttl(9);
            packet.payloadU8(packet.payloadOffset(), 1);
            context.clone(packet, 0);
            packet.ipv4().protocol(200);
            throw new IllegalStateException("after the copy");
        })));

        rig.feed(UDP).run();

        byte[] copy = PacketBuilder.udp(1_000, 53).payload(21).ttl(9).build();
        copy[28] = 1;
        assertThat(rig.sink().reinjected()).containsExactly(UDP);
        assertThat(rig.sink().changed()).containsExactly(false);
        assertThat(rig.sink().injected()).hasSize(1).allMatch(Oracle::isRight);
        assertThat(rig.sink().injected().get(0)[28]).isEqualTo((byte) 1);
    }

    @Test
    void shouldFinishTheSumOfACopyThatTheKernelWouldHaveFinished() {
        byte[] partial = UDP.clone();
        partial[26] = 1;
        LaneRig rig = new LaneRig(allowed("clone", new AskingFilter((context, packet) -> {
            context.clone(packet, 0);
            return Verdict.PASS;
        })));

        rig.feed(partial, slot -> slot.setOffload(ChecksumState.PARTIAL, false, false))
                .feed(partial, slot -> slot.setOffload(ChecksumState.UNVERIFIED, true, true))
                .run();

        assertThat(rig.sink().reinjected()).containsExactly(partial, partial);
        assertThat(rig.sink().injected()).containsExactly(UDP, UDP);
    }

    @Test
    void shouldCountCopiesThatALaterFilterDrops() {
        LaneRig rig = new LaneRig(allowed("clone", cloning(0)), pass("drop", new Filter() {
            private Verdict drop;

            @Override
            public void onAttach(FilterContext context) {
                drop = context.drop("nine", "a time to live of 9");
            }

            @Override
            public Verdict onPacket(io.headgate.api.Packet packet) {
                return packet.ipv4().ttl() == 9 ? drop : Verdict.PASS;
            }
        }));

        Ledger ledger = rig.feed(UDP).run();

        assertThat(ledger.dropped()).isEmpty();
        assertThat(ledger.injected().clonesDropped()).isEqualTo(1);
        assertThat(ledger.injected().sent()).isZero();
        assertThat(rig.sink().reinjected()).containsExactly(udp(7));
    }

    @Test
    void shouldHoldACopyInALaterFilter() {
        LaneRig rig = new LaneRig(
                allowed("clone", cloning(0)),
                allowed(
                        "hold",
                        new AskingFilter((context, packet) ->
                                packet.ipv4().ttl() == 9 ? context.hold(context.nowNs() + 3 * MS) : Verdict.PASS)));

        Ledger ledger = rig.feed(UDP).run();
        assertThat(ledger.held()).isZero();
        assertThat(rig.sink().injected()).isEmpty();
        rig.advance(3 * MS).run();

        assertThat(rig.sink().injected()).containsExactly(udp(9));
        assertThat(rig.sink().held()).isEmpty();
    }

    @Test
    void shouldSayThatThereIsNoRoom() {
        List<Boolean> answers = new ArrayList<>();
        LaneOptions options = LaneOptions.DEFAULTS.withLimits(new LaneLimits(0, Duration.ofMillis(100), 0, 1));
        LaneRig rig = new LaneRig(options, allowed("clone", new AskingFilter((context, packet) -> {
            answers.add(context.clone(packet, context.nowNs() + 50 * MS));
            return Verdict.PASS;
        })));
        byte[] large = PacketBuilder.udp(1, 2).payload(3_000).build();
        for (int i = 0; i < 17; i++) {
            rig.feed(large);
        }

        Ledger ledger = rig.run();

        assertThat(answers).hasSize(17).endsWith(false).startsWith(true);
        assertThat(answers.stream().filter(answer -> !answer)).hasSize(1);
        assertThat(ledger.injected().noRoom()).isEqualTo(1);
        rig.advance(50 * MS).run();
        assertThat(rig.sink().injected()).hasSize(16).containsOnly(large);
    }

    @Test
    void shouldNotCopyWhatArrivedCutOrForLongerThanPacketsMayBeHeld() {
        List<Boolean> answers = new ArrayList<>();
        LaneRig rig = new LaneRig(allowed("clone", new AskingFilter((context, packet) -> {
            boolean isCut = packet.length() != packet.originalLength();
            answers.add(context.clone(packet, isCut ? 0 : context.nowNs() + 11_000 * MS));
            return Verdict.PASS;
        })));

        Ledger ledger = rig.feed(UDP, slot -> slot.setPacket(slot.dataOffset(), 40, UDP.length))
                .feed(UDP)
                .run();

        assertThat(answers).containsExactly(false, false);
        assertThat(ledger.injected().noRoom()).isEqualTo(2);
    }

    @Test
    void shouldOnlyCountWhereTheLaneObserves() {
        LaneRig rig = new LaneRig(Enforcement.OBSERVE, allowed("clone", cloning(0)));

        Ledger ledger = rig.feed(UDP).run();

        assertThat(rig.sink().injected()).isEmpty();
        assertThat(rig.sink().reinjected()).containsExactly(UDP);
        assertThat(ledger.injected().observedInjected()).isEqualTo(1);
    }

    @Test
    void shouldRefuseWithoutPermissionAndOutsideOfPackets() {
        LaneRig forbidden = new LaneRig(drop("clone", cloning(0)));
        forbidden.feed(UDP).run();
        assertThat(error(forbidden))
                .endsWith("clone() needs the permission INJECT: name it in permissions() of the plugin's factory");

        LaneRig late = new LaneRig(allowed(
                "late",
                new AskingFilter((context, packet) -> Verdict.PASS).batchEnding(context -> context.clone(null, 0))));
        late.feed(UDP).run();
        assertThat(error(late)).endsWith("clone() is for the packet at hand: call it from onPacket");
        assertThat(late.lane().ledger().dropped()).isEqualTo(Map.of());
    }

    @Test
    void shouldLetCopiesGoOnAtOnceWhenTheLaneStops() {
        LaneRig rig = new LaneRig(allowed("clone", cloning(500)));
        rig.feed(UDP).run();

        rig.lane().releaseHeld();

        assertThat(rig.sink().injected()).containsExactly(udp(9));
    }
}
