package io.headgate.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.engine.ring.SlotArena;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EditsTest {
    @TempDir
    private Path directory;

    /** A sparse file stands for the largest arena, which is more memory than a test may take. */
    private ByteBuffer largestArena() throws IOException {
        long size = (long) SlotArena.MAX_SLOTS * SlotArena.STRIDE;
        try (FileChannel file = FileChannel.open(
                directory.resolve("arena"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            return file.map(FileChannel.MapMode.READ_WRITE, 0, size);
        }
    }

    @Test
    void shouldPutBackWhatWasOverwrittenInTheLastSlotOfTheLargestArena() throws IOException {
        ByteBuffer arena = largestArena();
        int packet = (SlotArena.MAX_SLOTS - 1) * SlotArena.STRIDE + SlotArena.HEADROOM;
        arena.put(packet + 8, (byte) 0x81).putShort(packet + 10, (short) 0x8283).putInt(packet + 12, 0x8485_8687);
        Edits edits = new Edits(arena);
        edits.clear(packet);

        edits.log(8, 1, 0x81);
        arena.put(packet + 8, (byte) 1);
        edits.log(10, 2, 0x8283);
        arena.putShort(packet + 10, (short) 2);
        edits.log(12, 4, 0x8485_8687);
        arena.putInt(packet + 12, 3);
        edits.rollback();

        assertThat(arena.get(packet + 8)).isEqualTo((byte) 0x81);
        assertThat(arena.getShort(packet + 10)).isEqualTo((short) 0x8283);
        assertThat(arena.getInt(packet + 12)).isEqualTo(0x8485_8687);
        assertThat(edits.isEmpty()).isTrue();
    }

    @Test
    void shouldPutBackTheOldestOfSeveralValues() {
        ByteBuffer bytes = ByteBuffer.allocate(64).putShort(40, (short) 1);
        Edits edits = new Edits(bytes);
        edits.clear(30);
        for (int value = 1; value < 10; value++) {
            edits.log(10, 2, value);
            bytes.putShort(40, (short) (value + 1));
        }

        edits.rollback();

        assertThat(bytes.getShort(40)).isEqualTo((short) 1);
    }
}
