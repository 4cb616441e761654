package io.headgate.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.ChecksumState;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many bytes read, written and replaced at once, judged by packets that are built anew; and what can be undone. */
class BulkEditTest {
    private static final long SEED = 9_293;
    private static final List<ChecksumState> STATES =
            List.of(ChecksumState.VERIFIED, ChecksumState.UNVERIFIED, ChecksumState.PARTIAL);

    private final OneSlot slot = new OneSlot();
    private final Random random = new Random(SEED);

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] build(int kind, byte[] payload) {
        PacketBuilder builder = (kind & 1) == 0
                ? PacketBuilder.udp(1_000, 53)
                : PacketBuilder.tcp(1_000, 80).tcpOptions(kind % 5);
        builder.payloadBytes(payload);
        return (kind & 2) == 0
                ? builder.options(kind % 3).build()
                : builder.ipv6().options(60, 1 + kind % 2).routing(0, 1, 1).build();
    }

    private static byte[] replaced(byte[] payload, int from, int to, byte[] by) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(payload, 0, from);
        out.writeBytes(by);
        out.write(payload, to, payload.length - to);
        return out.toByteArray();
    }

    /** Both transports and families, every state of the sum, odd and even places, padding behind. */
    @Test
    void shouldLeaveAsTheSenderWouldHaveBuiltIt() {
        System.out.println("BulkEditTest seed=" + SEED);
        for (int round = 0; round < 40_000; round++) {
            int kind = random.nextInt(60);
            byte[] payload = bytes(random.nextInt(random.nextInt(20) == 0 ? 9_000 : 300));
            byte[] built = build(kind, payload);
            byte[] padded = Arrays.copyOf(built, built.length + (random.nextInt(4) == 0 ? random.nextInt(20) : 0));
            slot.offload(STATES.get(random.nextInt(3)), false, false);
            SlotPacket packet = slot.load(padded);
            int longest = padded.length;

            for (int filter = random.nextInt(3); filter >= 0; filter--) {
                byte[] before = slot.bytes();
                byte[] payloadBefore = payload;
                packet.beginFilter();
                for (int edit = random.nextInt(4); edit >= 0; edit--) {
                    int to = random.nextInt(payload.length + 1);
                    int from = random.nextInt(to + 1);
                    byte[] by = random.nextInt(4) == 0 ? bytes(to - from) : bytes(random.nextInt(400));
                    packet.replacePayload(packet.payloadOffset() + from, packet.payloadOffset() + to, by, 0, by.length);
                    payload = replaced(payload, from, to, by);
                    longest = Math.max(longest, packet.length());
                }
                if (random.nextInt(3) == 0) {
                    packet.rollback();
                    payload = payloadBefore;
                    assertThat(slot.bytes())
                            .as("seed %d, round %d", SEED, round)
                            .isEqualTo(before);
                }
            }
            if (random.nextInt(3) == 0) {
                packet.restore();
                assertThat(slot.bytes()).as("seed %d, round %d", SEED, round).isEqualTo(padded);
                assertThat(packet.isChanged()).isFalse();
            } else if (packet.isChanged()) {
                assertThat(packet.repair()).isTrue();
                byte[] expected = build(kind, payload);
                // An edit that keeps the length keeps the padding too.
                assertThat(Arrays.copyOf(slot.bytes(), expected.length))
                        .as("seed %d, round %d", SEED, round)
                        .isEqualTo(expected);
            }
            slot.assertNothingOutsideTouched(longest);
        }
    }

    @Test
    void shouldRewriteTheLargestPayloadAndUndoIt() {
        byte[] payload = bytes(65_495);
        byte[] built = build(5, Arrays.copyOf(payload, 65_475));
        SlotPacket packet = slot.load(built);
        packet.beginFilter();
        byte[] other = bytes(65_475);

        packet.payload(packet.payloadOffset(), other, 0, other.length);
        assertThat(packet.isOverflown()).isFalse();
        packet.rollback();
        assertThat(slot.bytes()).isEqualTo(built);
        packet.payload(packet.payloadOffset(), other, 0, other.length);

        assertThat(packet.repair()).isTrue();
        assertThat(slot.bytes()).isEqualTo(build(5, other));
    }

    /** After the copy every byte may be written on its own, sums included. */
    @Test
    void shouldLogNothingMoreOnceThePacketIsCopied() {
        byte[] payload = bytes(60_000);
        byte[] built = build(1, payload);
        SlotPacket packet = slot.load(built);
        packet.beginFilter();
        packet.ipv4().ttl(3);
        packet.replacePayload(packet.payloadOffset(), packet.payloadOffset() + 1, payload, 0, 2);
        for (int i = 0; i < packet.payloadLength(); i++) {
            packet.payloadU8(packet.payloadOffset() + i, i * 7 & 0xFF);
        }
        packet.tcp().sequence(77);

        assertThat(packet.isOverflown()).isFalse();
        assertThat(packet.isRepairable()).isTrue();
        packet.rollback();
        assertThat(slot.bytes()).isEqualTo(built);
        for (int i = 0; i < packet.payloadLength(); i++) {
            payload[i] = (byte) (i * 7);
        }
        packet.replacePayload(packet.payloadOffset(), packet.payloadOffset() + 1, payload, 0, 2);
        for (int i = 0; i < packet.payloadLength(); i++) {
            packet.payloadU8(packet.payloadOffset() + i, i * 7 & 0xFF);
        }

        assertThat(packet.repair()).isTrue();
        assertThat(Oracle.isRight(slot.bytes())).isTrue();
    }

    /** Copies of filters in the middle are given up, since nothing returns to them. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void shouldReturnToTheBeginAndToTheLatestMark(int filters) {
        byte[] built = build(3, bytes(800));
        SlotPacket packet = slot.load(built);
        byte[] latest = built;
        for (int i = 0; i < filters; i++) {
            latest = slot.bytes();
            packet.beginFilter();
            packet.ipv6().hopLimit(i + 1);
            packet.resizePayload(packet.payloadLength() - 100);
            byte[] by = bytes(250);
            packet.replacePayload(packet.payloadOffset() + 10, packet.payloadOffset() + 90, by, 0, by.length);
        }

        packet.rollback();
        assertThat(slot.bytes()).isEqualTo(latest);
        assertThat(packet.repair()).isTrue();
        assertThat(Oracle.isRight(slot.bytes())).isTrue();
        slot.load(built);
        for (int i = 0; i < filters; i++) {
            packet.beginFilter();
            packet.resizePayload(packet.payloadLength() - 50);
            packet.replacePayload(packet.payloadOffset(), packet.payloadOffset(), built, 0, 90);
            packet.beginFilter();
            packet.tcp().window(i);
        }
        packet.restore();
        assertThat(slot.bytes()).isEqualTo(built);
    }

    @Test
    void shouldTakeTheSameBytesForNoChange() {
        byte[] payload = bytes(100);
        SlotPacket packet = slot.load(build(1, payload));

        packet.payload(packet.payloadOffset(), payload, 0, 100);
        packet.payload(packet.payloadOffset() + 100, payload, 0, 0);
        packet.replacePayload(packet.payloadOffset() + 3, packet.payloadOffset() + 9, payload, 3, 6);

        assertThat(packet.isChanged()).isFalse();
    }

    @Test
    void shouldReadAnyBytes() {
        byte[] built = build(3, bytes(100));
        SlotPacket packet = slot.load(built);
        byte[] read = new byte[built.length + 2];

        packet.read(0, read, 1, built.length);

        assertThat(Arrays.copyOfRange(read, 1, built.length + 1)).isEqualTo(built);
        assertThatThrownBy(() -> packet.read(1, read, 0, built.length)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> packet.read(0, read, 3, built.length)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> packet.read(-1, read, 0, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldChangeNothingWhereItRefuses() {
        byte[] by = new byte[65_535];
        SlotPacket packet = slot.load(build(1, bytes(10)));
        int payload = packet.payloadOffset();
        for (int[] range : new int[][] {{-1, 0}, {0, 11}, {5, 4}, {11, 11}}) {
            assertThatThrownBy(() -> packet.replacePayload(payload + range[0], payload + range[1], by, 0, 30))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThatThrownBy(() -> packet.replacePayload(payload, payload, by, 65_530, 6))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> packet.payload(payload - 1, by, 0, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> packet.payload(payload, by, 0, 11)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> packet.payload(payload, by, 65_530, 6)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> packet.replacePayload(payload, payload, by, 0, 65_535))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("payload must be 0 to ");
        slot.offload(ChecksumState.PARTIAL, true, false);
        SlotPacket uncut = slot.load(build(1, bytes(10)));
        assertThatThrownBy(() -> uncut.replacePayload(uncut.payloadOffset(), uncut.payloadOffset() + 1, by, 0, 2))
                .isInstanceOf(IllegalStateException.class);

        assertThat(packet.isChanged()).isFalse();
    }

    /** What takes no new length is no matter of whole segments. */
    @Test
    void shouldWriteIntoAFirstFragment() {
        SlotPacket first =
                slot.load(PacketBuilder.tcp(1, 2).payload(16).fragment(true, 0).build());
        byte[] before = slot.bytes();

        first.payload(first.payloadOffset() + 1, new byte[15], 0, 15);

        assertThat(first.repair()).isTrue();
        int sum = Oracle.transportOffset(before);
        long change = Oracle.sum(slot.bytes(), 20, 36) - Oracle.sum(before, 20, 36);
        assertThat(change % 65_535).as("the sum of all words stays the same").isZero();
        assertThat(Oracle.u16(slot.bytes(), sum)).isNotEqualTo(Oracle.u16(before, sum));
        SlotPacket later =
                slot.load(PacketBuilder.tcp(1, 2).payload(16).fragment(true, 8).build());
        assertThatThrownBy(() -> later.payload(later.payloadOffset(), new byte[1], 0, 1))
                .isInstanceOf(IllegalStateException.class);
    }
}
