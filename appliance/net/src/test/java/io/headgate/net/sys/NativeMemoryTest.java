package io.headgate.net.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class NativeMemoryTest {
    @Test
    void shouldGiveTheAddressOfByteZeroWhateverThePosition() {
        ByteBuffer buffer = NativeMemory.allocate(64);
        long address = NativeMemory.addressOf(buffer);

        buffer.position(24).limit(32);

        assertThat(NativeMemory.addressOf(buffer)).isEqualTo(address);
        assertThat(buffer.position()).isEqualTo(24);
        assertThat(buffer.limit()).isEqualTo(32);
    }

    @Test
    void shouldGiveTheAddressOfASliceItself() {
        ByteBuffer buffer = NativeMemory.allocate(64).position(24);

        assertThat(NativeMemory.addressOf(buffer.slice())).isEqualTo(NativeMemory.addressOf(buffer) + 24);
    }

    @Test
    void shouldPointAtTheBytesOfTheBuffer() {
        ByteBuffer buffer = NativeMemory.allocate(16).putLong(8, 0x1122_3344_5566_7788L);

        assertThat(FakeLibc.longAt(NativeMemory.addressOf(buffer) + 8)).isEqualTo(0x1122_3344_5566_7788L);
    }

    @Test
    void shouldRefuseAHeapBuffer() {
        assertThatThrownBy(() -> NativeMemory.addressOf(ByteBuffer.allocate(8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("direct");
    }
}
