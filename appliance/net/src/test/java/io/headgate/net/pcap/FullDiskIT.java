package io.headgate.net.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Verdict;
import io.headgate.net.lab.Command;
import io.headgate.net.lab.RequiresRoot;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replays onto a real file system of one megabyte. */
@RequiresRoot
class FullDiskIT {
    private static final int NO_SPACE = 28;
    private static final int PACKETS = 20_000;
    private static final int FRAME = 101;
    private static final int DISK = 1 << 20;

    @TempDir
    private Path disk;

    @BeforeEach
    void mount() {
        Command.run(List.of("mount", "-t", "tmpfs", "-o", "size=" + DISK, "none", disk.toString()));
    }

    @AfterEach
    void unmount() {
        Command.run(List.of("umount", disk.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"out.pcap", "out.pcapng"})
    void shouldKeepWholePacketsAndCountTheOthers(String name) throws Exception {
        CaptureBuilder capture = CaptureBuilder.pcap(ByteOrder.LITTLE_ENDIAN, 0xA1B2_C3D4, 1);
        for (int i = 0; i < PACKETS; i++) {
            capture.packet(i, 0, new byte[FRAME], FRAME);
        }
        Path out = disk.resolve(name);

        ReplayRig.Result result = ReplayRig.run(capture.build(), out, packet -> Verdict.PASS);

        assertThat(result.written()).isBetween(DISK / 2L / FRAME, (long) DISK / FRAME);
        assertThat(result.ledger().received()).isEqualTo(PACKETS);
        assertThat(result.ledger().errors()).containsEntry(NO_SPACE, PACKETS - result.written());
        assertThat(result.failure())
                .isEqualTo(out + ": No space left on device, after " + result.written() + " packets in "
                        + Files.size(out) + " bytes");
        try (CaptureReader reader = CaptureReader.open(out)) {
            for (int i = 0; i < result.written(); i++) {
                assertThat(reader.next()).isTrue();
                assertThat(reader.timestampNs()).isEqualTo(i * 1_000_000_000L);
            }
            assertThat(reader.next()).as("ends with a whole packet").isFalse();
        }
    }
}
