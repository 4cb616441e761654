package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.HeadgateProcess.Result;
import io.headgate.daemon.cli.Json;
import io.headgate.net.lab.Command;
import io.headgate.net.lab.RouterLab;
import io.headgate.net.sys.Sys;
import io.headgate.testkit.RequiresRoot;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 90, unit = TimeUnit.SECONDS)
class DemoIT {
    @Test
    @RequiresRoot
    @SuppressWarnings("unchecked")
    void shouldPassEveryCheckBetweenNamespacesAndLeaveNothing() throws Exception {
        Result result = HeadgateProcess.run(HeadgateProcess.command("demo", "--json"));

        assertThat(result.status()).as(result.out() + result.err()).isZero();
        Map<String, Object> report = Json.parse(result.out());
        Map<String, Object> packets = (Map<String, Object>) report.get("packets");
        List<Map<String, Object>> checks = (List<Map<String, Object>>) report.get("checks");
        assertThat(report.get("backend")).isEqualTo("nfqueue");
        assertThat(packets)
                .containsKeys("received", "reinjected", "dropped", "held", "errors", "inFlight", "kernelLoss");
        assertThat(checks).hasSize(27).allSatisfy(check -> assertThat(check).containsEntry("ok", true));
        assertThat(namespaces()).isEmpty();
    }

    @Test
    @RequiresRoot
    void shouldEndWithTheNumberOfChecks() throws Exception {
        Result result = HeadgateProcess.run(HeadgateProcess.command("demo"));

        assertThat(result.status()).isZero();
        assertThat(result.out()).endsWith("demo: 27 checks passed");
    }

    @Test
    @RequiresRoot
    void shouldRemoveWhatAKilledDemoLeft() throws Exception {
        long appliance;
        try (HeadgateProcess demo = HeadgateProcess.start(HeadgateProcess.command("demo"))) {
            for (String line = demo.readLine(); !line.contains("offloads on"); line = demo.readLine()) {
                // The appliance runs once this headline is there.
            }
            appliance = demo.process().children().findFirst().orElseThrow().pid();
            demo.process().destroyForcibly().waitFor();
        }
        assertThat(namespaces()).hasSize(3);

        RouterLab.create().close();

        assertThat(namespaces()).isEmpty();
        ProcessHandle.of(appliance)
                .ifPresent(process ->
                        process.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }

    private static List<String> namespaces() {
        return Command.run(List.of("ip", "netns", "list"))
                .lines()
                .filter(line -> line.startsWith("headgate-"))
                .toList();
    }

    @Test
    void shouldRunTheCaptureWithoutRoot(@TempDir Path folder) throws Exception {
        List<String> command = Sys.isRoot()
                ? HeadgateProcess.commandAsNobody(folder, "demo", "--json")
                : HeadgateProcess.command("demo", "--json");

        Result result = HeadgateProcess.run(command);

        assertThat(result.status()).as(result.out() + result.err()).isZero();
        assertThat(Json.parse(result.out())).containsEntry("backend", "memory");
    }
}
