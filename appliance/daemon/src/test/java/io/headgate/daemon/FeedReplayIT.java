package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.cli.Json;
import io.headgate.net.pcap.CaptureReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two feeds of one stream, replayed through {@code arbitrate} and {@code sequence}: what the filters counted is shown. */
class FeedReplayIT {
    private static final int A = 0xEF01_0101;
    private static final int B = 0xEF01_0102;
    private static final int RAW_IP = 101;
    private static final int COUNT = 3_000;

    @TempDir
    private Path folder;

    private Path in;
    private Path config;

    /** Feed a misses every tenth number, feed b every fourteenth; both every seventieth. A pause of 3 s in the middle. */
    @BeforeEach
    void prepare() throws IOException {
        ByteBuffer file = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0xA1B2_C3D4).putInt(0x0004_0002).putLong(0).putInt(65_535).putInt(RAW_IP);
        for (int i = 1; i < COUNT; i++) {
            int second = 1_700_000_000 + (i < COUNT / 2 ? 0 : 3);
            if (i % 10 != 0) {
                put(file, second, i, A, 5_000);
            }
            if (i % 14 != 0) {
                put(file, second, i, B, 5_001);
            }
        }
        in = folder.resolve("feeds.pcap");
        Files.write(in, java.util.Arrays.copyOf(file.array(), file.position()));
        config = Files.writeString(folder.resolve("c.yaml"), """
                lanes:
                  - name: feed
                    listen: [{ port: 1, mode: divert }]
                    chain:
                      - plugin: arbitrate
                        with: { a: "239.1.1.1:5000", b: "239.1.1.2:5001" }
                      - plugin: sequence
                        with: { silence: 2s, window: 512 }
                """);
    }

    /** A record with an RTP packet; each a millisecond's hundredth after the one before. */
    private static void put(ByteBuffer file, int second, int number, int group, int port) {
        file.putInt(second).putInt(number * 10).putInt(40).putInt(40).order(ByteOrder.BIG_ENDIAN);
        file.putInt(0x4500_0028)
                .putInt(0)
                .putInt(0x4011_0000)
                .putInt(0x0A00_0001)
                .putInt(group);
        file.putShort((short) 9).putShort((short) port).putShort((short) 20).putShort((short) 0);
        file.putShort((short) 0x8060)
                .putShort((short) (number + 64_000))
                .putInt(0)
                .putInt(0xCAFE);
        file.order(ByteOrder.LITTLE_ENDIAN);
    }

    private HeadgateProcess.Result replay(Path out, String... more) throws Exception {
        List<String> words = new ArrayList<>(
                List.of("replay", "--in", in.toString(), "--out", out.toString(), "-c", config.toString()));
        words.addAll(List.of(more));
        return HeadgateProcess.run(HeadgateProcess.command(words.toArray(String[]::new)));
    }

    @Test
    @SuppressWarnings("unchecked") // What else there is fails the test.
    void shouldShowWhatTheFiltersCounted() throws Exception {
        Path out = folder.resolve("out.pcap");
        int lost = (COUNT - 1) / 70;

        HeadgateProcess.Result result = replay(out, "--json");

        assertThat(result.status()).as(result.err()).isZero();
        List<Map<String, Object>> filters =
                (List<Map<String, Object>>) Json.parse(result.out()).get("filters");
        assertThat(filters).extracting(filter -> filter.get("filter")).containsExactly("arbitrate", "sequence");
        assertThat(filters).extracting(filter -> filter.get("lane")).containsOnly("feed");
        assertThat((Map<String, Object>) filters.get(0).get("counters"))
                .containsEntry("lost", lost)
                .containsEntry("missing", 0)
                .containsEntry("missed-on-a", (COUNT - 1) / 10 - lost)
                .containsEntry("missed-on-b", (COUNT - 1) / 14 - lost);
        assertThat((Map<String, Object>) filters.get(1).get("counters"))
                .containsEntry("packets", COUNT - 1 - lost)
                .containsEntry("lost", lost)
                .containsEntry("duplicates", 0)
                .containsEntry("reordered", 0)
                .containsEntry("streams", 1)
                .containsEntry("silences", 1);
        try (CaptureReader reader = CaptureReader.open(out)) {
            int packets = 0;
            while (reader.next()) {
                packets++;
                assertThat(reader.bytes().get(reader.frameAt() + reader.ipOffset() + 19))
                        .isEqualTo((byte) A);
            }
            assertThat(packets).isEqualTo(COUNT - 1 - lost);
        }
    }

    @Test
    void shouldTellPeopleToo() throws Exception {
        HeadgateProcess.Result result = replay(folder.resolve("out.pcap"));

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("duplicate-copy: its sequence number had come before, on this feed or the other")
                .contains("feed arbitrate: lost 42 (numbers that came on neither feed)")
                .contains("feed sequence: silences 1 (times that a stream fell silent)")
                .doesNotContain("reordered");
    }
}
