package io.headgate.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksumTest {
    private static final long SEED = 0x1071;

    private static ByteBuffer direct(byte[] bytes, ByteOrder order) {
        return ByteBuffer.allocateDirect(bytes.length).put(0, bytes).order(order);
    }

    @Test
    void shouldSumTheExampleOfRfc1071() {
        byte[] example = {0x00, 0x01, (byte) 0xF2, 0x03, (byte) 0xF4, (byte) 0xF5, (byte) 0xF6, (byte) 0xF7};

        assertThat(Checksum.sum(direct(example, ByteOrder.nativeOrder()), 0, 8)).isEqualTo(0xDDF2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BIG_ENDIAN", "LITTLE_ENDIAN"})
    void shouldSumAnyRangeLikeTheNaiveLoop(String order) {
        Random random = new Random(SEED);
        byte[] bytes = new byte[70_000];
        random.nextBytes(bytes);
        ByteOrder byteOrder = order.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        ByteBuffer buffer = direct(bytes, byteOrder);

        for (int i = 0; i < 20_000; i++) {
            int length = i % 100 == 0 ? random.nextInt(65_536) : random.nextInt(200);
            int offset = random.nextInt(bytes.length - length);
            assertThat(Checksum.sum(buffer, offset, length))
                    .as("seed %d, offset %d, length %d", SEED, offset, length)
                    .isEqualTo(Oracle.remainder(Oracle.sum(bytes, offset, length)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"BIG_ENDIAN", "LITTLE_ENDIAN"})
    void shouldKeepEveryCarryOfAllOnes(String order) {
        byte[] ones = new byte[65_536];
        Arrays.fill(ones, (byte) 0xFF);
        ByteOrder byteOrder = order.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        ByteBuffer buffer = direct(ones, byteOrder);

        assertThat(Checksum.sum(buffer, 0, 65_535))
                .isEqualTo(Oracle.remainder(Oracle.sum(ones, 0, 65_535)))
                .isEqualTo(0xFF00);
        assertThat(Checksum.sum(buffer, 1, 65_535)).isEqualTo(0xFF00);
        assertThat(Checksum.sum(buffer, 0, 65_536)).isEqualTo(0xFFFF);
    }

    @Test
    void shouldSumNothingAndZerosToZero() {
        ByteBuffer zeros = direct(new byte[100], ByteOrder.nativeOrder());

        assertThat(Checksum.sum(zeros, 50, 0)).isZero();
        assertThat(Checksum.sum(zeros, 1, 99)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0xFFFF, 0xFFFF",
        "0x10000, 1",
        "0x1FFFE, 0xFFFF",
        "0xFFFFFFFF, 0xFFFF",
        "0x7FFFFFFFFFFFFFFF, 0x7FFF",
        "-1, 0xFFFF"
    })
    void shouldFoldUntilNoCarryIsLeft(String sum, String folded) {
        assertThat(Checksum.fold(Long.decode(sum))).isEqualTo(Integer.decode(folded));
    }

    /** RFC 1624, section 4: the old equation would give 0xFFFF here, which no recomputation gives. */
    @Test
    void shouldUpdateTheExampleOfRfc1624() {
        int delta = (~0x5555 & 0xFFFF) + 0x3285;

        assertThat(Checksum.update(0xDD2F, delta)).isZero();
    }

    @Test
    void shouldUpdateAsIfRecomputed() {
        Random random = new Random(SEED);
        byte[] words = new byte[40];
        for (int i = 0; i < 200_000; i++) {
            random.nextBytes(words);
            int before = 65_535 - Oracle.remainder(Oracle.sum(words, 0, words.length));
            int delta = 0;
            for (int change = random.nextInt(5); change >= 0; change--) {
                int at = random.nextInt(words.length / 2) * 2;
                int word = random.nextInt(4) == 0 ? (random.nextBoolean() ? 0 : 0xFFFF) : random.nextInt(0x1_0000);
                delta += (~Oracle.u16(words, at) & 0xFFFF) + word;
                Oracle.u16(words, at, word);
            }
            assertThat(Checksum.update(before, delta))
                    .as("seed %d, round %d", SEED, i)
                    .isEqualTo(65_535 - Oracle.remainder(Oracle.sum(words, 0, words.length)));
        }
    }
}
