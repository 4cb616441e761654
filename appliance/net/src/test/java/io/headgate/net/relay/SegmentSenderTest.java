package io.headgate.net.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.net.relay.Packets.Header;
import io.headgate.net.relay.ReceiverCounters.Counter;
import io.headgate.net.relay.ScriptedKernel.Received;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent by which messages, and what becomes of a batch when the kernel refuses some of them. */
class SegmentSenderTest {
    private static final int EIO = 5;
    private static final int EAGAIN = 11;
    private static final int EINVAL = 22;
    private static final int EMSGSIZE = 90;
    private static final int ENETUNREACH = 101;
    private static final int ENOBUFS = 105;
    private static final int ECONNREFUSED = 111;

    private static final Receiver FIRST = Receiver.of(Packets.address("192.0.2.1"), 4_001);
    private static final Receiver SECOND = Receiver.of(Packets.address("192.0.2.2"), 4_002);
    private static final Header HEADER = Packets.to("226.0.0.1", 4_096);

    private final ScriptedKernel kernel = new ScriptedKernel();
    private final Packets packets = new Packets();
    private final Random random = new Random(1);
    private DatagramSink sink;

    private DatagramSink open(Receiver... receivers) {
        sink = DatagramSink.open(kernel, SendAbi.LINUX, packets.ring().arena(), List.of(receivers), List.of());
        return sink;
    }

    @AfterEach
    void close() {
        if (sink != null) {
            sink.close();
        }
    }

    /** Reinjects datagrams of these lengths; returns their payloads. */
    private List<byte[]> reinject(int... lengths) {
        List<byte[]> payloads = new ArrayList<>();
        for (int length : lengths) {
            byte[] payload = Packets.payload(random, length);
            payloads.add(payload);
            sink.reinject(packets.put(HEADER, payload), false);
        }
        return payloads;
    }

    private static int[] times(int count, int length) {
        return IntStream.generate(() -> length).limit(count).toArray();
    }

    private ReceiverCounters counters(int receiver) {
        return sink.receivers().get(receiver);
    }

    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    /** The kernel of this test cuts messages as Linux does, and refuses what Linux refuses. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldSendEveryPayloadOnceAndInOrderToEachReceiver(int seed) {
        Random dice = new Random(seed);
        open(FIRST, SECOND.withTtl(TtlPolicy.decrement()));
        List<byte[]> toFirst = new ArrayList<>();
        List<byte[]> toSecond = new ArrayList<>();
        int[] sizes = {dice.nextInt(1, 1_473), dice.nextInt(1, 1_473), dice.nextInt(20_000), 0, 65_507, 1_024};
        int failed = 0;
        int expired = 0;

        for (int batches = dice.nextInt(1, 5); batches > 0; batches--) {
            int size = sizes[0];
            for (int i = dice.nextInt(150); i > 0; i--) {
                size = dice.nextInt(4) == 0 ? sizes[dice.nextInt(sizes.length)] : size;
                byte[] payload = Packets.payload(dice, size);
                boolean lives = dice.nextInt(20) != 0;
                Header header = HEADER.withTtl(lives ? 2 + dice.nextInt(2) : 1)
                        .withTrafficClass(dice.nextInt(10) == 0 ? 0xB8 : 0);
                toFirst.add(payload);
                if (lives) {
                    toSecond.add(payload);
                } else {
                    expired++;
                }
                sink.reinject(packets.put(header, payload), false);
            }
            failed += sink.flush();
        }

        assertThat(kernel.payloads(100)).as("seed %d", seed).containsExactlyElementsOf(toFirst);
        assertThat(kernel.payloads(101)).as("seed %d", seed).containsExactlyElementsOf(toSecond);
        assertThat(failed).as("what one receiver took made it").isZero();
        assertThat(counters(0).get(Counter.SENT)).isEqualTo(toFirst.size());
        assertThat(counters(1).get(Counter.TTL_EXPIRED)).isEqualTo(expired);
        assertThat(counters(0).errors().total() + counters(1).errors().total()).isZero();
        assertThat(kernel.messages()).isLessThanOrEqualTo(toFirst.size() + toSecond.size());
    }

    @Test
    void shouldSendABatchOfEqualDatagramsAsOneMessage() {
        open(FIRST, SECOND);

        reinject(times(64, 200));
        assertThat(sink.flush()).isZero();

        assertThat(kernel.calls()).isEqualTo(2);
        assertThat(kernel.messages()).isEqualTo(2);
        assertThat(kernel.received()).hasSize(128);
    }

    @Test
    void shouldLetTheLastSegmentBeShorter() {
        open(FIRST);

        reinject(200, 200, 100, 100, 0, 100);
        sink.flush();

        assertThat(kernel.received().stream().map(one -> one.payload().length))
                .containsExactly(200, 200, 100, 100, 0, 100);
        assertThat(kernel.messages()).isEqualTo(4);
        assertThat(kernel.calls()).isEqualTo(1);
    }

    @Test
    void shouldNotMakeMessagesLongerThanAPacket() {
        open(FIRST);

        reinject(times(46, 1_450));
        sink.flush();

        assertThat(kernel.messages()).as("45 of 1,450 bytes fit").isEqualTo(2);
        assertThat(counters(0).get(Counter.UNSEGMENTED)).isZero();
    }

    @Test
    void shouldSendMoreThanABatchHolds() {
        open(FIRST);

        List<byte[]> sent = reinject(times(100, 10));
        sink.flush();

        assertThat(kernel.payloads(100)).containsExactlyElementsOf(sent);
    }

    @Test
    void shouldSendSinglyToKernelsWithoutSegments() {
        kernel.setOld();
        open(FIRST);

        reinject(times(10, 200));
        sink.flush();

        assertThat(kernel.messages()).isEqualTo(10);
        assertThat(kernel.calls()).isEqualTo(1);
    }

    /** Each datagram of a refused message is sent, and the next batch asks for nothing of the kind. */
    @ParameterizedTest
    @ValueSource(ints = {EIO, EINVAL, EMSGSIZE})
    void shouldLearnPerReceiverWhatCannotBeCut(int errno) {
        kernel.judge(message -> message.fd() == 100 && message.segment() >= 200 ? errno : 0);
        open(FIRST, SECOND);

        List<byte[]> sent = reinject(times(10, 200));
        assertThat(sink.flush()).isZero();
        sent.addAll(reinject(times(10, 200)));
        assertThat(sink.flush()).isZero();
        int before = kernel.messages();
        sent.addAll(reinject(times(10, 199)));
        assertThat(sink.flush()).isZero();

        assertThat(kernel.payloads(100)).containsExactlyElementsOf(sent);
        assertThat(kernel.payloads(101)).containsExactlyElementsOf(sent);
        assertThat(counters(0).get(Counter.UNSEGMENTED)).isEqualTo(1);
        assertThat(counters(1).get(Counter.UNSEGMENTED)).isZero();
        assertThat(kernel.messages() - before)
                .as("shorter ones are still cut, unless the device cannot")
                .isEqualTo(errno == EIO ? 11 : 2);
        assertThat(sink.errors().total()).isZero();
    }

    @Test
    void shouldLearnNothingFromAReceiverThatTakesNothing() {
        kernel.judge(message -> message.fd() == 100 ? EINVAL : 0);
        open(FIRST);
        reinject(times(10, 200));
        assertThat(sink.flush()).isEqualTo(10);

        kernel.judge(message -> 0);
        reinject(times(10, 200));
        sink.flush();

        assertThat(kernel.messages()).isEqualTo(1);
        assertThat(sink.errors().byErrno()).isEqualTo(Map.of(EINVAL, 10L));
    }

    @Test
    void shouldGoOnBehindAMessageThatFails() {
        kernel.judge(message -> message.bytes() >= 300 ? EMSGSIZE : 0);
        open(FIRST);

        List<byte[]> sent = reinject(100, 300, 100, 300, 100);
        int failed = sink.flush();

        assertThat(failed).isEqualTo(2);
        assertThat(kernel.payloads(100)).containsExactly(sent.get(0), sent.get(2), sent.get(4));
        assertThat(sink.errors().byErrno()).isEqualTo(Map.of(EMSGSIZE, 2L));
        assertThat(counters(0).errors().byErrno()).isEqualTo(Map.of(EMSGSIZE, 2L));
    }

    @Test
    void shouldCountAPacketAsSentWhenOneReceiverTookIt() {
        kernel.judge(message -> message.fd() == 100 ? ENETUNREACH : 0);
        open(FIRST, SECOND);

        List<byte[]> sent = reinject(10, 20, 30);
        int failed = sink.flush();

        assertThat(failed).isZero();
        assertThat(sink.errors().total()).isZero();
        assertThat(counters(0).errors().byErrno()).isEqualTo(Map.of(ENETUNREACH, 3L));
        assertThat(kernel.payloads(101)).containsExactlyElementsOf(sent);
    }

    @Test
    void shouldCallAPacketThatNobodyTookAnErrorRatherThanADrop() {
        kernel.judge(message -> message.fd() == 101 ? ENETUNREACH : 0);
        open(FIRST.withTtl(TtlPolicy.decrement()), SECOND);

        sink.reinject(packets.put(HEADER.withTtl(1), new byte[10]), false);

        assertThat(sink.flush()).isEqualTo(1);
        assertThat(sink.errors().byErrno()).isEqualTo(Map.of(ENETUNREACH, 1L));
        assertThat(sink.drops().counts()).isEmpty();
    }

    /** An ICMP answer to an earlier datagram is reported in place of sending this one. */
    @Test
    void shouldSendWhatARefusalOfAnotherDatagramHeldUp() {
        int[] pending = {2};
        kernel.judge(message -> message.index() == 0 && pending[0]-- > 0 ? ECONNREFUSED : 0);
        open(FIRST);

        List<byte[]> sent = reinject(10, 20, 30);
        int failed = sink.flush();

        assertThat(failed).isZero();
        assertThat(kernel.payloads(100)).containsExactlyElementsOf(sent);
        assertThat(counters(0).get(Counter.REFUSALS)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {EAGAIN, ENOBUFS})
    void shouldWaitALittleForRoom(int errno) {
        int[] full = {3};
        kernel.judge(message -> full[0]-- > 0 ? errno : 0);
        open(FIRST);

        reinject(10);

        assertThat(sink.flush()).isZero();
        assertThat(counters(0).get(Counter.WAITS)).isEqualTo(3);
    }

    @Test
    void shouldNotWaitAgainForAReceiverThatStaysFull() {
        kernel.judge(message -> message.fd() == 100 ? EAGAIN : 0);
        open(FIRST, SECOND);

        for (int i = 0; i < 5; i++) {
            reinject(10, 20);
            sink.flush();
        }
        long waits = counters(0).get(Counter.WAITS);
        kernel.judge(message -> 0);
        reinject(10, 20);
        sink.flush();

        assertThat(waits).as("in all five batches").isEqualTo(4);
        assertThat(counters(0).errors().byErrno()).isEqualTo(Map.of(EAGAIN, 10L));
        assertThat(counters(0).get(Counter.SENT)).isEqualTo(2);
        assertThat(counters(1).get(Counter.SENT)).isEqualTo(12);
    }

    @Test
    void shouldGiveEachReceiverItsTimeToLiveAndThePacketsDscp() {
        open(FIRST.withTtl(TtlPolicy.keep()), SECOND.withTtl(TtlPolicy.minimum(30)));

        sink.reinject(packets.put(HEADER.withTtl(9).withTrafficClass(0xBB), new byte[1]), false);
        sink.flush();

        assertThat(kernel.received().stream().map(Received::ttl)).containsExactly(9, 30);
        assertThat(kernel.received().stream().map(Received::trafficClass))
                .as("without the bits of ECN")
                .containsExactly(0xB8, 0xB8);
    }
}
