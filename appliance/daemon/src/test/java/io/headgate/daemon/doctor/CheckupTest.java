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
import org.junit.jupiter.params.provider.ValueSource;

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
        assertThat(Checkup.CHECKS).hasSize(30);
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
            interfaces/fail-datagrams | interface: in listen and send-to one of: lan, eth0
            interfaces/warn-datagrams | ip link set wan up
            multicast/warn         | sysctl -w net/ipv4/conf/lan/rp_filter=2
            multicast/warn-all     | sysctl -w net/ipv4/conf/lan/rp_filter=2
            multicast/warn-flag    | ip link set lan multicast on
            privileges/warn-datagrams | AmbientCapabilities=CAP_NET_RAW
            receive-buffer/warn-datagrams | sysctl -w net.core.rmem_max=8388608
            kernel-rules/fail      | iptables -w -t raw -A PREROUTING -i wan -m mark ! --mark 0x40000000/0x40000000 -j NFQUEUE --queue-num 8668 --queue-bypass
            kernel-rules/fail      | iptables -w -t mangle -A POSTROUTING -o wan -m mark ! --mark 0x40000000/0x40000000 -j NFQUEUE --queue-num 8668 --queue-bypass
            rule-flags/warn        | iptables -w -t mangle -D POSTROUTING -o wan -m mark ! --mark 0x40000000/0x40000000 -j NFQUEUE --queue-num 8668
            rule-flags/warn-forward| iptables -w -t filter -D FORWARD -o wan -m mark ! --mark 0x40000000/0x40000000 -j NFQUEUE --queue-num 8668 --queue-bypass
            forwarding/warn        | sysctl -w net.ipv4.ip_forward=1
            reverse-path/warn      | sysctl -w net/ipv4/conf/wan/rp_filter=2
            receive-offload/warn   | ethtool -K wan lro off
            backlog/warn           | sysctl -w net.core.netdev_max_backlog=10000
            backlog/warn-namespace | outside this network namespace: sysctl -w net.core.netdev_max_backlog=10000
            root/fail              | run it as root: doas headgate run, or sudo
            divert-module/fail     | then restart; loaded at once, ipfw would cut your ssh connection (see lock-out)
            divert-module/fail-safe| kldload ipfw ipdivert
            divert-module/fail     | echo 'net.inet.ip.fw.default_to_accept=1' >> /boot/loader.conf
            divert-module/fail-linux | backend: auto
            lock-out/fail          | ipfw add 32000 allow ip from any to any
            lock-out/fail-not-loaded | kenv net.inet.ip.fw.default_to_accept=1
            lock-out/warn          | ipfw add 900 skipto 1011 tcp from any to me 22 in
            backend/fail           | backend: divert4, in each entry of listen
            bsd-interfaces/fail    | divert: { interfaces: [...] } with some of: vtnet0, vtnet1
            bsd-interfaces/warn    | ifconfig em0 up
            interface-names/warn   | ifconfig bridge100 name ext0, ifconfig_bridge100_name="ext0" in /etc/rc.conf, and ext0 in your rules and configuration
            interface-ipv4/fail    | - { port: 8669, mode: divert, backend: divert4, direction: out }
            ipfw-rules/fail        | ipfw add 900 set 10 skipto 1011 tcp from any to any 22 via em0
            ipfw-rules/fail        | ipfw add 1000 set 10 divert 8668 ip from any to any in recv em0
            ipfw-rules/fail-one-of-two | ipfw add 1010 set 10 divert 8669 ip from any to any out xmit em0
            ipfw-rules/fail-no-route | ipfw add 1000 set 10 divert 8668 ip from any to any in recv vtnet0
            ipfw-rules/fail-direction | ipfw delete 1000
            ipfw-rules/fail        | ipfw set disable 10
            ipfw-rules/fail        | ipfw set enable 10, once headgate run says ready
            ipfw-rules/fail-direction | ipfw set disable 10
            pf-rules/fail          | ipfw set enable 10, once headgate run says ready
            ipfw-rules/warn        | ipfw set enable 10, once headgate run says ready
            pf-rules/fail          | ipfw add 1000 set 10 divert 8668 ip from any to any in recv em0
            socket-buffers/warn    | sysctl kern.ipc.maxsockbuf=67108864
            socket-buffers/warn-openbsd | sysctl net.inet.divert.recvspace=1048576
            input-queue/warn       | sysctl net.inet.ip.intr_queue_maxlen=4096
            input-queue/warn-drops | sysctl net.inet.ip.intr_queue_maxlen=8192
            offloads/warn          | ifconfig em0 -tso -lro -vlanhwtso
            offloads/warn-virtio   | ifconfig vtnet0 -rxcsum -txcsum -rxcsum6 -txcsum6
            native-library/warn    | unzip -o /opt/headgate/lib/jffi-*-native.jar 'jni/x86_64-FreeBSD/*' -d /opt/headgate/native
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

        assertThat(report.findings()).hasSize(18);
        assertThat(report.findings().get("privileges").detail()).startsWith("could not be checked: ");
        assertThat(report.findings().get("memory").state()).isEqualTo(State.SKIP);
    }

    @Test
    void shouldCountABufferForEachSocketOfDatagrams() {
        assertThat(examine("memory/ok-datagrams").detail()).contains("receive buffers up to 24 MiB");
        assertThat(examine("memory/warn-datagrams").detail()).contains("receive buffers up to 32 MiB");
        assertThat(examine("memory/warn-groups").detail())
                .as("one address at four ports needs four sockets")
                .contains("receive buffers up to 32 MiB");
    }

    @Test
    void shouldAskNothingAboutDivertingWhereNoLaneDiverts() {
        Path host = FIXTURES.resolve("multicast/ok");

        Report report = Checkup.run(new Subject(
                FixtureHost.in(host),
                new ConfigReader().read(host.resolve("headgate.yaml")).lanes()));

        for (String name : List.of(
                "nfqueue",
                "queue-owner",
                "iptables",
                "kernel-rules",
                "rule-flags",
                "forwarding",
                "reverse-path",
                "receive-offload")) {
            assertThat(report.findings().get(name)).as(name).isEqualTo(Finding.skip("no lane diverts"));
        }
        assertThat(report.findings().get("multicast").state()).isEqualTo(State.OK);
        assertThat(report.findings().get("interfaces").state()).isEqualTo(State.FAIL);
    }

    @Test
    void shouldProposeASecondPortThatCanBeBound() {
        Path host = FIXTURES.resolve("interface-ipv4/fail");
        List<LaneConfig> lanes = new ConfigReader()
                .parse(
                        "edge.yaml",
                        "lanes: [{ name: edge, listen: [{ port: 65534, backend: divert4 }],"
                                + " divert: { interfaces: [em0] }, chain: [{ plugin: passthru }] }]")
                .lanes();

        Finding finding = check("interface-ipv4").run(new Subject(FixtureHost.in(host), lanes));

        assertThat(finding.remedy()).contains("port: 65534, mode", "port: 65533, mode");
    }

    @Test
    void shouldStillAskWhereOneLaneDiverts() {
        HostFacts host = FixtureHost.in(FIXTURES.resolve("iptables/fail"));
        List<LaneConfig> lanes = Stream.of("multicast/ok", "interfaces/ok")
                .flatMap(name ->
                        new ConfigReader().read(FIXTURES.resolve(name).resolve("headgate.yaml")).lanes().stream())
                .toList();

        Report report = Checkup.run(new Subject(host, lanes));

        assertThat(report.findings().get("iptables").state()).isEqualTo(State.FAIL);
    }

    @Test
    void shouldTellOpenbsdItsWholeAnchor() {
        assertThat(examine("pf-rules/fail-openbsd").remedy().lines())
                .containsExactly(
                        "the line anchor \"headgate/*\" at the end of /etc/pf.conf, pfctl -f /etc/pf.conf, then",
                        "printf '%s\\n' 'pass in on em0 inet divert-packet port 8668 no state'"
                                + " 'pass in on em0 inet6 divert-packet port 8668 no state'"
                                + " 'pass out on em0 inet divert-packet port 8669 no state'"
                                + " 'pass out on em0 inet6 divert-packet port 8669 no state'"
                                + " 'pass quick on em0 proto tcp to any port 22 no state'"
                                + " 'pass quick on em0 proto tcp from any port 22 no state'"
                                + " | pfctl -a headgate/edge -f -",
                        "these rules pass: make every block for em0 quick, above the anchor");
    }

    /** Copied as it stands while nobody listens, it would cut the operator's connection. */
    @ParameterizedTest
    @ValueSource(
            strings = {"ipfw-rules/fail", "ipfw-rules/fail-direction", "ipfw-rules/fail-no-route", "pf-rules/fail"})
    void shouldNotPutRulesInForceBeforeAnybodyListens(String fixture) {
        List<String> lines = examine(fixture).remedy().lines().toList();

        assertThat(lines).doesNotContain("ipfw set enable 10").containsOnlyOnce("ipfw set disable 10");
        assertThat(lines.indexOf("ipfw set disable 10"))
                .isLessThan(lines.stream()
                        .filter(line -> line.startsWith("ipfw add"))
                        .mapToInt(lines::indexOf)
                        .min()
                        .orElseThrow());
    }

    @Test
    void shouldSayWhichNamesAreCutAlike() {
        assertThat(examine("interface-names/warn-alike").detail())
                .isEqualTo("packets of bridge100 say bridge1, and so do those of bridge1");
    }
}
