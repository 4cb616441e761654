package io.headgate.net.divert.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.engine.io.ErrnoCounters;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import io.headgate.net.divert.linux.VerdictStream.Decision;
import io.headgate.net.divert.linux.VerdictStream.Message;
import io.headgate.net.sys.FakeLibc;
import io.headgate.net.sys.Linux;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictBatchTest {
    private static final int FD = 42;
    private static final int QUEUE = 0x1234;
    private static final int EMSGSIZE = Linux.EMSGSIZE;
    private static final int SLOTS = 64;

    /** Keeps what was sent; fails when told to. */
    private static final class Sends extends FakeLibc {
        private final List<byte[]> sent = new ArrayList<>();
        private final Deque<Integer> failures = new ArrayDeque<>();
        private ToIntFunction<byte[]> errnoOf = bytes -> 0;
        private int calls;

        @Override
        public long sendmsg(int fd, long message, int flags) {
            assertThat(fd).isEqualTo(FD);
            assertThat(flags).isZero();
            assertThat(intAt(message + 8)).as("name length").isZero();
            calls++;
            byte[] bytes = gathered(message);
            int errno = failures.isEmpty() ? errnoOf.applyAsInt(bytes) : failures.pop();
            if (errno != 0) {
                return fail(errno);
            }
            sent.add(bytes);
            return bytes.length;
        }
    }

    private final Sends libc = new Sends();
    private final SlotRing ring = TestRings.of(SLOTS);
    private final ByteBuffer arena = ring.arena().bytes();
    private final ErrnoCounters errors = new ErrnoCounters();
    private final VerdictBatch batch = new VerdictBatch(libc, FD, QUEUE, ring.arena(), new QueueGeneration(), errors);

    VerdictBatchTest() {
        ring.writable(SLOTS);
    }

    private Slot slot(int i, int id, int length) {
        Slot slot = ring.writableSlot(i);
        slot.setId(id);
        slot.setPacket(slot.dataOffset() + 76, length, length);
        return slot;
    }

    private Slot slot(int i, int id, byte[] packet) {
        Slot slot = slot(i, id, packet.length);
        arena.put(slot.packetOffset(), packet);
        return slot;
    }

    private List<Message> messages() {
        return libc.sent.stream()
                .flatMap(bytes -> VerdictStream.parse(bytes).stream())
                .toList();
    }

    private static byte[] random(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    // ---- bytes

    @Test
    void shouldDropWhatHasGrownBeyondOneAttribute() {
        batch.acceptChanged(slot(0, 7, 65_531));
        batch.acceptChanged(slot(1, 8, 65_532));

        assertThat(batch.send()).isEqualTo(1);

        assertThat(errors.byErrno()).containsExactly(java.util.Map.entry(EMSGSIZE, 1L));
        assertThat(messages()).extracting(Message::id).containsExactly(7, 8);
        assertThat(messages())
                .extracting(Message::verdict)
                .containsExactly(Nfqueue.VERDICT_ACCEPT, Nfqueue.VERDICT_DROP);
        assertThat(batch.send()).isZero();
    }

    @Test
    void shouldSendTheseBytesForOneAcceptedPacket() {
        batch.accept(slot(0, 0x0A0B_0C0D, 100));

        assertThat(batch.send()).isZero();

        assertThat(libc.sent).hasSize(1);
        assertThat(libc.sent.get(0)).isEqualTo(header(32, 0x301, (1 << 24) | 1, "00000001", "0a0b0c0d"));
    }

    @Test
    void shouldSendTheseBytesForOneDroppedPacket() {
        batch.drop(slot(0, -1, 100));

        assertThat(batch.send()).isZero();

        assertThat(libc.sent).hasSize(1);
        assertThat(libc.sent.get(0)).isEqualTo(header(32, 0x301, (2 << 24) | 1, "00000000", "ffffffff"));
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 21, 22, 23, 24, 1500, 65_531})
    void shouldSendTheseBytesForAChangedPacket(int length) {
        byte[] packet = random(new Random(length), length);
        batch.acceptChanged(slot(0, 7, packet));

        assertThat(batch.send()).isZero();

        ByteBuffer expected = ByteBuffer.allocate(36 + (length + 3) / 4 * 4).order(ByteOrder.nativeOrder());
        expected.put(header(36 + length, 0x301, (1 << 24) | 1, "00000001", "00000007"));
        expected.putShort((short) (4 + length)).putShort((short) 10).put(packet);
        assertThat(libc.sent).hasSize(1);
        // What pads the last message is of no meaning.
        assertThat(libc.sent.get(0)).hasSize(expected.capacity());
        assertThat(Arrays.copyOf(libc.sent.get(0), 36 + length))
                .isEqualTo(Arrays.copyOf(expected.array(), 36 + length));
    }

    /** Message header, netfilter header and verdict, written out. */
    private static byte[] header(int length, int type, int sequence, String verdict, String id) {
        ByteBuffer bytes = ByteBuffer.allocate(32).order(ByteOrder.nativeOrder());
        bytes.putInt(length)
                .putShort((short) type)
                .putShort((short) 1)
                .putInt(sequence)
                .putInt(0);
        bytes.put(HexFormat.of().parseHex("00001234"));
        bytes.putShort((short) 12).putShort((short) 2);
        bytes.put(HexFormat.of().parseHex(verdict + id));
        return bytes.array();
    }

    // ---- runs and order

    @Test
    void shouldDecideARunByItsLastId() {
        for (int i = 0; i < 10; i++) {
            batch.accept(slot(i, 100 + i, 60));
        }

        batch.send();

        assertThat(messages()).containsExactly(new Message(true, QUEUE, 1, 109, (1 << 24) | 10, null));
    }

    @Test
    void shouldDecideARunOfDropsByItsLastId() {
        for (int i = 0; i < 3; i++) {
            batch.drop(slot(i, i - 2, 60));
        }

        batch.send();

        assertThat(messages()).containsExactly(new Message(true, QUEUE, 0, 0, (2 << 24) | 3, null));
    }

    @Test
    void shouldKeepTheOrderOfAMixedBatchInOneSend() {
        byte[] packet = random(new Random(1), 45);
        batch.accept(slot(0, 1, 60));
        batch.accept(slot(1, 2, 60));
        batch.drop(slot(2, 3, 60));
        batch.acceptChanged(slot(3, 4, packet));
        batch.accept(slot(4, 5, 60));
        batch.drop(slot(5, 6, 60));
        batch.drop(slot(6, 7, 60));

        batch.send();

        assertThat(libc.sent).hasSize(1);
        assertThat(messages())
                .containsExactly(
                        new Message(true, QUEUE, 1, 2, (1 << 24) | 2, null),
                        new Message(false, QUEUE, 0, 3, (2 << 24) | 1, null),
                        new Message(false, QUEUE, 1, 4, (1 << 24) | 1, ByteBuffer.wrap(packet)),
                        new Message(false, QUEUE, 1, 5, (1 << 24) | 1, null),
                        new Message(true, QUEUE, 0, 7, (2 << 24) | 2, null));
    }

    @Test
    void shouldBeginAnewAfterASend() {
        batch.accept(slot(0, 1, 60));
        batch.send();
        batch.send();
        batch.drop(slot(0, 2, 60));
        batch.send();

        assertThat(libc.sent).hasSize(2);
        assertThat(messages())
                .containsExactly(
                        new Message(false, QUEUE, 1, 1, (1 << 24) | 1, null),
                        new Message(false, QUEUE, 0, 2, (2 << 24) | 1, null));
    }

    @Test
    void shouldChangeNothingButTheBytesBeforeThePacket() {
        byte[] before = new byte[arena.capacity()];
        Slot slot = slot(1, 1, random(new Random(2), 333));
        arena.get(0, before);

        batch.acceptChanged(slot);
        batch.send();

        byte[] after = new byte[arena.capacity()];
        arena.get(0, after);
        int from = slot.packetOffset() - 36;
        Arrays.fill(before, from, slot.packetOffset(), (byte) 0);
        Arrays.fill(after, from, slot.packetOffset(), (byte) 0);
        assertThat(Arrays.equals(before, after)).isTrue();
    }

    @Test
    void shouldSplitWhatIsLargerThanOneSend() {
        List<Integer> waiting = new ArrayList<>();
        for (int i = 0; i < SLOTS; i++) {
            waiting.add(i);
            batch.acceptChanged(slot(i, i, 60_000));
        }

        assertThat(batch.send()).isZero();

        assertThat(libc.sent).hasSize(16).allMatch(bytes -> bytes.length <= VerdictBatch.GATHER_LIMIT);
        assertThat(VerdictStream.decide(messages(), waiting)).hasSize(SLOTS);
        assertThat(waiting).isEmpty();
    }

    // ---- failures

    @Test
    void shouldTryAgainWhenInterrupted() {
        libc.failures.addAll(List.of(Linux.EINTR, Linux.EINTR));
        batch.accept(slot(0, 1, 60));

        assertThat(batch.send()).isZero();

        assertThat(libc.calls).isEqualTo(3);
        assertThat(messages()).hasSize(1);
        assertThat(errors.total()).isZero();
    }

    @Test
    void shouldSendOneByOneWhatCannotBeSentTogether() {
        libc.failures.add(Linux.ENOBUFS);
        List<Integer> waiting = new ArrayList<>(List.of(1, 2, 3, 4));
        batch.accept(slot(0, 1, 60));
        batch.accept(slot(1, 2, 60));
        batch.acceptChanged(slot(2, 3, 60));
        batch.drop(slot(3, 4, 60));

        assertThat(batch.send()).isZero();

        assertThat(libc.sent).hasSize(4);
        assertThat(VerdictStream.decide(messages(), waiting))
                .extracting(Decision::verdict)
                .containsExactly(1, 1, 1, 0);
        assertThat(errors.total()).isZero();
    }

    @Test
    void shouldDropWhatCannotBeSentAtAll() {
        libc.errnoOf = bytes -> bytes.length > 32 ? EMSGSIZE : 0;
        List<Integer> waiting = new ArrayList<>(List.of(1, 2, 3));
        batch.accept(slot(0, 1, 60));
        batch.acceptChanged(slot(1, 2, 60));
        batch.accept(slot(2, 3, 60));

        assertThat(batch.send()).isEqualTo(1);

        assertThat(VerdictStream.decide(messages(), waiting))
                .extracting(Decision::verdict)
                .containsExactly(1, 0, 1);
        assertThat(errors.byErrno()).containsOnly(java.util.Map.entry(EMSGSIZE, 1L));
    }

    @Test
    void shouldCountEachPacketOfADeadSocketOnce() {
        libc.errnoOf = bytes -> 9;
        batch.accept(slot(0, 1, 60));
        batch.acceptChanged(slot(1, 2, 60));
        batch.drop(slot(2, 3, 60));

        assertThat(batch.send()).isEqualTo(2);
        assertThat(errors.byErrno()).containsOnly(java.util.Map.entry(9, 2L));

        libc.errnoOf = bytes -> 0;
        batch.accept(slot(0, 4, 60));
        assertThat(batch.send()).isZero();
        assertThat(messages()).extracting(Message::id).containsExactly(4);
    }

    // ---- anything

    @Test
    void shouldDecideEveryPacketOnceAndInOrderWhateverTheBatch() {
        long seed = 20_260_102;
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            assertRandomBatch(random, "seed " + seed + ", round " + round);
        }
    }

    private void assertRandomBatch(Random random, String round) {
        int firstId = random.nextInt(4) == 0 ? -random.nextInt(SLOTS) : random.nextInt();
        int count = 1 + random.nextInt(SLOTS);
        int limit = random.nextInt(3) == 0 ? 33 + random.nextInt(100_000) : Integer.MAX_VALUE;
        libc.sent.clear();
        libc.errnoOf = bytes -> bytes.length > limit ? EMSGSIZE : random.nextInt(20) == 0 ? Linux.EINTR : 0;
        List<Integer> waiting = new ArrayList<>();
        List<Decision> expected = new ArrayList<>();
        long errorsBefore = errors.total();
        int tooLarge = 0;
        int kind = 0;
        for (int i = 0, id = firstId; i < count; i++, id += 1 + random.nextInt(3) / 2) {
            waiting.add(id);
            kind = random.nextInt(3) == 0 ? random.nextInt(3) : kind;
            byte[] packet = random(random, random.nextInt(10) == 0 ? random.nextInt(65_532) : 20 + random.nextInt(50));
            Slot slot = slot(i, id, packet);
            switch (kind) {
                case 0 -> batch.accept(slot);
                case 1 -> batch.drop(slot);
                default -> batch.acceptChanged(slot);
            }
            boolean isTooLarge = kind == 2 && 36 + (packet.length + 3) / 4 * 4 > limit;
            tooLarge += isTooLarge ? 1 : 0;
            expected.add(new Decision(
                    id, kind == 1 || isTooLarge ? 0 : 1, kind == 2 && !isTooLarge ? ByteBuffer.wrap(packet) : null));
        }

        int failed = batch.send();

        List<Decision> decisions = VerdictStream.decide(messages(), waiting);
        assertThat(waiting).as(round).isEmpty();
        assertThat(decisions).as(round).isEqualTo(expected);
        assertThat(failed).as(round).isEqualTo(tooLarge);
        assertThat(errors.total() - errorsBefore).as(round).isEqualTo(tooLarge);
    }
}
