package io.headgate.engine.lane;

import static io.headgate.engine.lane.LaneRig.drop;
import static io.headgate.engine.lane.LaneRig.pass;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.ChecksumState;
import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import io.headgate.engine.packet.PacketBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A lane that only observes: everything is counted, and every packet goes on as it came. */
class LaneObserveTest {
    private static final byte[] TCP = PacketBuilder.tcp(1_000, 443).payload(600).build();
    private static final byte[] UDP = PacketBuilder.udp(1_000, 53).payload(20).build();

    /** Changes a packet, then drops it if it is UDP. */
    private static final class ChangeAndDropUdp implements Filter {
        private Verdict verdict;

        @Override
        public void onAttach(FilterContext context) {
            verdict = context.drop("no-udp", "no UDP here");
        }

        @Override
        public Verdict onPacket(Packet packet) {
            packet.ipv4().source(0x0101_0101);
            return packet.udp() == null ? Verdict.PASS : verdict;
        }
    }

    private static final Filter TTL = packet -> {
        packet.ipv4().ttl(7);
        return Verdict.PASS;
    };

    private static LaneRig observing(Chain.Step... steps) {
        return new LaneRig(Enforcement.OBSERVE, steps);
    }

    private static void assertAllAsTheyCame(LaneRig rig, byte[]... packets) {
        assertThat(rig.sink().reinjected()).containsExactly(packets);
        assertThat(rig.sink().changed()).hasSize(packets.length).containsOnly(false);
        assertThat(rig.sink().dropped()).isZero();
    }

    @Test
    void shouldCountDropsAndChangesButDoNeither() {
        LaneRig rig = observing(pass("ttl", TTL), pass("udp", new ChangeAndDropUdp()));

        Ledger ledger = rig.feed(TCP, UDP, TCP, UDP, UDP).run();

        assertAllAsTheyCame(rig, TCP, UDP, TCP, UDP, UDP);
        assertThat(ledger.reinjected()).isEqualTo(5);
        assertThat(ledger.dropped()).isEmpty();
        assertThat(ledger.changed()).isZero();
        assertThat(ledger.observedDropped()).containsExactly(Map.entry("no-udp", 3L));
        assertThat(ledger.observedChanged()).isEqualTo(2);
        assertThat(rig.lane().isEnforcing()).isFalse();
    }

    @Test
    void shouldCountNothingAsObservedWhereItEnforces() {
        LaneRig rig = new LaneRig(pass("ttl", TTL), pass("udp", new ChangeAndDropUdp()));

        Ledger ledger = rig.feed(TCP, UDP).run();

        assertThat(ledger.dropped()).containsExactly(Map.entry("no-udp", 1L));
        assertThat(ledger.changed()).isEqualTo(1);
        assertThat(ledger.observedDropped()).isEmpty();
        assertThat(ledger.observedChanged()).isZero();
        assertThat(rig.lane().isEnforcing()).isTrue();
    }

    @Test
    void shouldShowLaterFiltersWhatEarlierOnesChanged() {
        int[] seen = new int[1];
        LaneRig rig = observing(pass("ttl", TTL), pass("look", packet -> {
            seen[0] = packet.ipv4().ttl();
            return Verdict.PASS;
        }));

        rig.feed(TCP).run();

        assertThat(seen[0]).isEqualTo(7);
        assertAllAsTheyCame(rig, TCP);
    }

    @Test
    void shouldUndoGrowingAndShrinking() {
        for (int length : new int[] {0, 7, 200}) {
            LaneRig rig = observing(pass("ttl", TTL), pass("resize", packet -> {
                packet.resizePayload(length);
                return Verdict.PASS;
            }));

            Ledger ledger = rig.feed(UDP, UDP).run();

            assertAllAsTheyCame(rig, UDP, UDP);
            assertThat(ledger.observedChanged()).isEqualTo(2);
        }
    }

    @Test
    void shouldCountTheLanesOwnReasons() {
        byte[] sctp = PacketBuilder.protocol(132).payload(30).build();
        Filter greedy = packet -> {
            for (int i = 0; packet.tcp() != null && i < 500; i++) {
                int at = packet.payloadOffset() + i;
                packet.payloadU8(at, packet.u8(at) ^ 0xFF);
            }
            return Verdict.PASS;
        };
        Filter failing = packet -> {
            if (packet.icmp() != null) {
                throw new IllegalStateException("no ICMP");
            }
            return Verdict.PASS;
        };
        LaneRig rig = observing(pass("ttl", TTL), pass("greedy", greedy), drop("failing", failing));
        byte[] icmp = PacketBuilder.icmp(8, 1, 1).payload(8).build();

        Ledger ledger = rig.feed(TCP)
                .feed(UDP, slot -> slot.setPacket(slot.dataOffset(), 30, UDP.length))
                .feed(sctp, slot -> slot.setOffload(ChecksumState.PARTIAL, false, false))
                .feed(icmp)
                .run();

        assertThat(ledger.observedDropped())
                .containsOnly(
                        Map.entry("undo-overflow", 1L),
                        Map.entry("cut-and-changed", 1L),
                        Map.entry("unrepairable", 1L),
                        Map.entry("filter-error", 1L));
        assertThat(ledger.observedChanged()).isZero();
        assertAllAsTheyCame(rig, TCP, java.util.Arrays.copyOf(UDP, 30), sctp, icmp);
    }

    @Test
    void shouldLetWhatIsNotIpPassAsEver() {
        byte[] malformed = {0x41, 2, 3};
        LaneRig rig = observing(pass("ttl", TTL));

        Ledger ledger = rig.feed(malformed).run();

        assertThat(ledger.bypassed()).isEqualTo(1);
        assertThat(ledger.observedChanged()).isZero();
        assertAllAsTheyCame(rig, malformed);
    }
}
