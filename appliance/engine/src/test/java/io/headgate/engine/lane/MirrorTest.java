package io.headgate.engine.lane;

import static io.headgate.engine.lane.LaneRig.allowed;
import static io.headgate.engine.lane.LaneRig.pass;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Backend;
import io.headgate.api.ChecksumState;
import io.headgate.api.Direction;
import io.headgate.api.Filter;
import io.headgate.api.Mirror;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import io.headgate.engine.event.EventRing;
import io.headgate.engine.packet.Oracle;
import io.headgate.engine.packet.PacketBuilder;
import io.headgate.engine.tap.DrivenTaps;
import io.headgate.engine.tap.LaneTap;
import io.headgate.engine.tap.RecordingTap;
import io.headgate.engine.tap.TapStatus;
import io.headgate.engine.tap.TapTarget;
import io.headgate.engine.telemetry.TelemetryBoard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies of packets for mirrors, from the filter to the sink. */
class MirrorTest {
    private static final byte[] UDP = PacketBuilder.udp(1_000, 53).payload(20).build();
    private static final byte[] TCP = PacketBuilder.tcp(1_000, 443).payload(301).build();

    private final RecordingTap sink = new RecordingTap();

    private static LaneOptions with(LaneTap tap) {
        return LaneOptions.DEFAULTS.withOutlets(new LaneOutlets(tap, EventRing.UNHEARD, new TelemetryBoard()));
    }

    private static Filter copying(String name, Consumer<Packet> before) {
        Mirror[] its = new Mirror[1];
        return new AskingFilter((context, packet) -> {
                    before.accept(packet);
                    its[0].copy(packet);
                    return Verdict.PASS;
                })
                .attached(context -> its[0] = context.mirror(name));
    }

    @Test
    void shouldCopyThePacketAsItStandsWithItsChecksumsRight() {
        DrivenTaps taps = new DrivenTaps(1 << 16, new TapTarget("ids", 65_535, sink));
        LaneRig rig = new LaneRig(
                with(taps.lane("edge")),
                allowed("copy", copying("ids", packet -> packet.ipv4().ttl(9))),
                pass("later", packet -> {
                    packet.ipv4().ttl(33);
                    return Verdict.PASS;
                }));

        rig.feed(UDP, slot -> slot.setOrigin(Backend.NFQUEUE, Direction.OUT, "wan", 0, 77))
                .run();
        taps.drain();

        assertThat(sink.copies()).hasSize(1);
        RecordingTap.Copy copy = sink.copies().get(0);
        assertThat(sink.bytes().get(0))
                .isEqualTo(PacketBuilder.udp(1_000, 53).payload(20).ttl(9).build());
        assertThat(copy.lane()).isEqualTo("edge");
        assertThat(copy.from()).isEqualTo("wan OUT");
        assertThat(copy.timestampNs()).isEqualTo(77);
        assertThat(copy.originalLength()).isEqualTo(UDP.length);
        assertThat(rig.sink().reinjected())
                .containsExactly(
                        PacketBuilder.udp(1_000, 53).payload(20).ttl(33).build());
    }

    @Test
    void shouldLeaveAWrongSumWrong() {
        byte[] wrong = UDP.clone();
        wrong[26] ^= 1;
        DrivenTaps taps = new DrivenTaps(1 << 16, new TapTarget("ids", 65_535, sink));
        LaneRig rig = new LaneRig(
                with(taps.lane("edge")),
                allowed("copy", copying("ids", packet -> packet.ipv4().source(5))));

        rig.feed(wrong).run();
        taps.drain();

        assertThat(Oracle.isRight(sink.bytes().get(0))).isFalse();
        assertThat(sink.bytes()).containsExactlyElementsOf(rig.sink().reinjected());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldFinishSumsThatTheKernelLeft(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DrivenTaps taps = new DrivenTaps(1 << 20, new TapTarget("ids", 65_535, sink));
        LaneRig rig = new LaneRig(with(taps.lane("edge")), allowed("copy", copying("ids", packet -> {
            if (random.nextBoolean()) {
                packet.ipv4().destination(random.nextInt());
                packet.payloadU8(packet.payloadOffset(), random.nextInt(256));
            }
        })));

        for (int i = 0; i < 200; i++) {
            boolean isTcp = random.nextBoolean();
            int length = 1 + random.nextInt(1_400);
            byte[] packet = (isTcp ? PacketBuilder.tcp(1, 2) : PacketBuilder.udp(1, 2))
                    .payload(length)
                    .build();
            int field = isTcp ? 36 : 26;
            packet[field] = (byte) random.nextInt();
            packet[field + 1] = (byte) random.nextInt();
            rig.feed(packet, slot -> slot.setOffload(ChecksumState.PARTIAL, false, false));
            rig.run();
        }
        taps.drain();

        assertThat(sink.bytes())
                .hasSize(200)
                .allSatisfy(copy ->
                        assertThat(Oracle.isRight(copy)).as("seed %d", seed).isTrue());
    }

    @Test
    void shouldKeepOnlySoManyBytes() {
        RecordingTap whole = new RecordingTap();
        DrivenTaps taps =
                new DrivenTaps(1 << 16, new TapTarget("short", 28, sink), new TapTarget("whole", 65_535, whole));
        LaneRig rig = new LaneRig(
                with(taps.lane("edge")),
                allowed("copy", copying("short", packet -> packet.ipv4().ttl(9))),
                allowed("copy-too", copying("whole", packet -> {})));

        rig.feed(TCP, UDP).run();
        taps.drain();

        byte[] changed = PacketBuilder.tcp(1_000, 443).payload(301).ttl(9).build();
        assertThat(sink.bytes().get(0)).isEqualTo(Arrays.copyOf(changed, 28));
        assertThat(sink.copies()).extracting(RecordingTap.Copy::originalLength).containsExactly(341, 48);
        assertThat(whole.bytes().get(0)).isEqualTo(changed);
        assertThat(taps.taps().status()).extracting(TapStatus::copied).containsExactly(2L, 2L);
    }

    @Test
    void shouldCountWhatFindsNoRoom() {
        DrivenTaps taps = new DrivenTaps(1 << 12, new TapTarget("ids", 65_535, sink));
        LaneRig rig = new LaneRig(with(taps.lane("edge")), allowed("copy", copying("ids", packet -> {})));

        for (int i = 0; i < 100; i++) {
            rig.feed(TCP).run();
        }
        TapStatus full = taps.taps().status().get(0);
        assertThat(full.copied()).isBetween(9L, 11L);
        assertThat(full.copied() + full.lost()).isEqualTo(100);

        taps.drain();
        rig.feed(TCP).run();
        taps.drain();
        TapStatus after = taps.taps().status().get(0);
        assertThat(after.copied())
                .isEqualTo(full.copied() + 1)
                .isEqualTo(sink.copies().size());
        assertThat(after.lost()).isEqualTo(full.lost());
        assertThat(sink.bytes()).allSatisfy(copy -> assertThat(copy).isEqualTo(TCP));
        assertThat(rig.lane().ledger().reinjected()).isEqualTo(101);
    }

    @Test
    void shouldKeepLanesAndMirrorsApart() {
        RecordingTap other = new RecordingTap();
        DrivenTaps taps =
                new DrivenTaps(1 << 16, new TapTarget("ids", 65_535, sink), new TapTarget("other", 65_535, other));
        LaneRig edge = new LaneRig(with(taps.lane("edge")), allowed("copy", copying("ids", packet -> {})));
        LaneRig core = new LaneRig(with(taps.lane("core")), allowed("copy", copying("other", packet -> {})));

        edge.feed(UDP).run();
        core.feed(TCP, UDP).run();
        taps.drain();

        assertThat(sink.copies()).extracting(RecordingTap.Copy::lane).containsExactly("edge");
        assertThat(other.copies()).extracting(RecordingTap.Copy::lane).containsExactly("core", "core");
        assertThat(sink.calls()).containsExactly("open", "flush 1");
    }

    @Test
    void shouldGoOnWithoutASinkThatBreaks() {
        RecordingTap other = new RecordingTap();
        DrivenTaps taps =
                new DrivenTaps(1 << 16, new TapTarget("ids", 65_535, sink), new TapTarget("other", 65_535, other));
        LaneRig rig = new LaneRig(
                with(taps.lane("edge")),
                allowed("copy", copying("ids", packet -> {})),
                allowed("copy-too", copying("other", packet -> {})));
        sink.breakWith(new IllegalStateException("no"));

        rig.feed(UDP, UDP, UDP).run();
        taps.drain();

        assertThat(other.copies()).hasSize(3);
        TapStatus broken = taps.taps().status().get(0);
        assertThat(broken.sink().failed()).isEqualTo(3);
        assertThat(broken.sink().failure()).contains("no");
    }

    @Test
    void shouldRefuseMirrorsThatAreNotThereOrNotAllowed() {
        DrivenTaps taps =
                new DrivenTaps(1 << 16, new TapTarget("ids", 65_535, sink), new TapTarget("all", 65_535, sink));
        LaneOptions options = with(taps.lane("edge"));

        assertThatThrownBy(() -> new LaneRig(options, allowed("copy", copying("idz", packet -> {}))))
                .hasMessageContaining(
                        "filter copy does not start: there is no mirror 'idz'; under 'taps' the configuration has: all, ids");
        assertThatThrownBy(() -> new LaneRig(allowed("copy", copying("ids", packet -> {}))))
                .hasMessageContaining("there is no mirror 'ids'; the configuration has none, add one under 'taps'");
        assertThatThrownBy(() -> new LaneRig(options, pass("copy", copying("ids", packet -> {}))))
                .hasMessageContaining("mirror() needs the permission MIRROR");
    }

    @Test
    void shouldRefuseToCopyBetweenPackets() {
        DrivenTaps taps = new DrivenTaps(1 << 16, new TapTarget("ids", 65_535, sink));
        List<Mirror> mirror = new ArrayList<>();
        List<Packet> kept = new ArrayList<>();
        LaneRig rig = new LaneRig(
                with(taps.lane("edge")),
                allowed(
                        "copy",
                        new AskingFilter((context, packet) -> {
                                    kept.add(packet);
                                    return Verdict.PASS;
                                })
                                .attached(context -> mirror.add(context.mirror("ids")))
                                .batchEnding(context -> mirror.get(0).copy(kept.get(0)))));

        rig.feed(UDP).run();
        taps.drain();

        assertThat(rig.lane().filterStatus().get(0).failures().lastMessage()).contains("call it from onPacket");
        assertThat(sink.copies()).isEmpty();
    }
}
