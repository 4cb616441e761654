package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.cli.Json;
import io.headgate.net.pcap.CaptureReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code headgate replay} as a user runs it, over the capture that the demo has. */
class ReplayIT {
    private static final int TTL = 44;

    @TempDir
    private Path folder;

    private Path in;
    private Path config;

    @BeforeEach
    void prepare() throws IOException {
        in = folder.resolve("in.pcap");
        try (InputStream capture = HeadgateProcess.class.getResourceAsStream("demo/traffic.pcap")) {
            Files.write(in, capture.readAllBytes());
        }
        config = write("c.yaml", lane("one", 0));
    }

    private Path write(String name, String... lanes) throws IOException {
        return Files.writeString(folder.resolve(name), "lanes:\n" + String.join("", lanes));
    }

    private static String lane(String name, int port) {
        return "  - { name: " + name + ", listen: [{ port: " + port + ", mode: divert }],"
                + " chain: [{ plugin: ttl, with: { set: " + TTL + " } },"
                + " { plugin: drop, with: { protocol: udp, port: 9999 } }] }\n";
    }

    private HeadgateProcess.Result replay(Path from, Path to, String... more) throws Exception {
        List<String> words =
                new ArrayList<>(List.of("replay", "--in", from.toString(), "--out", to.toString(), "--json"));
        if (!List.of(more).contains("-c")) {
            words.addAll(List.of("-c", config.toString()));
        }
        words.addAll(List.of(more));
        return HeadgateProcess.run(HeadgateProcess.command(words.toArray(String[]::new)));
    }

    /** Time to live of each packet. */
    private static List<Integer> ttls(Path file) throws IOException {
        List<Integer> ttls = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.open(file)) {
            while (reader.next()) {
                ttls.add(reader.bytes().get(reader.frameAt() + reader.ipOffset() + 8) & 0xFF);
            }
        }
        return ttls;
    }

    @SuppressWarnings("unchecked") // What else there is fails the test.
    private static Map<String, Object> packets(HeadgateProcess.Result result) {
        return (Map<String, Object>) Json.parse(result.out()).get("packets");
    }

    @Test
    void shouldTakeACaptureThroughTheLane() throws Exception {
        Path out = folder.resolve("out.pcapng");

        HeadgateProcess.Result result = replay(in, out);

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.err()).as("no terminal, no progress").isEmpty();
        Map<String, Object> packets = packets(result);
        int received = ttls(in).size();
        assertThat(packets).containsEntry("received", received).containsEntry("balanced", true);
        assertThat(packets.get("dropped")).isNotEqualTo(0);
        assertThat(ttls(out)).hasSize((Integer) packets.get("reinjected")).containsOnly(TTL);
        assertThat(Json.parse(result.out()))
                .containsEntry("in", in.toString())
                .containsEntry("out", out.toString())
                .containsKey("seconds");
    }

    @Test
    void shouldChangeAndDropNothingWhereALaneOnlyObserves() throws Exception {
        Path observing = write("observing.yaml", lane("edge", 1).replace("chain:", "enforce: false, chain:"));
        Path out = folder.resolve("out.pcap");

        HeadgateProcess.Result result = replay(in, out, "-c", observing.toString());

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(ttls(out)).isEqualTo(ttls(in));
        assertThat(packets(result))
                .containsEntry("dropped", 0)
                .containsEntry("changed", 0)
                .containsEntry("balanced", true);
        assertThat((Integer) packets(result).get("observedChanged")).isPositive();
    }

    @Test
    void shouldReportEveryMistakeOfTheConfiguration() throws Exception {
        Path wrong = write("wrong.yaml", lane("Edge", 70_000));

        HeadgateProcess.Result result = replay(in, folder.resolve("out.pcap"), "-c", wrong.toString());

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err())
                .contains("'name' is 'Edge'", "'port' is '70000'")
                .endsWith("2 errors");
        assertThat(folder.resolve("out.pcap")).doesNotExist();
    }

    @Test
    void shouldWriteWhatIsReadableAndSayWhereItEnds() throws Exception {
        byte[] whole = Files.readAllBytes(in);
        Path cut = Files.write(folder.resolve("cut.pcap"), Arrays.copyOf(whole, whole.length - 1));
        Path out = folder.resolve("out.pcapng");

        HeadgateProcess.Result result = replay(cut, out);

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .matches("headgate: " + cut + ": byte \\d+: the file ends within a packet of \\d+ bytes, of which \\d+"
                        + " are there");
        assertThat(packets(result))
                .containsEntry("received", ttls(in).size() - 1)
                .containsEntry("balanced", true);
    }

    @Test
    void shouldRefuseWhatIsNoCaptureAndLeaveTheOutputAlone() throws Exception {
        Path text = Files.writeString(folder.resolve("text"), "no capture at all");
        Path out = Files.writeString(folder.resolve("out.pcapng"), "precious");

        HeadgateProcess.Result result = replay(text, out);

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).startsWith("headgate: " + text + ": byte 0: not a capture: it begins with 0x6e6f2063");
        assertThat(replay(folder.resolve("nothing"), out).err())
                .isEqualTo("headgate: " + folder.resolve("nothing") + ": cannot be read: no such file or folder");
        assertThat(Files.readString(out)).isEqualTo("precious");
    }

    @Test
    void shouldRefuseToOverwriteWhatItReads() throws Exception {
        Path link = Files.createLink(folder.resolve("link.pcap"), in);
        byte[] before = Files.readAllBytes(in);

        HeadgateProcess.Result result = replay(in, link);

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("--in and --out are the same file");
        assertThat(Files.readAllBytes(in)).isEqualTo(before);
    }

    @Test
    void shouldAskForALaneWhereThereAreSeveral() throws Exception {
        Path two = write("two.yaml", lane("one", 0), lane("two", 1));
        Path out = folder.resolve("out.pcap");

        assertThat(replay(in, out, "-c", two.toString()).err())
                .isEqualTo("headgate: " + two + " has several lanes: give --lane, one of one, two");
        assertThat(replay(in, out, "-c", two.toString(), "--lane", "three").err())
                .isEqualTo("headgate: --lane is 'three', but " + two + " has: one, two");
        assertThat(replay(in, out, "-c", two.toString(), "--lane", "two").status())
                .isZero();
        assertThat(replay(in, out, "--timing", "slow").err())
                .isEqualTo("headgate: --timing is 'slow', but must be fast or recorded");
    }

    @Test
    void shouldStopInOrderWhenToldTo() throws Exception {
        // Two packets an hour apart: only a signal ends this.
        byte[] frame = new byte[60];
        ByteBuffer slow = ByteBuffer.allocate(24 + 2 * 76).order(ByteOrder.LITTLE_ENDIAN);
        slow.putInt(0xA1B2_C3D4).putInt(0x0004_0002).putLong(0).putInt(65_535).putInt(1);
        slow.putInt(0).putInt(0).putInt(60).putInt(60).put(frame);
        slow.putInt(3_600).putInt(0).putInt(60).putInt(60).put(frame);
        byte[] bytes = new byte[slow.capacity()];
        slow.get(0, bytes);
        Path hour = Files.write(folder.resolve("hour.pcap"), bytes);
        Path out = folder.resolve("out.pcap");

        try (HeadgateProcess running = HeadgateProcess.start(HeadgateProcess.command(
                "replay", "--in", hour + "", "--out", out + "", "-c", config + "", "--timing", "recorded", "--json"))) {
            awaitFile(out, running);
            running.process().toHandle().destroy();

            Map<String, Object> report = Json.parse(running.readLine());
            assertThat(running.awaitExit(20)).as("not the whole capture").isEqualTo(1);
            assertThat(report.get("packets").toString()).contains("balanced=true", "inFlight=0");
        }
    }

    private static void awaitFile(Path file, HeadgateProcess running) {
        long deadlineNs = System.nanoTime() + 30_000_000_000L;
        while (!Files.exists(file)
                && System.nanoTime() < deadlineNs
                && running.process().isAlive()) {
            Thread.onSpinWait();
        }
        assertThat(file).exists();
    }
}
