package io.headgate.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.daemon.cli.CliException;
import io.headgate.engine.packet.Checksum;
import io.headgate.net.pcap.CaptureReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The traffic as it is made, and whether the comparison sees what differs. */
class ComparisonTest {
    private static final int PACKETS = 500;
    private static final int OLD_TTL = 64;
    private static final int FIRST_FRAME = 24 + 16;

    @TempDir
    private Path folder;

    private Path in;

    @BeforeEach
    void make() throws IOException {
        in = folder.resolve("in.pcap");
        Traffic.write(in, PACKETS);
    }

    private long compare(Path ours, Path theirs) {
        return new Comparison(OLD_TTL, Traffic.NETWORK).run(in, ours, theirs);
    }

    @Test
    void shouldMakePacketsWithRightChecksums() throws IOException {
        int packets = 0;
        try (CaptureReader reader = CaptureReader.open(in)) {
            while (reader.next()) {
                packets++;
                ByteBuffer frame = reader.bytes().slice(reader.frameAt(), reader.capturedLength());
                int length = frame.capacity() - 34;
                int protocol = frame.get(23);
                ByteBuffer words = frame.duplicate().order(ByteOrder.nativeOrder());
                assertThat(Checksum.sum(words, 14, 20)).isEqualTo(0xFFFF);
                int sum = Checksum.sum(words, 26, 8) + Checksum.sum(words, 34, length) + protocol + length;
                assertThat(Checksum.fold(sum)).isEqualTo(0xFFFF);
            }
        }
        assertThat(packets).isEqualTo(PACKETS);
    }

    @Test
    void shouldCountWhatIsAlike() {
        assertThat(compare(in, in)).isEqualTo(PACKETS);
    }

    @Test
    void shouldSeeAnyByteThatDiffers() throws IOException {
        byte[] bytes = Files.readAllBytes(in);
        for (int at : new int[] {FIRST_FRAME, FIRST_FRAME + 22, FIRST_FRAME + 31, FIRST_FRAME + 35, bytes.length - 1}) {
            byte[] copy = bytes.clone();
            copy[at] ^= 1;
            Path other = Files.write(folder.resolve("other.pcap"), copy);

            assertThatThrownBy(() -> compare(in, other)).isInstanceOf(CliException.class);
            assertThatThrownBy(() -> compare(other, in)).isInstanceOf(CliException.class);
        }
    }

    @Test
    void shouldSeeWhatBothHaveWrong() {
        assertThatThrownBy(() -> new Comparison(OLD_TTL - 1, Traffic.NETWORK).run(in, in, in))
                .hasMessageStartingWith("packet 0 is not what it should be");
        assertThatThrownBy(() -> new Comparison(OLD_TTL, 0x0B00_0000).run(in, in, in))
                .hasMessageStartingWith("packet 0 is not what it should be");
    }

    @Test
    void shouldMissWhatDidNotComeThrough() throws IOException {
        Path header = Files.write(folder.resolve("none.pcap"), Arrays.copyOf(Files.readAllBytes(in), 24));

        assertThatThrownBy(() -> compare(header, in)).hasMessage("only 0 packets came through");
        assertThatThrownBy(() -> new Comparison(OLD_TTL, Traffic.NETWORK).run(header, in, in))
                .hasMessage("more packets came out than went in");
    }
}
