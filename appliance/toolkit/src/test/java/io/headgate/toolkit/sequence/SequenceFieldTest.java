package io.headgate.toolkit.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.engine.packet.SlotPacket;
import io.headgate.testkit.OnePacket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequenceFieldTest {
    private static SlotPacket udp(String payloadHex) {
        byte[] payload = HexFormat.of().parseHex(payloadHex);
        ByteBuffer bytes = ByteBuffer.allocate(28 + payload.length);
        bytes.putShort((short) 0x4500)
                .putShort((short) bytes.capacity())
                .putInt(0)
                .putInt(0x4011_0000);
        bytes.putInt(0x0A00_0001).putInt(0xEF01_0101).putShort((short) 1).putShort((short) 5_000);
        bytes.putShort((short) (8 + payload.length)).putShort((short) 0).put(payload);
        return new OnePacket().load(bytes.array());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, BIG_ENDIAN, 1",
        "1, 2, BIG_ENDIAN, 515",
        "1, 2, LITTLE_ENDIAN, 770",
        "5, 3, LITTLE_ENDIAN, 526086",
        "0, 8, BIG_ENDIAN, 72623859790382856",
        "0, 8, LITTLE_ENDIAN, 578437695752307201"
    })
    void shouldReadFieldsOfEitherOrder(int offset, int width, String order, long expected) {
        ByteOrder bytes = order.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        SequenceField field = SequenceField.at(offset, width, bytes);
        SlotPacket packet = udp("0102030405060708");

        assertThat(field.isIn(packet)).isTrue();
        assertThat(field.of(packet)).isEqualTo(expected);
        assertThat(field.bits()).isEqualTo(width * 8);
    }

    @Test
    void shouldReadUnsignedUpTo64Bits() {
        assertThat(SequenceField.at(0, 8, ByteOrder.BIG_ENDIAN).of(udp("ffffffffffffffff")))
                .isEqualTo(-1);
        assertThat(SequenceField.at(0, 4, ByteOrder.BIG_ENDIAN).of(udp("ffffffffffffffff")))
                .isEqualTo(0xFFFF_FFFFL);
    }

    @Test
    void shouldNotReadBeyondThePayload() {
        assertThat(SequenceField.at(1, 8, ByteOrder.BIG_ENDIAN).isIn(udp("0102030405060708")))
                .isFalse();
        assertThat(SequenceField.at(Integer.MAX_VALUE, 8, ByteOrder.BIG_ENDIAN).isIn(udp("0102030405060708")))
                .isFalse();
        assertThat(SequenceField.at(0, 1, ByteOrder.BIG_ENDIAN).isIn(udp(""))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "80600102000003e8cafebabe, true", // RTP
        "80600102000003e8cafeba, false", // too short
        "40600102000003e8cafebabe, false", // version 1
        "81600102000003e8cafebabe, false", // a CSRC that is not there
        "81600102000003e8cafebabe00000001, true",
        "80c80102000003e8cafebabe, false", // RTCP sender report
        "80e00102000003e8cafebabe, true" // payload type 96 with marker
    })
    void shouldTellRtpFromOthers(String payload, boolean isRtp) {
        assertThat(SequenceField.rtp().isIn(udp(payload))).isEqualTo(isRtp);
    }

    @Test
    void shouldReadAnRtpHeader() {
        SlotPacket packet = udp("80600102000003e8cafebabe");

        assertThat(SequenceField.rtp().of(packet)).isEqualTo(0x0102);
        assertThat(SequenceField.rtp().mediaTimestamp(packet)).isEqualTo(1_000);
        assertThat(SequenceField.rtp().ssrc(packet)).isEqualTo(0xCAFE_BABE);
        assertThat(SequenceField.rtp().bits()).isEqualTo(16);
    }

    @Test
    void shouldRefuseFieldsAndWindowsThatCannotBe() {
        assertThatThrownBy(() -> SequenceField.at(0, 9, ByteOrder.BIG_ENDIAN))
                .hasMessage("offset must be 0 or more and width 1 to 8: offset 0, width 9");
        assertThatThrownBy(() -> new SequenceWindow(8, 128, 1))
                .hasMessage("window must be a power of two from 64 to 64 for numbers of 8 bits: 128");
        assertThatThrownBy(() -> new SequenceWindow(64, 100, 1))
                .hasMessage("window must be a power of two from 64 to 65536 for numbers of 64 bits: 100");
    }
}
