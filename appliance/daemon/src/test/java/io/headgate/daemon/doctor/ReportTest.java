package io.headgate.daemon.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.cli.Json;
import io.headgate.daemon.doctor.check.Finding;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static Report report() {
        Map<String, Finding> findings = new LinkedHashMap<>();
        findings.put("privileges", Finding.ok("CAP_NET_ADMIN and CAP_NET_RAW"));
        findings.put("forwarding", Finding.warn("it does not forward", "first\nsecond"));
        findings.put("kernel-rules", Finding.fail("no rule", "add one"));
        findings.put("memory", Finding.skip("not seen"));
        return new Report(findings);
    }

    @Test
    void shouldAlignNamesStatesAndDetailsAndSetRemediesIn() {
        assertThat(report().toText("doctor").lines())
                .containsExactly(
                        "privileges      OK    CAP_NET_ADMIN and CAP_NET_RAW",
                        "forwarding      WARN  it does not forward",
                        "                        first",
                        "                        second",
                        "kernel-rules    FAIL  no rule",
                        "                        add one",
                        "memory          SKIP  not seen",
                        "doctor: ok 1, warn 1, fail 1, skipped 1");
    }

    @Test
    void shouldBeOkUnlessSomethingFails() {
        assertThat(report().isOk()).isFalse();
        assertThat(new Report(Map.of("a", Finding.warn("b", "c"))).isOk()).isTrue();
    }

    @Test
    void shouldTellTheSameAsJson() {
        assertThat(Json.line(report().toMap()))
                .startsWith("{\"checks\":[{\"name\":\"privileges\",\"state\":\"OK\",\"detail\":\"CAP_NET_ADMIN and"
                        + " CAP_NET_RAW\",\"remedy\":\"\"},{\"name\":\"forwarding\"")
                .contains("\"remedy\":\"first\\nsecond\"")
                .endsWith("],\"ok\":false}");
    }
}
