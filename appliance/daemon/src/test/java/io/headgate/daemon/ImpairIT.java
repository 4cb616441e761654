package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.cli.Json;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.lab.RouterLab;
import io.headgate.rules.kernel.IptablesRules;
import io.headgate.testkit.RequiresRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What impair does to the packets of real hosts, as these hosts see it. Which filter means them, their port says. */
@RequiresRoot
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ImpairIT {
    private static final int QUEUE = 8668;
    private static final int UNTOUCHED = 7_000;
    private static final int LOSING = 7_001;
    private static final int DOUBLING = 7_002;
    private static final List<Integer> DELAYS_MS = List.of(20, 50, 200);
    private static final double LOSS = 0.02;
    private static final double DUPLICATE = 0.03;

    /**
     * A machine with other work stops any program for some ten milliseconds now and then, which is most of the time that a
     * measurement takes; a filter that is wrong is so each time.
     */
    private static final int ATTEMPTS = 5;

    /** Standard deviations that 99.9 % of a normal distribution are within. */
    private static final double DEVIATIONS = 3.2905;

    private static final String CONFIG = """
            lanes:
              - name: edge
                listen: [{ port: 8668 }]
                divert: { interfaces: [wan] }
                hold: { packets: 6000, for: 1s }
                seed: 4711
                chain:
                  - { plugin: impair, with: { direction: out, protocol: udp, ports: [7001], loss: 2% } }
                  - { plugin: impair, with: { direction: out, protocol: udp, ports: [7002], duplicate: 3% } }
                  - { plugin: impair, with: { direction: out, ports: [7020], delay: 20ms } }
                  - { plugin: impair, with: { direction: out, ports: [7050], delay: 50ms } }
                  - { plugin: impair, with: { direction: out, ports: [7200], delay: 200ms, limit: 6000 } }
                on-full: fail-closed
            """;

    @TempDir
    private Path folder;

    private RouterLab lab;
    private HeadgateProcess run;

    @BeforeEach
    void start() throws Exception {
        lab = RouterLab.create();
        Path file = Files.writeString(folder.resolve("edge.yaml"), CONFIG);
        List<String> command = HeadgateProcess.command("run", "--json", "-c", file.toString());
        List<String> preferred = new ArrayList<>(List.of("nice", "-n", "-20"));
        preferred.addAll(command);
        run = HeadgateProcess.start(lab.router().inside(preferred.toArray(String[]::new)));
        assertThat(Json.parse(run.readLine())).containsEntry("event", "ready");
        new IptablesRules(RouterLab.WAN, QUEUE, 1, false, DivertOptions.INJECT_MARK, List.of())
                .add()
                .forEach(lab.router()::run);
    }

    @AfterEach
    void closeAll() {
        run.close();
        lab.close();
    }

    /** Ends the appliance; what it counted. */
    private Map<String, Object> stop() throws Exception {
        run.process().toHandle().destroy();
        Map<String, Object> stopped = Json.parse(run.readLine());
        assertThat(run.awaitExit(10)).isZero();
        Map<String, Object> packets = map(stopped.get("packets"));
        assertThat(packets).containsEntry("balanced", true);
        return packets;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object json) {
        return (Map<String, Object>) json;
    }

    private TimedDatagrams open(int port, int count) throws Exception {
        return TimedDatagrams.open(lab.client(), lab.server(), RouterLab.SERVER_ADDRESS, port, count);
    }

    @Test
    void shouldLoseAndDuplicateItsShare() throws Exception {
        loseAndDuplicate(20_000);
    }

    @Test
    @Tag("long")
    void shouldLoseAndDuplicateItsShareOfManyPackets() throws Exception {
        loseAndDuplicate(200_000);
    }

    private void loseAndDuplicate(int count) throws Exception {
        long lost;
        int lostEnds;
        long doubled;
        try (TimedDatagrams datagrams = open(LOSING, count)) {
            datagrams.sendAll();
            lostEnds = datagrams.end();
            lost = datagrams.missing();
            assertThat(datagrams.repeated()).isZero();
        }
        try (TimedDatagrams datagrams = open(DOUBLING, count)) {
            datagrams.sendAll();
            assertThat(datagrams.end()).isZero();
            doubled = datagrams.repeated();
            assertThat(datagrams.missing()).isZero();
            assertThat(datagrams.received()).isEqualTo(count + (int) doubled);
        }

        Map<String, Object> packets = stop();
        System.out.printf("ImpairIT of %d: lost %d, doubled %d; %s%n", count, lost, doubled, packets);
        assertLikely(lost, count, LOSS);
        assertLikely(doubled, count, DUPLICATE);
        assertThat(map(packets.get("droppedByReason"))).containsEntry("loss", (int) lost + lostEnds);
    }

    private static void assertLikely(long happened, int count, double share) {
        double deviation = Math.sqrt(count * share * (1 - share));
        assertThat((double) happened)
                .isBetween(count * share - DEVIATIONS * deviation, count * share + DEVIATIONS * deviation);
    }

    @Test
    void shouldDelayByWhatItIsTold() throws Exception {
        measureDelays(200);
    }

    @Test
    @Tag("long")
    void shouldDelayManyPacketsByWhatItIsTold() throws Exception {
        measureDelays(3_000);
    }

    private void measureDelays(int count) throws Exception {
        for (int ms : DELAYS_MS) {
            double errorMs = errorMs(ms, count);
            for (int again = 1; again < ATTEMPTS && Math.abs(errorMs) > 1; again++) {
                errorMs = errorMs(ms, count);
            }
            assertThat(errorMs).as("median error of a delay of %d ms", ms).isBetween(-1.0, 1.0);
        }
        stop();
    }

    /** How much the median delay differs from what was set. */
    private double errorMs(int ms, int count) throws Exception {
        try (TimedDatagrams delayed = open(UNTOUCHED + ms, count);
                TimedDatagrams untouched = open(UNTOUCHED, count)) {
            TimedDatagrams.sendSlowly(delayed, untouched);
            delayed.awaitReceived(count);
            untouched.awaitReceived(count);

            double medianMs = delayed.medianMs();
            double untouchedMs = untouched.medianMs();
            System.out.printf(
                    "ImpairIT delay %d ms: median %.3f ms, without delay %.3f ms%n", ms, medianMs, untouchedMs);
            assertThat(delayed.repeated() + untouched.repeated()).isZero();
            return medianMs - untouchedMs - ms;
        }
    }
}
