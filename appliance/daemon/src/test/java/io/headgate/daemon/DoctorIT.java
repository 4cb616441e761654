package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.HeadgateProcess.Result;
import io.headgate.daemon.cli.Json;
import io.headgate.net.lab.RouterLab;
import io.headgate.testkit.RequiresRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code doctor} on this host, and on the lab's router. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DoctorIT {
    private static final String CONFIG = """
            lanes:
              - name: edge
                listen: [{ port: 8668 }]
                divert: { interfaces: [lan, wan] }
                chain: [{ plugin: passthru }]
            """;

    @TempDir
    private Path folder;

    @SuppressWarnings("unchecked")
    private static Map<String, String> states(Result result) {
        List<Map<String, Object>> checks =
                (List<Map<String, Object>>) Json.parse(result.out()).get("checks");
        return checks.stream()
                .collect(Collectors.toMap(check -> (String) check.get("name"), check -> (String) check.get("state")));
    }

    @Test
    @RequiresRoot
    void shouldFindThisHostFitAsRoot() throws Exception {
        Result result = HeadgateProcess.run(HeadgateProcess.command("doctor", "--json"));

        assertThat(result.status()).as(result.out() + result.err()).isZero();
        assertThat(Json.parse(result.out())).containsEntry("ok", true);
        assertThat(states(result))
                .hasSize(18)
                .containsEntry("privileges", "OK")
                .containsEntry("java", "OK")
                .containsEntry("unpack-folder", "OK")
                .containsEntry("nfqueue", "OK")
                .containsEntry("receive-buffer", "OK")
                .containsEntry("iptables", "OK")
                .containsEntry("kernel-rules", "SKIP")
                .doesNotContainValue("FAIL");
    }

    @Test
    void shouldReportEveryMistakeOfTheConfiguration() throws Exception {
        Path wrong = Files.writeString(
                folder.resolve("wrong.yaml"), CONFIG.replaceFirst("name: \\w+", "name: Edge") + "tabs: []\n");

        Result result = HeadgateProcess.run(HeadgateProcess.command("doctor", "-c", wrong.toString()));

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err())
                .contains("'name' is 'Edge'", "unknown key 'tabs'")
                .endsWith("2 errors");
    }

    @Test
    @RequiresRoot
    void shouldFailWithoutRulesAndBeContentOnceItsRemedyWasCarriedOut() throws Exception {
        Path file = Files.writeString(folder.resolve("edge.yaml"), CONFIG);
        try (RouterLab lab = RouterLab.create()) {
            List<String> command = inside(lab, HeadgateProcess.command("doctor", "--json", "-c", file.toString()));
            Result before = HeadgateProcess.run(command);
            assertThat(before.status()).as(before.out() + before.err()).isEqualTo(1);
            assertThat(states(before))
                    .containsEntry("kernel-rules", "FAIL")
                    .containsEntry("rule-flags", "SKIP")
                    .containsEntry("interfaces", "OK")
                    .containsEntry("forwarding", "OK")
                    .containsEntry("queue-owner", "OK")
                    .containsEntry("memory", "OK");

            List<String> remedy = remedy(before, "kernel-rules").lines().toList();
            assertThat(remedy).hasSize(8);
            remedy.forEach(lab.router()::run);
            Result after = HeadgateProcess.run(command);

            assertThat(after.status()).as(after.out() + after.err()).isZero();
            assertThat(states(after)).containsEntry("kernel-rules", "OK").containsEntry("rule-flags", "OK");
        }
    }

    @Test
    @RequiresRoot
    void shouldKnowTheApplianceThatRuns() throws Exception {
        Path file = Files.writeString(folder.resolve("edge.yaml"), CONFIG);
        try (RouterLab lab = RouterLab.create();
                HeadgateProcess run =
                        HeadgateProcess.start(inside(lab, HeadgateProcess.command("run", "-c", file.toString())))) {
            assertThat(run.readLine()).isEqualTo("ready");

            Result result = HeadgateProcess.run(inside(lab, HeadgateProcess.command("doctor", "-c", file.toString())));

            assertThat(result.out())
                    .containsPattern("queue-owner +OK +queue 8668 belongs to the headgate that runs as process "
                            + run.process().pid() + " ");
        }
    }

    @Test
    @RequiresRoot
    void shouldFailWithoutRights() throws Exception {
        Result result = HeadgateProcess.run(HeadgateProcess.commandAsNobody(folder, "doctor"));

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out())
                .containsPattern("privileges +FAIL +without CAP_NET_ADMIN no queue can be opened")
                .containsPattern("\n +AmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW\n");
    }

    private static List<String> inside(RouterLab lab, List<String> command) {
        return lab.router().inside(command.toArray(String[]::new));
    }

    @SuppressWarnings("unchecked")
    private static String remedy(Result result, String name) {
        List<Map<String, Object>> checks =
                (List<Map<String, Object>>) Json.parse(result.out()).get("checks");
        return checks.stream()
                .filter(check -> check.get("name").equals(name))
                .map(check -> (String) check.get("remedy"))
                .findFirst()
                .orElseThrow();
    }
}
