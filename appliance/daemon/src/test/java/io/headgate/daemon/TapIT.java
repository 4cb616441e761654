package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.HeadgateProcess.Result;
import io.headgate.daemon.cli.Json;
import io.headgate.net.lab.Command;
import io.headgate.net.lab.RouterLab;
import io.headgate.net.pcap.CaptureWriter;
import io.headgate.testkit.RequiresRoot;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Copies of real packets in a file, as an operator asks for them. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TapIT {
    private static final String CONFIG = """
            lanes:
              - name: edge
                listen: [{ port: 8668 }]
                chain:
                  - { plugin: ttl, with: { set: 77 } }
                  - { plugin: tap-only, with: { mirror: %s, protocol: icmp } }
            taps:
              - capture: { name: pings, file: %s, snaplen: 60 }
            control: [{ listen: { path: %s, permissions: "0600" } }]
            """;

    /** An echo request from 10.0.0.1 to 10.0.0.2. */
    private static final byte[] PING = ping();

    @TempDir
    private Path folder;

    private static byte[] ping() {
        ByteBuffer ping = ByteBuffer.allocate(228);
        ping.putInt(0, 0x4500_00E4)
                .putInt(8, 0x4001_0000)
                .putInt(12, 0x0A00_0001)
                .putInt(16, 0x0A00_0002);
        ping.putInt(20, 0x0800_0000);
        return ping.array();
    }

    private Path config(String mirror, String file) throws Exception {
        return Files.writeString(
                folder.resolve("edge.yaml"), CONFIG.formatted(mirror, file, folder.resolve("headgate.sock")));
    }

    @Test
    @RequiresRoot
    void shouldWriteWhatWentThrough() throws Exception {
        Path config = config("pings", "pings.pcapng");
        Path file = folder.resolve("pings.pcapng");
        try (RouterLab lab = RouterLab.create()) {
            List<String> run = HeadgateProcess.command("run", "--json", "-c", config.toString());
            try (HeadgateProcess appliance = HeadgateProcess.start(lab.router().inside(run.toArray(String[]::new)))) {
                assertThat(Json.parse(appliance.readLine())).containsEntry("event", "ready");
                lab.router().run("iptables -w -t mangle -A POSTROUTING -o wan -j NFQUEUE --queue-num 8668");

                lab.client().run("ping -n -c 10 -i 0.01 -W 2 -s 100 " + RouterLab.SERVER_ADDRESS);
                Result told = HeadgateProcess.run(
                        HeadgateProcess.command("telemetry", "web1-load", "0.75", "-c", config.toString()));
                assertThat(told.out()).as(told.err()).isEqualTo("web1-load is 0.75");
                appliance.process().toHandle().destroy();

                Map<String, Object> stopped = Json.parse(appliance.readLine());
                assertThat(stopped.get("taps").toString())
                        .contains("name=pings", "target=" + file, "copied=10, lost=0, written=10, bytes=600, failed=0");
                assertThat(appliance.awaitExit(5)).isZero();
            }
        }
        // A reader of its own, not the one that wrote: cut packets of which the header is whole, and its sum right.
        List<String> lines = tcpdump(file);
        assertThat(lines).hasSize(20);
        assertThat(lines.get(0)).contains("ttl 77", "length 128").doesNotContain("bad cksum");
        assertThat(String.join("\n", lines)).contains("ICMP echo request").doesNotContain("bad cksum");
    }

    private static List<String> tcpdump(Path file) throws Exception {
        Process process = new ProcessBuilder("tcpdump", "-n", "-v", "-r", file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> lines = process.inputReader().lines().toList();
        assertThat(process.waitFor()).isZero();
        return lines;
    }

    @Test
    @RequiresRoot
    void shouldLosePacketsOfAFullDiskAndNoOthers() throws Exception {
        int packets = 5_000;
        Path in = folder.resolve("in.pcapng");
        try (CaptureWriter writer = CaptureWriter.create(in)) {
            int from = writer.addInterface("wan", CaptureWriter.RAW_IP);
            for (int i = 0; i < packets; i++) {
                if (!writer.hasRoom(PING.length)) {
                    writer.flush();
                }
                writer.put(from, i * 1_000L, ByteBuffer.wrap(PING), 0, PING.length, PING.length);
            }
            writer.flush();
        }
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Path config = Files.writeString(
                folder.resolve("edge.yaml"),
                CONFIG.formatted("pings", "disk/pings.pcapng", folder.resolve("headgate.sock"))
                        .replace("60 }", "65535 }"));
        Command.run(List.of("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", disk.toString()));
        try {
            String out = folder.resolve("out.pcapng").toString();
            Result replay = HeadgateProcess.run(HeadgateProcess.command(
                    "replay", "--json", "--in", in.toString(), "--out", out, "-c", config.toString()));

            Map<String, Object> told = Json.parse(replay.out());
            assertThat(told.get("packets").toString()).contains("reinjected=" + packets);
            assertThat(replay.err()).containsOnlyOnce("pings.pcapng: No space left on device");
            Map<?, ?> tap = (Map<?, ?>) ((List<?>) told.get("taps")).get(0);
            assertThat(tap.get("failure").toString()).contains("No space left on device");
            long written = number(tap, "written");
            assertThat(written).isPositive();
            assertThat(number(tap, "failed")).isPositive();
            assertThat(written + number(tap, "failed")).isEqualTo(number(tap, "copied"));
            assertThat(number(tap, "copied") + number(tap, "lost")).isEqualTo(packets);
            assertThat(tcpdump(disk.resolve("pings.pcapng")).stream().filter(line -> line.contains("ICMP echo")))
                    .hasSize((int) written);
        } finally {
            Command.run(List.of("umount", disk.toString()));
        }
    }

    private static long number(Map<?, ?> tap, String key) {
        return ((Number) tap.get(key)).longValue();
    }

    @Test
    void shouldRefuseAMirrorThatIsNotThere() throws Exception {
        Path config = config("pongs", "pings.pcapng");

        Result result = HeadgateProcess.run(HeadgateProcess.command("run", "-c", config.toString()));

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .contains("lane edge: filter tap-only does not start: there is no mirror 'pongs'; under 'taps' the"
                        + " configuration has: pings");
    }

    @Test
    void shouldSayWhatIsWrongWithATap() throws Exception {
        Path config = config("pings", "pings.pcap");

        Result wrong = HeadgateProcess.run(HeadgateProcess.command("check", "-c", config.toString()));
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.err())
                .contains(
                        "edge.yaml:8:35: 'file' is 'pings.pcap', but must be the name of a file that ends in .pcapng");

        config("pings", "pings.pcapng");
        Result right = HeadgateProcess.run(HeadgateProcess.command("check", "-c", config.toString()));
        assertThat(right.out())
                .contains("tap pings: capture to " + folder.resolve("pings.pcapng")
                        + ", a new file after 100MiB, keeps 10, first 60 bytes of each packet\nOK");
    }
}
