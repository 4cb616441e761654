package io.headgate.daemon.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.control.Answer;
import io.headgate.control.ControlClient;
import io.headgate.daemon.cli.Json;
import io.headgate.daemon.config.ApplianceConfig;
import io.headgate.daemon.config.ConfigReader;
import io.headgate.daemon.report.FilterReport;
import io.headgate.daemon.run.Appliance;
import io.headgate.net.lab.RouterLab;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Swaps of a jar on disk, asked for over the control socket, while the router filters what the client sends. */
@EnabledIf(value = "io.headgate.net.sys.Sys#isRoot", disabledReason = "needs root")
class SwapIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern EDGE = Pattern.compile("handed over, (\\d+) us");
    private static final long MIB = 1 << 20;
    private static final String CONFIG = """
            plugins: { directory: plugins }
            lanes:
              - name: edge
                listen: [{ port: 8668 }]
                chain: [{ plugin: ttl, with: { set: 77 } }, { plugin: counting, with: { size: 1 } }]
            control: [{ listen: { path: %s } }]
            """;

    @TempDir
    private Path folder;

    private final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();

    @Test
    @Timeout(180)
    void shouldLoseNothingInFiftySwaps() throws Exception {
        swapUnderLoad(50, 10);
    }

    @Test
    @Tag("long")
    @Timeout(1800)
    void shouldLoseNothingAndKeepNothingInAThousandSwaps() throws Exception {
        swapUnderLoad(1_000, 100);
    }

    /** @param firstLook after how many swaps the memory for classes is measured for the first time */
    private void swapUnderLoad(int swaps, int firstLook) throws Exception {
        Path installed = Files.createDirectory(folder.resolve("plugins")).resolve("counting.jar");
        List<Path> versions = List.of(
                CountingPlugin.version("1.0").write(folder.resolve("a.jar")),
                CountingPlugin.version("2.0").write(folder.resolve("b.jar")));
        CountingPlugin.replace(installed, versions.get(0));
        Path socket = folder.resolve("run/headgate.sock");
        ApplianceConfig config =
                new ConfigReader().parse(folder.resolve("headgate.yaml").toString(), CONFIG.formatted(socket));
        Appliance appliance = new Appliance(config);
        try (RouterLab lab = RouterLab.create();
                UdpLoad load = UdpLoad.open(lab)) {
            lab.router().call(() -> {
                appliance.start(failure -> failure.printStackTrace());
                return null;
            });
            lab.router().run("iptables -w -t mangle -A POSTROUTING -o wan -p udp -j NFQUEUE --queue-num 8668");
            load.start();
            try {
                swap(config, socket, installed, versions, swaps, firstLook);
            } finally {
                load.stop();
                assertThat(appliance.stop()).isTrue();
            }
            assertNothingLost(appliance, load);
        }
    }

    private void swap(
            ApplianceConfig config, Path socket, Path installed, List<Path> versions, int swaps, int firstLook)
            throws Exception {
        long longestUs = 0;
        long before = 0;
        long classesFirst = 0;
        for (int i = 1; i <= swaps; i++) {
            loaders.add(new WeakReference<>(
                    config.plugins().find(CountingPlugin.NAME).orElseThrow().loader()));
            CountingPlugin.replace(installed, versions.get(i % 2));
            Answer answer = ControlClient.request(socket, List.of("swap", CountingPlugin.NAME), LIMIT);

            assertThat(answer.isOk()).as(answer.text()).isTrue();
            assertThat(answer.text())
                    .contains(i % 2 == 0 ? " -> 1.0 " : " -> 2.0 ")
                    .contains("8 bytes of state");
            Matcher edge = EDGE.matcher(answer.text());
            assertThat(edge.find()).isTrue();
            longestUs = Math.max(longestUs, Long.parseLong(edge.group(1)));
            long now = packets(socket);
            assertThat(now).as("counter").isGreaterThanOrEqualTo(before);
            before = now;
            if (i == firstLook) {
                awaitCollected();
                classesFirst = classBytes();
            }
        }
        awaitCollected();
        long growth = classBytes() - classesFirst;
        System.out.printf(
                "swaps=%d longest edge=%d us, class memory after %d swaps %d KiB, after %d %+d KiB%n",
                swaps, longestUs, firstLook, classesFirst / 1024, swaps, growth / 1024);
        assertThat(growth).isLessThan(2 * MIB);
    }

    @SuppressWarnings("unchecked")
    private static long packets(Path socket) {
        Answer answer = ControlClient.request(socket, List.of("filters", "--json"), LIMIT);
        List<Map<String, Object>> filters =
                (List<Map<String, Object>>) Json.parse(answer.text()).get("filters");
        Map<String, Object> counters = (Map<String, Object>) filters.get(1).get("counters");
        return ((Number) counters.get("packets")).longValue();
    }

    /** Every class loader of a plugin that went is gone: nothing keeps its classes. */
    private void awaitCollected() {
        long endNs = System.nanoTime() + LIMIT.toNanos();
        while (loaders.stream().anyMatch(loader -> loader.get() != null)) {
            System.gc();
            assertThat(System.nanoTime())
                    .as(
                            "class loaders kept: %d of %d",
                            loaders.stream()
                                    .filter(loader -> loader.get() != null)
                                    .count(),
                            loaders.size())
                    .isLessThan(endNs);
        }
    }

    private static long classBytes() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Metaspace"))
                .map(MemoryPoolMXBean::getUsage)
                .findFirst()
                .orElseThrow()
                .getUsed();
    }

    private static void assertNothingLost(Appliance appliance, UdpLoad load) {
        System.out.printf("sent=%d arrived=%d %s%n", load.sent(), load.arrived(), appliance.totals());
        assertThat(load.sent()).isPositive();
        assertThat(load.arrived()).isEqualTo(load.sent());
        assertThat(appliance.totals().isBalanced()).isTrue();
        assertThat(appliance.totals().received()).isEqualTo(load.sent());
        assertThat(appliance.totals().reinjected()).isEqualTo(load.sent());
        assertThat(appliance.totals().kernelLoss()).isZero();
        FilterReport report = appliance.filterReport();
        assertThat(report.toList().toString())
                .contains("packets=" + load.sent() + ",")
                .contains("state=" + load.sent() + "}");
    }
}
