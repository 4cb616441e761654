package io.headgate.engine.lane;

import static io.headgate.engine.lane.LaneRig.allowed;
import static io.headgate.engine.lane.LaneRig.drop;
import static io.headgate.engine.lane.LaneRig.pass;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.FilterContext;
import io.headgate.api.Verdict;
import io.headgate.engine.io.ErrnoCounters;
import io.headgate.engine.io.PacketSink;
import io.headgate.engine.memory.MemorySink;
import io.headgate.engine.memory.MemorySource;
import io.headgate.engine.packet.Oracle;
import io.headgate.engine.packet.PacketBuilder;
import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets of a filter's own. */
class InjectTest {
    private static final long MS = 1_000_000L;
    private static final byte[] UDP = PacketBuilder.udp(1_000, 53).payload(20).build();
    private static final byte[] MADE = PacketBuilder.udp(5, 6).payload(33).build();

    private static AskingFilter injecting(byte[] packet) {
        return new AskingFilter((context, any) -> {
            context.inject(ByteBuffer.wrap(packet));
            return Verdict.PASS;
        });
    }

    /** A context that may inject, outside of packets. */
    private static FilterContext contextOf(LaneRig rig, FilterContext[] its) {
        rig.feed(UDP).run();
        return its[0];
    }

    private static LaneRig rigWith(FilterContext[] its) {
        return new LaneRig(allowed(
                "inject", new AskingFilter((context, packet) -> Verdict.PASS).attached(context -> its[0] = context)));
    }

    static Stream<byte[]> packets() {
        return Stream.of(
                MADE,
                PacketBuilder.udp(5, 6).payload(0).build(),
                PacketBuilder.tcp(1, 2).tcpOptions(3).options(2).payload(101).build(),
                PacketBuilder.icmp(8, 3, 4).payload(7).build(),
                PacketBuilder.protocol(132).payload(30).build(),
                PacketBuilder.udp(5, 6).payload(2_500).build(),
                PacketBuilder.udp(5, 6).payload(33).ipv6().build(),
                PacketBuilder.tcp(5, 6)
                        .payload(33)
                        .ipv6()
                        .options(0, 1)
                        .routing(0, 1, 2)
                        .build(),
                PacketBuilder.icmpv6(128, 5, 6).payload(9).ipv6().build());
    }

    /** As a filter would write it that leaves lengths and sums to the lane: with something in their place. */
    private static byte[] unfinished(byte[] packet) {
        byte[] bytes = packet.clone();
        boolean isIpv6 = bytes[0] >> 4 == 6;
        int length = isIpv6 ? 4 : 2;
        bytes[length] = 0;
        bytes[length + 1] = 1;
        if (!isIpv6) {
            bytes[10] ^= 5;
        }
        int sum = Oracle.transportOffset(packet);
        if (sum >= 0) {
            bytes[sum] = 0;
            bytes[sum + 1] = 0;
        }
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("packets")
    void shouldFillInLengthsAndChecksums(byte[] packet) {
        byte[] given = new byte[packet.length + 10];
        System.arraycopy(unfinished(packet), 0, given, 4, packet.length);
        ByteBuffer buffer = ByteBuffer.wrap(given).position(4).limit(4 + packet.length);
        FilterContext[] its = new FilterContext[1];
        LaneRig rig = rigWith(its);

        boolean isTaken = contextOf(rig, its).inject(buffer);
        rig.run();

        assertThat(isTaken).isTrue();
        assertThat(rig.sink().injected()).containsExactly(packet);
        assertThat(buffer.position()).isEqualTo(4);
        assertThat(buffer.remaining()).isEqualTo(packet.length);
    }

    @Test
    void shouldComputeAUdpChecksumThatTheFilterLeftOut() {
        byte[] without = MADE.clone();
        without[26] = 0;
        without[27] = 0;
        FilterContext[] its = new FilterContext[1];
        LaneRig rig = rigWith(its);

        contextOf(rig, its).inject(ByteBuffer.wrap(without));

        assertThat(rig.sink().injected()).containsExactly(MADE);
    }

    @Test
    void shouldLeaveTheSumOfAFragmentAlone() {
        byte[] fragment = PacketBuilder.udp(5, 6).payload(33).fragment(true, 0).build();
        fragment[26] = 0x12;
        FilterContext[] its = new FilterContext[1];
        LaneRig rig = rigWith(its);

        contextOf(rig, its).inject(ByteBuffer.wrap(fragment));

        assertThat(rig.sink().injected()).containsExactly(fragment);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "45",
                "4500001400000000401100000a0000010a0000",
                // IHL beyond the packet, and below five.
                "4f00001400000000401100000a0000010a000002",
                "4400001400000000401100000a0000010a000002",
                // UDP and TCP without whole headers.
                "4500001400000000401100000a0000010a00000200010002000800",
                "4500001400000000400600000a0000010a0000020001000200000000000000005000",
                // Versions 0 and 5.
                "0500001400000000401100000a0000010a000002",
                "5500001400000000401100000a0000010a000002",
                // IPv6 without a whole header, and with options that end beyond the packet.
                "600000000000114020010db8000000000000000000000001",
                "6000000000080040"
                        + "20010db800000000000000000000000120010db8000000000000000000000002"
                        + "11ff000000000000",
            })
    void shouldRefuseWhatIsNoWholePacket(String hex) {
        FilterContext[] its = new FilterContext[1];
        LaneRig rig = rigWith(its);
        FilterContext context = contextOf(rig, its);
        byte[] bytes = HexFormat.of().parseHex(hex);

        assertThatThrownBy(() -> context.inject(ByteBuffer.wrap(bytes)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("inject: " + bytes.length + " bytes are no whole IPv4 or IPv6 packet");
        rig.run();
        assertThat(rig.sink().injected()).isEmpty();
    }

    @Test
    void shouldRefuseWhatIsTooLong() {
        FilterContext[] its = new FilterContext[1];
        FilterContext context = contextOf(rigWith(its), its);
        byte[] longest = Arrays.copyOf(PacketBuilder.udp(1, 2).build(), 65_536);

        assertThatThrownBy(() -> context.inject(ByteBuffer.wrap(longest))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> context.inject(ByteBuffer.allocate(70_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("inject: 70000 bytes are more than an IP packet has");
        assertThat(context.inject(ByteBuffer.wrap(longest, 0, 65_535))).isTrue();
    }

    @Test
    void shouldPassNoFilterAndLeaveWithTheBatch() {
        List<Integer> seen = new ArrayList<>();
        LaneRig rig = new LaneRig(allowed("inject", injecting(MADE)), pass("seen", packet -> {
            seen.add(packet.udp().sourcePort());
            return Verdict.PASS;
        }));

        Ledger ledger = rig.feed(UDP, UDP).run();

        assertThat(seen).containsExactly(1_000, 1_000);
        assertThat(rig.sink().injected()).containsExactly(MADE, MADE);
        assertThat(ledger.injected().sent()).isEqualTo(2);
        assertThat(ledger.received()).isEqualTo(2);
    }

    @Test
    void shouldInjectAtTheEndOfABatchAndFromTicks() {
        byte[] other = PacketBuilder.icmp(8, 1, 2).build();
        LaneRig rig = new LaneRig(allowed(
                "inject",
                new AskingFilter((context, packet) -> Verdict.PASS)
                        .batchEnding(context -> context.inject(ByteBuffer.wrap(MADE)))
                        .ticking(context -> context.inject(ByteBuffer.wrap(other)))));

        rig.feed(UDP, UDP).run();
        assertThat(rig.sink().injected()).containsExactly(MADE);
        rig.advance(100 * MS).run();

        assertThat(rig.sink().injected()).containsExactly(MADE, other);
        assertThat(rig.sink().flushedInjected()).isEqualTo(2);
    }

    @Test
    void shouldSayThatThereIsNoRoom() {
        List<Boolean> answers = new ArrayList<>();
        LaneRig rig = new LaneRig(allowed("inject", new AskingFilter((context, packet) -> {
            for (int i = 0; i < 3_000; i++) {
                answers.add(context.inject(ByteBuffer.wrap(MADE)));
            }
            return Verdict.PASS;
        })));

        Ledger ledger = rig.feed(UDP).run();

        long taken = answers.stream().filter(answer -> answer).count();
        assertThat(taken)
                .isBetween(512L, 2_999L)
                .isEqualTo(rig.sink().injected().size());
        assertThat(ledger.injected().noRoom()).isEqualTo(3_000 - taken);
        answers.clear();
        rig.feed(UDP).run();
        assertThat(answers.stream().filter(answer -> answer)).hasSize((int) taken);
    }

    @Test
    void shouldRefuseWithoutPermission() {
        LaneRig rig = new LaneRig(drop("inject", injecting(MADE)));

        rig.feed(UDP).run();

        assertThat(rig.lane().filterStatus().get(0).failures().lastMessage())
                .endsWith("inject() needs the permission INJECT: name it in permissions() of the plugin's factory");
    }

    @Test
    void shouldOnlyCountWhereTheLaneObserves() {
        LaneRig rig = new LaneRig(Enforcement.OBSERVE, allowed("inject", injecting(MADE)));

        Ledger ledger = rig.feed(UDP).run();

        assertThat(rig.sink().injected()).isEmpty();
        assertThat(ledger.injected().observedInjected()).isEqualTo(1);
    }

    @Test
    void shouldSurviveASinkThatSendsNothingOfItsOwn() {
        List<Boolean> answers = new ArrayList<>();
        Lane lane = new Lane(
                "test",
                new Chain(List.of(allowed("inject", new AskingFilter((context, packet) -> {
                    answers.add(context.inject(ByteBuffer.wrap(MADE)));
                    return Verdict.PASS;
                })))),
                LaneBell.unheard());
        SlotRing ring = lane.newRing(64);
        MemorySource source = new MemorySource(ring, List.of(UDP), 3, OnFull.BACKPRESSURE);
        lane.addInput(ring, source, new ReturningSink());
        lane.start();

        source.receive();
        lane.doWork();

        assertThat(answers).containsExactly(false, false, false);
        assertThat(lane.ledger().injected().noRoom()).isEqualTo(3);
        assertThat(lane.ledger().reinjected()).isEqualTo(3);
    }

    /** A sink as those that only give packets back. */
    private static final class ReturningSink implements PacketSink {
        private final ErrnoCounters errors = new ErrnoCounters();

        @Override
        public void reinject(Slot slot, boolean isChanged) {}

        @Override
        public void drop(Slot slot) {}

        @Override
        public int flush() {
            return 0;
        }

        @Override
        public ErrnoCounters errors() {
            return errors;
        }
    }

    @Test
    void shouldShowInjectedPacketsApartInMemory() {
        Lane lane = new Lane("test", new Chain(List.of(allowed("inject", injecting(MADE)))), LaneBell.unheard());
        SlotRing ring = lane.newRing(64);
        MemorySource source = new MemorySource(ring, List.of(UDP), 1, OnFull.BACKPRESSURE);
        MemorySink sink = new MemorySink(ring);
        lane.addInput(ring, source, sink);
        lane.start();

        source.receive();
        lane.doWork();

        assertThat(sink.reinjected()).containsExactly(UDP);
        assertThat(sink.injected()).containsExactly(MADE);
        assertThat(lane.ledger().injected().sent()).isEqualTo(1);
    }
}
