package io.headgate.net.divert.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Backend;
import io.headgate.api.ChecksumState;
import io.headgate.api.Direction;
import io.headgate.engine.io.SourceCounters;
import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotArena;
import io.headgate.engine.ring.SlotRing;
import io.headgate.net.sys.FakeLibc;
import io.headgate.net.sys.InterfaceNames;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {
    private static final long NOW_NS = 1_700_000_000_000_000_123L;
    private static final int MARK = 3;
    private static final int TIMESTAMP = 4;
    private static final int IN_INTERFACE = 5;
    private static final int OUT_INTERFACE = 6;
    private static final int HARDWARE_ADDRESS = 9;
    private static final int PAYLOAD = 10;
    private static final int CAP_LEN = 13;
    private static final int SKB_INFO = 14;

    /** Every index is an interface of that name. */
    private static final class Interfaces extends FakeLibc {
        @Override
        public long if_indextoname(int index, long name) {
            putBytes(name, ("eth" + index % 1000 + '\0').getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            return name;
        }
    }

    private static final class Answers implements MessageReader.Listener {
        private final List<Integer> configured = new ArrayList<>();
        private int timesGone;

        @Override
        public void onConfigured(int errno) {
            configured.add(errno);
        }

        @Override
        public void onQueueGone() {
            timesGone++;
        }
    }

    private final SlotRing ring = TestRings.of(2);
    private final ByteBuffer arena = ring.arena().bytes();
    private final SourceCounters counters = new SourceCounters();
    private final Answers answers = new Answers();
    private final InterfaceNames interfaces = new InterfaceNames(new Interfaces());
    private final MessageReader reader =
            new MessageReader(ring.arena(), interfaces, counters, new QueueGeneration(), answers);

    /** The last slot: what lies behind it is not memory of ours. */
    private final Slot slot = slotAtTheEnd();

    private Slot slotAtTheEnd() {
        ring.writable(2);
        return ring.writableSlot(1);
    }

    private boolean read(byte[] message) {
        arena.put(slot.dataOffset(), message);
        return reader.read(slot, message.length, NOW_NS);
    }

    private byte[] payload() {
        byte[] bytes = new byte[slot.packetLength()];
        arena.get(slot.packetOffset(), bytes);
        return bytes;
    }

    // ---- well-formed

    @Test
    void shouldReadEveryAttributeItKnows() {
        byte[] timestamp = ByteBuffer.allocate(16)
                .putLong(1_600_000_000L)
                .putLong(654_321L)
                .array();
        byte[] message = NetlinkMessage.packet(0xCAFE_F00D, 0)
                .number(MARK, 0x8000_0001)
                .attribute(TIMESTAMP, timestamp)
                .number(IN_INTERFACE, 258)
                .number(OUT_INTERFACE, 3)
                .attribute(HARDWARE_ADDRESS, (byte) 0, (byte) 6, (byte) 0, (byte) 0, (byte) 2, (byte) 0)
                .number(SKB_INFO, 0)
                .attribute(PAYLOAD, (byte) 0x45, (byte) 1, (byte) 2)
                .bytes();

        assertThat(read(message)).isTrue();

        assertThat(slot.isPacket()).isTrue();
        assertThat(slot.id()).isEqualTo(0xCAFE_F00DL);
        assertThat(slot.mark()).isEqualTo(0x8000_0001);
        assertThat(slot.timestampNs()).isEqualTo(1_600_000_000_654_321_000L);
        assertThat(slot.interfaceName()).isEqualTo("eth258");
        assertThat(slot.backend()).isEqualTo(Backend.NFQUEUE);
        assertThat(slot.checksumState()).isEqualTo(ChecksumState.VERIFIED);
        assertThat(payload()).containsExactly(0x45, 1, 2);
        assertThat(slot.originalLength()).isEqualTo(3);
        assertThat(counters.get(Counter.TRUNCATED)).isZero();
        assertThat(counters.get(Counter.UNREADABLE)).isZero();
    }

    @Test
    void shouldForgetWhatAnEarlierPacketOfTheSlotSaid() {
        read(NetlinkMessage.packet(1, 4)
                .number(MARK, 7)
                .number(OUT_INTERFACE, 3)
                .number(SKB_INFO, 3)
                .number(CAP_LEN, 5000)
                .attribute(PAYLOAD, new byte[40])
                .bytes());

        assertThat(read(NetlinkMessage.packet(2, 0)
                        .attribute(PAYLOAD, new byte[20])
                        .bytes()))
                .isTrue();

        assertThat(slot.mark()).isZero();
        assertThat(slot.interfaceName()).isEmpty();
        assertThat(slot.direction()).isEqualTo(Direction.IN);
        assertThat(slot.isGso()).isFalse();
        assertThat(slot.checksumState()).isEqualTo(ChecksumState.VERIFIED);
        assertThat(slot.originalLength()).isEqualTo(20);
        assertThat(slot.timestampNs()).isEqualTo(NOW_NS);
    }

    @ParameterizedTest
    @CsvSource({"0,IN,eth5", "1,IN,eth5", "2,FORWARD,eth5", "3,OUT,eth6", "4,OUT,eth6"})
    void shouldTellTheDirectionByTheHook(int hook, Direction direction, String interfaceName) {
        read(NetlinkMessage.packet(1, hook)
                .number(IN_INTERFACE, 5)
                .number(OUT_INTERFACE, 6)
                .attribute(PAYLOAD, new byte[20])
                .bytes());

        assertThat(slot.direction()).isEqualTo(direction);
        assertThat(slot.interfaceName()).isEqualTo(interfaceName);
    }

    @Test
    void shouldPassOverAttributesItDoesNotKnow() {
        byte[] message = NetlinkMessage.packet(9, 0)
                .attribute(0x3FFF, (byte) 1)
                .attribute(0x8000 | 200, new byte[333])
                .attribute(0)
                .attribute(0x4000 | PAYLOAD, (byte) 8, (byte) 9)
                .attribute(99, new byte[5])
                .bytes();

        assertThat(read(message)).isTrue();
        assertThat(payload()).containsExactly(8, 9);
    }

    @ParameterizedTest
    @CsvSource({
        "0,VERIFIED,false",
        "1,PARTIAL,false",
        "2,VERIFIED,true",
        "3,PARTIAL,true",
        "4,UNVERIFIED,false",
        "5,PARTIAL,false",
        "6,UNVERIFIED,true",
        "7,PARTIAL,true",
        "-8,VERIFIED,false"
    })
    void shouldReadWhatIsLeftUndone(int skbInfo, ChecksumState state, boolean isGso) {
        read(NetlinkMessage.packet(1, 0)
                .number(SKB_INFO, skbInfo)
                .attribute(PAYLOAD, new byte[20])
                .bytes());

        assertThat(slot.checksumState()).isEqualTo(state);
        assertThat(slot.isGso()).isEqualTo(isGso);
    }

    @ParameterizedTest
    @CsvSource({"4,6,2,true", "4,17,2,false", "0,6,2,false", "2,6,2,false", "4,6,1,false", "3,6,3,true"})
    void shouldLeaveOnlyOutgoingLargeTcpToTheKernel(int hook, int protocol, int skbInfo, boolean expected) {
        byte[] packet = new byte[40];
        packet[9] = (byte) protocol;

        read(NetlinkMessage.packet(1, hook)
                .number(SKB_INFO, skbInfo)
                .attribute(PAYLOAD, packet)
                .bytes());

        assertThat(slot.isSummedWhenCut()).isEqualTo(expected);
    }

    @Test
    void shouldSayThatThePacketWasCutByTheKernel() {
        byte[] message = NetlinkMessage.packet(1, 3)
                .number(CAP_LEN, 65_535)
                .attribute(PAYLOAD, new byte[65_531])
                .bytes();

        assertThat(read(message)).isTrue();
        assertThat(slot.packetLength()).isEqualTo(65_531);
        assertThat(slot.originalLength()).isEqualTo(65_535);
        assertThat(counters.get(Counter.TRUNCATED)).isEqualTo(1);
    }

    @Test
    void shouldSayThatThePacketWasCutByTheReceiveCall() {
        byte[] whole =
                NetlinkMessage.packet(1, 3).attribute(PAYLOAD, new byte[1000]).bytes();

        assertThat(read(Arrays.copyOf(whole, whole.length - 1))).isTrue();
        assertThat(slot.packetLength()).isEqualTo(999);
        assertThat(slot.originalLength()).isEqualTo(1000);
        assertThat(counters.get(Counter.TRUNCATED)).isEqualTo(1);
    }

    @Test
    void shouldTakeAPacketWithoutPayloadSinceItNeedsAVerdictToo() {
        assertThat(read(NetlinkMessage.packet(5, 0).bytes())).isTrue();
        assertThat(slot.id()).isEqualTo(5);
        assertThat(slot.packetLength()).isZero();
    }

    // ---- malformed

    @Test
    void shouldNotTakeAPacketWithoutHeader() {
        assertThat(read(NetlinkMessage.bare().attribute(PAYLOAD, new byte[20]).bytes()))
                .isFalse();
        assertThat(slot.isPacket()).isFalse();
        assertThat(counters.get(Counter.UNREADABLE)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 15, 16, 19})
    void shouldNotTakeAMessageShorterThanItsHeaders(int length) {
        byte[] message = NetlinkMessage.packet(1, 0).bytes();

        assertThat(read(Arrays.copyOf(message, length))).isFalse();
        assertThat(counters.get(Counter.UNREADABLE)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void shouldEndAtAnAttributeShorterThanItsHeader(int claimed) {
        byte[] message = NetlinkMessage.packet(1, 0)
                .lying(MARK, claimed, (byte) 0, (byte) 0, (byte) 0, (byte) 1)
                .attribute(PAYLOAD, new byte[20])
                .bytes();

        assertThat(read(message)).isTrue();
        assertThat(slot.mark()).isZero();
        assertThat(slot.packetLength()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 7, 10})
    void shouldNotTakeAHeaderThatIsTooShort(int claimed) {
        byte[] message = NetlinkMessage.bare()
                .lying(1, claimed, new byte[claimed - 4])
                .attribute(PAYLOAD, new byte[20])
                .bytes();

        assertThat(read(message)).isFalse();
        assertThat(counters.get(Counter.UNREADABLE)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, MARK, TIMESTAMP, IN_INTERFACE, OUT_INTERFACE, CAP_LEN, SKB_INFO})
    void shouldNotReadANumberThatIsNotThere(int attribute) {
        // What an earlier, longer message left in the slot must not be taken for this one's.
        byte[] stale = new byte[200];
        Arrays.fill(stale, (byte) 0x55);
        arena.put(slot.dataOffset(), stale);
        byte[] message =
                NetlinkMessage.packet(1, 0).lying(attribute, 8, (byte) 0x55).bytes();

        assertThat(read(message)).isTrue();

        assertThat(slot.id()).isEqualTo(1);
        assertThat(slot.mark()).isZero();
        assertThat(slot.interfaceName()).isEmpty();
        assertThat(slot.timestampNs()).isEqualTo(NOW_NS);
        assertThat(slot.originalLength()).isZero();
        assertThat(slot.checksumState()).isEqualTo(ChecksumState.VERIFIED);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 8, 11, 65_535})
    void shouldNotReadBehindTheArena(int claimed) {
        // Attributes up to the slot's end, the last of which is a header only.
        byte[] full = NetlinkMessage.packet(1, 0)
                .attribute(200, new byte[60_000])
                .attribute(201, new byte[SlotArena.CAPACITY - 60_000 - 16 - 4 - 12 - 4 - 4 - 4])
                .lying(TIMESTAMP, claimed)
                .bytes();
        assertThat(full).hasSize(SlotArena.CAPACITY);

        assertThat(read(full)).isTrue();
        assertThat(slot.timestampNs()).isEqualTo(NOW_NS);
    }

    @Test
    void shouldBelieveWhatWasReceivedOfAPayloadThatClaimsMore() {
        byte[] message = NetlinkMessage.packet(1, 0)
                .lying(PAYLOAD, 65_535, new byte[100])
                .bytes();

        assertThat(read(message)).isTrue();
        assertThat(slot.packetLength()).isEqualTo(100);
        assertThat(slot.originalLength()).isEqualTo(65_531);
    }

    @Test
    void shouldNotTakeAMessageOfAnotherType() {
        for (int type : new int[] {0, 1, 3, 4, 0x301, 0x302, 0x400, 0xFFFF}) {
            assertThat(read(new NetlinkMessage(type).attribute(1, new byte[8]).bytes()))
                    .isFalse();
        }
        assertThat(counters.get(Counter.UNREADABLE)).isEqualTo(8);
    }

    // ---- numbering

    @ParameterizedTest
    @CsvSource({
        "1,2,0",
        "1,3,1",
        "10,110,99",
        "-1,0,0",
        "-1,1,1",
        "-2,1,2",
        "2147483647,-2147483648,0",
        "2147483647,-2147483647,1"
    })
    void shouldCountTheIdsThatAreMissing(int first, int second, long missing) {
        read(NetlinkMessage.packet(first, 0).bytes());
        read(NetlinkMessage.packet(second, 0).bytes());

        assertThat(counters.get(Counter.ID_GAPS)).isEqualTo(missing);
    }

    @Test
    void shouldNotMissWhatANewQueueNumbersAnew() {
        read(NetlinkMessage.packet(500, 0).bytes());
        reader.forgetIds();
        read(NetlinkMessage.packet(1, 0).bytes());
        read(NetlinkMessage.packet(3, 0).bytes());

        assertThat(counters.get(Counter.ID_GAPS)).isEqualTo(1);
    }

    // ---- errors

    @Test
    void shouldCountRefusedVerdictsByErrnoAndPackets() {
        assertThat(read(NetlinkMessage.error(2, RequestTag.of(RequestTag.ACCEPT, 17))))
                .isFalse();
        read(NetlinkMessage.error(1, RequestTag.of(RequestTag.ACCEPT, 1)));
        read(NetlinkMessage.error(2, RequestTag.of(RequestTag.DROP, 5)));

        assertThat(counters.get(Counter.REFUSED_ACCEPTS)).isEqualTo(18);
        assertThat(counters.get(Counter.REFUSED_DROPS)).isEqualTo(5);
        assertThat(counters.refusals().byErrno()).containsOnly(java.util.Map.entry(2, 17L), java.util.Map.entry(1, 1L));
        assertThat(answers.configured).isEmpty();
        assertThat(answers.timesGone).isZero();
    }

    @Test
    void shouldHandOnAnswersToConfiguration() {
        read(NetlinkMessage.error(0, RequestTag.of(RequestTag.CONFIG, 0)));
        read(NetlinkMessage.error(16, RequestTag.of(RequestTag.CONFIG, 0)));
        read(NetlinkMessage.error(19, RequestTag.of(RequestTag.CONFIG, 0)));

        assertThat(answers.configured).containsExactly(0, 16, 19);
        assertThat(answers.timesGone).isZero();
    }

    @Test
    void shouldNoticeThatTheQueueIsGone() {
        read(NetlinkMessage.error(19, RequestTag.of(RequestTag.ACCEPT, 2)));
        read(NetlinkMessage.error(19, RequestTag.of(RequestTag.DROP, 3)));

        assertThat(answers.timesGone).isEqualTo(2);
        assertThat(counters.refusals().byErrno()).containsOnly(java.util.Map.entry(19, 2L));
    }

    @Test
    void shouldCountErrorsOfNoRequestOfOurs() {
        read(NetlinkMessage.error(22, 0));
        read(NetlinkMessage.error(22, -1));
        read(Arrays.copyOf(NetlinkMessage.error(22, RequestTag.of(RequestTag.ACCEPT, 1)), 31));

        assertThat(counters.get(Counter.UNREADABLE)).isEqualTo(3);
        assertThat(counters.get(Counter.REFUSED_ACCEPTS)).isZero();
    }

    // ---- anything

    @Test
    void shouldNeitherThrowNorReadOutsideTheSlotWhateverComes() {
        long seed = 20_260_101;
        Random random = new Random(seed);
        List<byte[]> corpus = corpus(random);
        for (int i = 0; i < 200_000; i++) {
            byte[] message = corpus.get(random.nextInt(corpus.size())).clone();
            mutate(message, random);
            int length = random.nextInt(4) == 0 ? random.nextInt(message.length + 1) : message.length;

            arena.put(slot.dataOffset(), message);
            boolean isPacket = reader.read(slot, length, NOW_NS);

            assertThat(slot.isPacket()).as("seed %d, message %d", seed, i).isEqualTo(isPacket);
            if (isPacket) {
                boolean isInside = slot.packetOffset() >= slot.dataOffset()
                        && slot.packetLength() >= 0
                        && slot.packetOffset() + slot.packetLength() <= slot.dataOffset() + length
                        && slot.originalLength() >= slot.packetLength();
                assertThat(isInside).as("seed %d, message %d", seed, i).isTrue();
            }
        }
    }

    private static List<byte[]> corpus(Random random) {
        List<byte[]> corpus = new ArrayList<>();
        corpus.add(NetlinkMessage.error(2, RequestTag.of(RequestTag.ACCEPT, 3)));
        corpus.add(NetlinkMessage.bare().bytes());
        for (int i = 0; i < 20; i++) {
            byte[] payload = new byte[random.nextInt(200)];
            random.nextBytes(payload);
            corpus.add(NetlinkMessage.packet(random.nextInt(), random.nextInt(6))
                    .number(MARK, random.nextInt())
                    .number(IN_INTERFACE, random.nextInt(1000))
                    .number(OUT_INTERFACE, random.nextInt(1000))
                    .attribute(TIMESTAMP, new byte[16])
                    .number(SKB_INFO, random.nextInt(8))
                    .number(CAP_LEN, random.nextInt(70_000))
                    .attribute(PAYLOAD, payload)
                    .bytes());
        }
        return corpus;
    }

    /** Changes some bytes, more often in lengths and types than elsewhere. */
    private static void mutate(byte[] message, Random random) {
        int changes = random.nextInt(5);
        for (int i = 0; i < changes && message.length > 0; i++) {
            int at = random.nextBoolean() ? random.nextInt(message.length) : random.nextInt(message.length) & ~3;
            message[at] = (byte) (random.nextBoolean() ? random.nextInt(12) : random.nextInt());
        }
    }
}
