package io.headgate.daemon.demo;

import io.headgate.daemon.cli.CliException;
import io.headgate.daemon.config.ApplianceConfig;
import io.headgate.daemon.config.ConfigReader;
import io.headgate.daemon.config.StepConfig;
import io.headgate.daemon.demo.CheckList.NotAsExpected;
import io.headgate.daemon.report.Totals;
import io.headgate.daemon.selftest.PlainChecksums;
import io.headgate.engine.lane.Chain;
import io.headgate.engine.lane.LaneRunner;
import io.headgate.engine.lane.OnFull;
import io.headgate.engine.lane.Threading;
import io.headgate.engine.memory.MemorySink;
import io.headgate.engine.memory.MemorySource;
import io.headgate.engine.ring.SlotRing;
import io.headgate.net.pcap.CaptureReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The demo without root: a bundled capture of pings, a download and an exchange, through the same chain in memory. */
final class CaptureDemo {
    private static final int SET_TTL = 77;
    private static final int CLOSED_PORT = 9999;
    private static final int SLOTS = 64;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final String CONFIG = """
            lanes:
              - name: demo
                listen: [{ port: 0, mode: divert }]
                chain:
                  - { plugin: ttl, with: { set: %d } }
                  - { plugin: drop, with: { protocol: udp, port: %d } }
            """.formatted(SET_TTL, CLOSED_PORT);

    private final CheckList checks;

    CaptureDemo(CheckList checks) {
        this.checks = checks;
    }

    Map<String, Object> run() {
        List<byte[]> capture = read();
        long toClosedPort = capture.stream().filter(CaptureDemo::isToClosedPort).count();
        ApplianceConfig config = new ConfigReader().parse("demo.yaml", CONFIG);
        Chain chain = new Chain(
                config.lanes().get(0).chain().stream().map(StepConfig::create).toList());
        LaneRunner runner = new LaneRunner("demo", chain, Threading.SHARED);
        SlotRing ring = runner.newRing(SLOTS);
        MemorySink sink = new MemorySink(ring);
        runner.addInput(ring, new MemorySource(ring, capture, capture.size(), OnFull.BACKPRESSURE), sink);
        runner.start();
        awaitAll(runner, capture.size());
        runner.stop(LIMIT);
        Totals totals = Totals.of(List.of(runner.lane().ledger()), 0, 0);

        checks.phase(
                "bundled capture",
                capture.size() + " packets, TTL set to " + SET_TTL + ", udp port " + CLOSED_PORT + " dropped");
        checks.check("every packet came through or was dropped", () -> {
            long seen = sink.reinjected().size() + toClosedPort;
            require(seen == capture.size(), seen + " of " + capture.size() + " packets accounted for");
            return sink.reinjected().size() + " out, " + toClosedPort + " dropped";
        });
        checks.check("every TTL was rewritten", () -> {
            long others = sink.reinjected().stream()
                    .filter(p -> (p[8] & 0xFF) != SET_TTL)
                    .count();
            require(others == 0, others + " packets have another TTL");
            return "ttl=" + SET_TTL + " in " + sink.reinjected().size() + " packets";
        });
        checks.check("every checksum is right", () -> {
            long wrong = sink.reinjected().stream()
                    .filter(packet -> !PlainChecksums.areRight(packet))
                    .count();
            require(wrong == 0, wrong + " packets with a wrong checksum");
            return sink.reinjected().size() + " packets summed up, header and transport";
        });
        checks.check("dropped port stays silent", () -> {
            long leaked = sink.reinjected().stream()
                    .filter(CaptureDemo::isToClosedPort)
                    .count();
            require(leaked == 0 && totals.droppedTotal() == toClosedPort, leaked + " packets came through");
            return toClosedPort + " datagrams in, none out";
        });
        checks.check("ledger balances", () -> {
            require(totals.isBalanced(), totals.toText());
            return "received %d = reinjected %d + dropped %d"
                    .formatted(totals.received(), totals.reinjected(), totals.droppedTotal());
        });
        return totals.toMap();
    }

    private static List<byte[]> read() {
        try (InputStream in = CaptureDemo.class.getResourceAsStream("traffic.pcap")) {
            return packets(CaptureReader.open("traffic.pcap", Channels.newChannel(in)));
        } catch (IOException damaged) {
            throw CliException.failed("the bundled capture cannot be read: " + damaged.getMessage(), damaged);
        }
    }

    /** From the IP header on. */
    private static List<byte[]> packets(CaptureReader capture) throws IOException {
        List<byte[]> packets = new ArrayList<>();
        while (capture.next()) {
            int header = capture.ipOffset();
            if (header != CaptureReader.NO_IP) {
                byte[] packet = new byte[capture.capturedLength() - header];
                capture.bytes().get(capture.frameAt() + header, packet);
                packets.add(packet);
            }
        }
        return packets;
    }

    private static void awaitAll(LaneRunner runner, int packets) {
        long deadlineNs = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < deadlineNs) {
            var ledger = runner.lane().requestLedger().join();
            if (ledger.received() == packets && ledger.inFlight() == 0) {
                return;
            }
        }
        throw CliException.failed("the capture did not get through the lane within " + LIMIT.toSeconds() + " s");
    }

    private static boolean isToClosedPort(byte[] packet) {
        int header = (packet[0] & 0xF) * 4;
        return packet[9] == 17 && (ByteBuffer.wrap(packet).getShort(header + 2) & 0xFFFF) == CLOSED_PORT;
    }

    private static void require(boolean condition, String otherwise) throws NotAsExpected {
        if (!condition) {
            throw new NotAsExpected(otherwise);
        }
    }
}
