package io.headgate.net.divert.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class QueueConfigurationTest {
    private static final int REQUEST = 1;
    private static final int REQUEST_AND_ACK = 5;

    @Test
    void shouldBindAndSetLimitsInOneMessage() {
        ByteBuffer message = new QueueConfiguration(0x21DC, 0x0102_0304, true, true).bind();

        assertThat(bytes(message))
                .isEqualTo(message(
                        REQUEST_AND_ACK,
                        "000021dc",
                        attribute(1, "01000000"),
                        attribute(2, "0000fffb02"),
                        attribute(3, "01020304"),
                        attribute(5, "00000005"),
                        attribute(4, "00000005")));
        assertThat(message.isDirect()).isTrue();
    }

    @Test
    void shouldClearFlagsThatAreNotWanted() {
        assertThat(bytes(new QueueConfiguration(65_535, 1, false, false).change()))
                .isEqualTo(message(
                        REQUEST,
                        "0000ffff",
                        attribute(3, "00000001"),
                        attribute(5, "00000000"),
                        attribute(4, "00000005")));
    }

    @Test
    void shouldSetEachFlagAlone() {
        assertThat(bytes(new QueueConfiguration(0, 0, true, false).change()))
                .isEqualTo(message(
                        REQUEST,
                        "00000000",
                        attribute(3, "00000000"),
                        attribute(5, "00000001"),
                        attribute(4, "00000005")));
        assertThat(bytes(new QueueConfiguration(0, 0, false, true).change()))
                .isEqualTo(message(
                        REQUEST,
                        "00000000",
                        attribute(3, "00000000"),
                        attribute(5, "00000004"),
                        attribute(4, "00000005")));
    }

    @Test
    void shouldUnbind() {
        assertThat(bytes(QueueConfiguration.unbind(8668)))
                .isEqualTo(message(REQUEST, "000021dc", attribute(1, "02000000")));
    }

    private static byte[] bytes(ByteBuffer message) {
        assertThat(message.position()).isZero();
        byte[] bytes = new byte[message.remaining()];
        message.get(0, bytes);
        return bytes;
    }

    private static byte[] message(int flags, String header, byte[]... attributes) {
        ByteBuffer bytes = ByteBuffer.allocate(128).order(ByteOrder.nativeOrder());
        bytes.putInt(0)
                .putShort((short) 0x302)
                .putShort((short) flags)
                .putInt(3 << 24)
                .putInt(0);
        bytes.put(HexFormat.of().parseHex(header));
        for (byte[] attribute : attributes) {
            bytes.put(attribute);
        }
        bytes.putInt(0, bytes.position());
        byte[] result = new byte[bytes.position()];
        bytes.get(0, result);
        return result;
    }

    /** With its padding. */
    private static byte[] attribute(int type, String value) {
        byte[] bytes = HexFormat.of().parseHex(value);
        ByteBuffer attribute =
                ByteBuffer.allocate(4 + (bytes.length + 3) / 4 * 4).order(ByteOrder.nativeOrder());
        return attribute
                .putShort((short) (4 + bytes.length))
                .putShort((short) type)
                .put(bytes)
                .array();
    }
}
