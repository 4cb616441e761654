package io.headgate.daemon.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.config.ConfigReader;
import io.headgate.daemon.config.LaneConfig;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Finding.State;
import io.headgate.daemon.doctor.check.Subject;
import io.headgate.daemon.host.FixtureHost;
import io.headgate.daemon.host.HostFacts;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What doctor asks of a BSD as a whole, and of one of which little can be seen. */
class CheckupBsdTest {
    private static final Path FIXTURES = Path.of("src/test/resources/doctor");

    @Test
    void shouldAskABsdNothingAboutDivertingWhereNoLaneDiverts() {
        HostFacts host = FixtureHost.in(FIXTURES.resolve("input-queue/warn"));
        List<LaneConfig> lanes = new ConfigReader()
                .read(FIXTURES.resolve("multicast/ok/headgate.yaml"))
                .lanes();

        Report report = Checkup.run(new Subject(host, lanes));

        for (String name : List.of(
                "lock-out",
                "divert-module",
                "backend",
                "interface-names",
                "interface-ipv4",
                "ipfw-rules",
                "pf-rules",
                "socket-buffers",
                "input-queue",
                "offloads")) {
            assertThat(report.findings().get(name)).as(name).isEqualTo(Finding.skip("no lane diverts"));
        }
    }

    /** A Linux folder below FreeBSD: uname, id and ifconfig are Linux's, and ipfw, pfctl, kldstat and sysctl are not there. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldFailNothingThatItCannotSeeFromALinuxFolderBelowFreebsd(boolean hasPortForEachDirection) {
        String listen = hasPortForEachDirection
                ? "[{ port: 8668, backend: divert4, direction: in }, { port: 8669, backend: divert4, direction: out }]"
                : "[{ port: 65534, backend: divert4 }]";
        List<LaneConfig> lanes = new ConfigReader()
                .parse(
                        "edge.yaml",
                        "lanes: [{ name: edge, slots: 64, listen: " + listen
                                + ", divert: { interfaces: [em0] }, chain: [{ plugin: passthru }] }]")
                .lanes();

        Report report = Checkup.run(new Subject(FixtureHost.named("host/linux-abi-bare"), lanes));

        assertThat(report.isOk()).as(report.toText("doctor")).isTrue();
        for (String name : List.of(
                "lock-out",
                "divert-module",
                "bsd-interfaces",
                "interface-names",
                "ipfw-rules",
                "pf-rules",
                "socket-buffers",
                "input-queue",
                "offloads")) {
            assertThat(report.findings().get(name).state()).as(name).isEqualTo(State.SKIP);
        }
        assertThat(report.findings().get("interface-ipv4").state())
                .isEqualTo(hasPortForEachDirection ? State.OK : State.SKIP);
        assertThat(report.findings().get("root").state()).isEqualTo(State.OK);
    }

    /** Also where {@code backend: divert4} alone tells that the kernel below is FreeBSD's: without /proc, tools or rights. */
    @ParameterizedTest
    @CsvSource({"divert-module/skip", "divert-module/ok-linux-abi", "ipfw-rules/ok", "pf-rules/ok-openbsd"})
    void shouldAskABsdNothingAboutNetfilter(String fixture) {
        Path host = FIXTURES.resolve(fixture);
        Path configuration = FIXTURES.resolve("divert-module/skip/headgate.yaml");

        Report report = Checkup.run(new Subject(
                FixtureHost.in(host), new ConfigReader().read(configuration).lanes()));

        assertThat(report.findings())
                .hasSize(16)
                .containsKeys("divert-module", "lock-out", "ipfw-rules", "pf-rules", "java", "memory")
                .doesNotContainKeys("nfqueue", "queue-owner", "iptables", "kernel-rules", "privileges");
        assertThat(report.findings().values())
                .as("no check may break for want of /proc")
                .noneMatch(finding -> finding.detail().startsWith("could not be checked"));
    }
}
