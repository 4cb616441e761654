package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.cli.Json;
import io.headgate.net.pcap.CaptureReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A capture through a chain of plugins, found by their names and set up by a file as an operator writes it. */
class PluginReplayIT {
    private static final int RAW_IP = 101;
    private static final int COUNT = 4_000;
    private static final int INTERVAL_US = 100;
    private static final int BLOCKED = 0xC000_0200;
    private static final int SENDER = 0x800B_4484;
    /** What stands for the sender, 128.11.68.132, in the sample that the authors of Crypto-PAn publish. */
    private static final int SENDER_REPLACED = 0x87F2_B484;

    private static final String SAMPLE_KEY = "1522178d33a4cf80130a5b1649907d10" + "d8988f837979652762574c2d2a842202";

    @TempDir
    private Path folder;

    private Path in;
    private Path config;

    /** By turns: TCP with SYN and FIN, UDP of a blocked network, and twice UDP of one sender; for 0.4 seconds. */
    @BeforeEach
    void prepare() throws IOException {
        ByteBuffer file = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0xA1B2_C3D4).putInt(0x0004_0002).putLong(0).putInt(65_535).putInt(RAW_IP);
        for (int i = 0; i < COUNT; i++) {
            file.putInt(1_700_000_000)
                    .putInt(i * INTERVAL_US)
                    .putInt(60)
                    .putInt(60)
                    .order(ByteOrder.BIG_ENDIAN);
            switch (i % 4) {
                case 0 -> put(file, 6, SENDER);
                case 1 -> put(file, 17, BLOCKED + i % 256);
                default -> put(file, 17, SENDER);
            }
            file.order(ByteOrder.LITTLE_ENDIAN);
        }
        in = folder.resolve("in.pcap");
        Files.write(in, Arrays.copyOf(file.array(), file.position()));
        Files.writeString(folder.resolve("bad.txt"), "192.0.2.0/24\n");
        Files.writeString(folder.resolve("anonymise.key"), SAMPLE_KEY);
        // What else the machine does would count against the default budget.
        config = Files.writeString(folder.resolve("c.yaml"), """
                lanes:
                  - name: edge
                    listen: [{ port: 1, mode: divert }]
                    chain:
                      - { plugin: header-normalise, time-budget: 10s, with: { min-ttl: 16, clear-df: true, ip-id: random } }
                      - { plugin: blocklist, time-budget: 10s, with: { file: bad.txt } }
                      - { plugin: rate-limit, time-budget: 10s, with: { rate: 1000pps, burst: 20 } }
                      - { plugin: sample, time-budget: 10s, with: { one-of: 2 } }
                      - { plugin: anonymise, time-budget: 10s, with: { key: anonymise.key, payload: cut } }
                """);
    }

    /** A packet of 60 bytes with DF and little time to live; sums are not looked at. */
    private static void put(ByteBuffer file, int protocol, int source) {
        file.putInt(0x4500_003C)
                .putInt(0x4000)
                .put((byte) 3)
                .put((byte) protocol)
                .putShort((short) 0);
        file.putInt(source).putInt(0x0A00_0001).putShort((short) 9).putShort((short) 53);
        if (protocol == 17) {
            file.putShort((short) 40).putShort((short) 0).put(new byte[32]);
        } else {
            file.putLong(0).putInt(0x5003_FAF0).putInt(0).put(new byte[20]);
        }
    }

    @Test
    @SuppressWarnings("unchecked") // What else there is fails the test.
    void shouldDoWhatEachIsAskedToDo() throws Exception {
        Path out = folder.resolve("out.pcap");

        HeadgateProcess.Result result = HeadgateProcess.run(HeadgateProcess.command(
                "replay", "--in", in.toString(), "--out", out.toString(), "-c", config.toString(), "--json"));

        assertThat(result.status()).as(result.err()).isZero();
        List<Map<String, Object>> filters =
                (List<Map<String, Object>>) Json.parse(result.out()).get("filters");
        Map<String, Object> normalise = counters(filters, "header-normalise");
        // 0.4 s at 1,000 a second and the burst; half of them are of the sample.
        int inRate = 20 + COUNT * INTERVAL_US / 1_000 - 1;
        assertThat(normalise).containsEntry("ttl-raised", COUNT / 4 * 3).containsEntry("df-cleared", COUNT / 4 * 3);
        assertThat(counters(filters, "blocklist")).containsEntry("networks", 1);
        assertThat(counters(filters, "rate-limit")).containsEntry("tracked", 1).containsEntry("evicted", 0);
        int sampled = (Integer) counters(filters, "sample").get("sampled");
        assertThat(sampled).isBetween(inRate / 2 - 1, inRate / 2 + 1);
        assertThat(counters(filters, "anonymise")).containsEntry("replaced", sampled);
        Map<String, Object> packets =
                (Map<String, Object>) Json.parse(result.out()).get("packets");
        assertThat(packets)
                .containsEntry("received", COUNT)
                .containsEntry("reinjected", sampled)
                .containsEntry("balanced", true);
        Map<String, Object> dropped = (Map<String, Object>) packets.get("droppedByReason");
        assertThat(dropped).containsEntry("tcp-flags", COUNT / 4).containsEntry("blocklisted", COUNT / 4);
        int passed = COUNT / 2 - (Integer) dropped.get("over-rate");
        assertThat(passed).isBetween(inRate - 1, inRate + 1);
        assertThat(dropped).containsEntry("not-sampled", passed - sampled);
        try (CaptureReader reader = CaptureReader.open(out)) {
            int left = 0;
            while (reader.next()) {
                left++;
                ByteBuffer bytes = reader.bytes().duplicate().order(ByteOrder.BIG_ENDIAN);
                int at = reader.frameAt() + reader.ipOffset();
                assertThat(bytes.getShort(at + 2)).isEqualTo((short) 28);
                assertThat(bytes.getShort(at + 6)).isZero();
                assertThat(bytes.get(at + 8)).isEqualTo((byte) 16);
                assertThat(bytes.getInt(at + 12)).isEqualTo(SENDER_REPLACED);
            }
            assertThat(left).isEqualTo(sampled);
        }
    }

    @SuppressWarnings("unchecked") // As above.
    private static Map<String, Object> counters(List<Map<String, Object>> filters, String name) {
        return filters.stream()
                .filter(filter -> filter.get("filter").equals(name))
                .map(filter -> (Map<String, Object>) filter.get("counters"))
                .findAny()
                .orElseThrow();
    }
}
