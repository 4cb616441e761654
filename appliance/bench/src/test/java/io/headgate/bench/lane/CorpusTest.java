package io.headgate.bench.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CorpusTest {
    private final List<byte[]> packets = Corpus.packets();

    @Test
    void shouldHaveManyFlowsOfBothProtocols() {
        assertThat(packets).hasSize(Corpus.PACKETS).allMatch(packet -> packet.length == Corpus.PACKET_BYTES);
        assertThat(packets.stream()
                        .map(packet -> ByteBuffer.wrap(packet, 9, 15))
                        .collect(Collectors.toSet()))
                .hasSizeBetween(Corpus.FLOWS * 9 / 10, Corpus.FLOWS * 4);
        assertThat(packets.stream().filter(packet -> packet[9] == 17).count())
                .isBetween((long) Corpus.PACKETS * 4 / 10, (long) Corpus.PACKETS * 6 / 10);
    }

    @Test
    void shouldBeTheSameEachTime() {
        assertThat(Corpus.packets()).containsExactlyElementsOf(packets);
    }

    @Test
    void shouldHaveRightChecksums() {
        assertThat(packets).allMatch(CorpusTest::isSumRight);
    }

    @Test
    void shouldHaveRightChecksumsAfterTheRewrite() {
        byte[] rewritten = Corpus.rewritten(packets.get(7), 33, 0xC000_0201);

        assertThat(rewritten[8]).isEqualTo((byte) 33);
        assertThat(ByteBuffer.wrap(rewritten).getInt(16)).isEqualTo(0xC000_0201);
        assertThat(isSumRight(rewritten)).isTrue();
    }

    @Test
    void shouldSumUpPacketsTakenInTurn() {
        List<byte[]> two = packets.subList(0, 2);

        long sum = Corpus.sum(two, 5);

        assertThat(sum).isEqualTo(3 * Corpus.sum(two.get(0)) + 2 * Corpus.sum(two.get(1)));
    }

    /** By RFC 1071 as it stands: a receiver's sum over header, and over pseudo-header and segment, is all ones. */
    private static boolean isSumRight(byte[] packet) {
        int header = onesSum(packet, 0, 20, 0);
        int pseudo = onesSum(packet, 12, 20, (packet[9] & 0xFF) + packet.length - 20);
        return header == 0xFFFF && onesSum(packet, 20, packet.length, pseudo) == 0xFFFF;
    }

    private static int onesSum(byte[] bytes, int from, int to, int start) {
        int sum = start;
        for (int i = from; i < to; i += 2) {
            sum += (bytes[i] & 0xFF) << 8 | (bytes[i + 1] & 0xFF);
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return sum;
    }
}
