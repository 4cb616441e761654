package io.headgate.toolkit.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.testkit.OnePacket;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PayloadViewTest {
    private static final String UDP = "4500002000000000401100000a0000010a00000200010002000c0000";

    private final PayloadView view = new PayloadView();

    @Test
    void shouldShowThePayloadOfAPacketAndNoMore() {
        view.show(new OnePacket().load(HexFormat.of().parseHex(UDP + "81020384" + "ffff")));

        assertThat(view.length()).isEqualTo(4);
        assertThat(view.u8(0)).isEqualTo(0x81);
        assertThat(view.u16(2)).isEqualTo(0x384);
        assertThat(view.u32(0)).isEqualTo(0x8102_0384);
        assertThatThrownBy(() -> view.u16(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> view.u8(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldShowAPartOfABuffer() {
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex("00ff8102"));

        view.show(bytes, 1, 2);

        assertThat(view.u16(0)).isEqualTo(0xFF81);
        assertThatThrownBy(() -> view.u8(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> view.show(bytes, 3, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldLeaveOutBytesAtEitherEnd() {
        view.show(ByteBuffer.wrap(HexFormat.of().parseHex("0003aabbccdd")), 0, 6);

        view.skip(2).limit(3);

        assertThat(view.length()).isEqualTo(3);
        assertThat(view.u16(0)).isEqualTo(0xAABB);
        assertThatThrownBy(() -> view.u8(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> view.skip(4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> view.limit(4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> view.skip(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(view.skip(3).length()).isZero();
    }
}
