package io.headgate.daemon.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.config.ConfigReader;
import io.headgate.daemon.config.LaneConfig;
import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Finding.State;
import io.headgate.daemon.doctor.check.Subject;
import io.headgate.daemon.host.FixtureHost;
import io.headgate.daemon.host.HostFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every check on hosts in folders: {@code doctor/CHECK/STATE} or {@code doctor/CHECK/STATE-why}. */
class CheckupTest {
    private static final Path FIXTURES = Path.of("src/test/resources/doctor");

    @TempDir
    private Path folder;

    private static Check check(String name) {
        return Checkup.CHECKS.stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no check " + name));
    }

    private Finding examine(String fixture) {
        Path host = fixture.startsWith("queue-owner/") ? withDescriptor(fixture) : FIXTURES.resolve(fixture);
        HostFacts facts = FixtureHost.in(host);
        Path configuration = host.resolve("headgate.yaml");
        List<LaneConfig> lanes = Files.exists(configuration)
                ? new ConfigReader().read(configuration).lanes()
                : List.of();
        return check(fixture.substring(0, fixture.indexOf('/'))).run(new Subject(facts, lanes));
    }

    /** A copy with what no repository can hold: an open descriptor, which is a link to nowhere. */
    private Path withDescriptor(String fixture) {
        Path from = FIXTURES.resolve(fixture);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path to = folder.resolve(from.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
            }
            Path process = folder.resolve("proc/4711");
            if (Files.exists(process)) {
                Path descriptors = Files.createDirectory(process.resolve("fd"));
                Files.createSymbolicLink(descriptors.resolve("7"), Path.of("socket:[1506]"));
            }
            return folder;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static List<String> fixtures() throws IOException {
        try (Stream<Path> cases = Files.walk(FIXTURES, 2)) {
            return cases.filter(path -> FIXTURES.relativize(path).getNameCount() == 2)
                    .map(path -> FIXTURES.relativize(path)
                            .toString()
                            .replace(FileSystems.getDefault().getSeparator(), "/"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void shouldFindTheStateItsFolderIsNamedBy(String fixture) {
        String state = fixture.substring(fixture.indexOf('/') + 1).split("-", 2)[0];

        Finding finding = examine(fixture);

        assertThat(finding.state().name()).as(finding.toString()).isEqualToIgnoringCase(state);
        assertThat(finding.detail()).isNotBlank().doesNotContain("\n");
        if (finding.state() == State.WARN || finding.state() == State.FAIL) {
            assertThat(finding.remedy()).as("remedy").isNotBlank();
        } else {
            assertThat(finding.remedy()).as("remedy").isEmpty();
        }
    }

    @Test
    void shouldHaveAGoodAndABadHostForEveryCheck() throws IOException {
        Set<String> good = checksWith("ok");
        Set<String> bad = checksWith("fail");
        bad.addAll(checksWith("warn"));

        Set<String> all = Checkup.CHECKS.stream().map(Check::name).collect(Collectors.toCollection(TreeSet::new));
        assertThat(Checkup.CHECKS).hasSize(16);
        assertThat(good).isEqualTo(all);
        assertThat(bad).isEqualTo(all);
    }

    private static Set<String> checksWith(String state) throws IOException {
        return fixtures().stream()
                .filter(fixture -> fixture.matches("[^/]+/" + state + "(-.*)?"))
                .map(fixture -> fixture.substring(0, fixture.indexOf('/')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What each bad host is told to do, in whole lines. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            privileges/fail        | AmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW
            privileges/warn        | AmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW
            java/warn              | HEADGATE_JAVA_OPTS=--enable-native-access=ALL-UNNAMED
            unpack-folder/fail     | HEADGATE_JAVA_OPTS=-Djffi.extract.dir=/var/lib/headgate/native
            memory/fail            | fewer slots for each lane, as slots: 256, or more memory
            memory/fail-java       | HEADGATE_JAVA_OPTS=-XX:MaxDirectMemorySize=128m
            nfqueue/fail           | use a kernel with CONFIG_NETFILTER_NETLINK_QUEUE; on Debian: apt-get install linux-image-arm64
            queue-owner/fail       | kill 4711, or choose another port for lane edge
            receive-buffer/warn    | sysctl -w net.core.rmem_max=33554432
            iptables/fail          | apt-get install iptables
            iptables/fail-table    | modprobe iptable_raw (iptables-legacy) or modprobe nf_tables nft_compat xt_NFQUEUE
            interfaces/fail        | divert: { interfaces: [...] } with some of: lan, eth0
            interfaces/warn        | ip link set wan up
            interfaces/warn-carrier| plug in the cable, or set the peer up; ethtool wan says more
            kernel-rules/fail      | iptables -w -t raw -A PREROUTING -i wan -m mark ! --mark 0x40000000/0x40000000 -j NFQUEUE --queue-num 8668 --queue-bypass
            kernel-rules/fail      | iptables -w -t mangle -A POSTROUTING -o wan -m mark ! --mark 0x40000000/0x40000000 -j NFQUEUE --queue-num 8668 --queue-bypass
            rule-flags/warn        | iptables -w -t mangle -D POSTROUTING -o wan -m mark ! --mark 0x40000000/0x40000000 -j NFQUEUE --queue-num 8668
            rule-flags/warn-forward| iptables -w -t filter -D FORWARD -o wan -m mark ! --mark 0x40000000/0x40000000 -j NFQUEUE --queue-num 8668 --queue-bypass
            forwarding/warn        | sysctl -w net.ipv4.ip_forward=1
            reverse-path/warn      | sysctl -w net/ipv4/conf/wan/rp_filter=2
            receive-offload/warn   | ethtool -K wan lro off
            backlog/warn           | sysctl -w net.core.netdev_max_backlog=10000
            clock/warn             | echo tsc > /sys/devices/system/clocksource/clocksource0/current_clocksource
            """)
    void shouldNameTheRemedy(String fixture, String line) {
        assertThat(examine(fixture).remedy().lines()).contains(line);
    }

    @Test
    void shouldSayWhoHasTheQueue() {
        assertThat(examine("queue-owner/fail").detail()).isEqualTo("queue 8668 is taken by process 4711 (suricata)");
    }

    @Test
    void shouldKnowItsOwnKindByItsCommandLine() {
        assertThat(examine("queue-owner/ok").detail()).contains("belongs to the headgate that runs as process 4711");
    }

    @Test
    void shouldNameOnlyTheInterfaceThatIsStrict() {
        // The larger of both settings counts: lan is loose though all is strict.
        assertThat(examine("reverse-path/warn").detail()).startsWith("strict at wan:");
    }

    @Test
    void shouldGoOnWhenACheckBreaks() throws IOException {
        Path status = folder.resolve("proc/self/status");
        Files.createDirectories(status.getParent());
        Files.writeString(status, "CapEff:\tno number\n");

        Report report = Checkup.run(new Subject(FixtureHost.in(folder), List.of()));

        assertThat(report.findings()).hasSize(16);
        assertThat(report.findings().get("privileges").detail()).startsWith("could not be checked: ");
        assertThat(report.findings().get("memory").state()).isEqualTo(State.SKIP);
    }
}
