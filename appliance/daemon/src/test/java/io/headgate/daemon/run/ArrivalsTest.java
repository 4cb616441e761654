package io.headgate.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.config.ConfigReader;
import io.headgate.daemon.config.LaneConfig;
import io.headgate.daemon.host.FixtureHost;
import io.headgate.daemon.host.HostFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private static final long EVERY_NS = 10_000_000_000L;

    private final AtomicLong arrived = new AtomicLong();
    private final List<String> said = new ArrayList<>();

    private Arrivals on(String host, String more) {
        LaneConfig lane =
                new ConfigReader().parse("edge.yaml", """
                        lanes:
                          - name: edge
                            listen: [{ port: 8668 }]
                            chain: [{ plugin: passthru }]
                        """ + more).lanes().get(0);
        return new Arrivals(lane.name(), Missing.of(lane, FixtureHost.named(host)), arrived::get, EVERY_NS, said::add);
    }

    @Test
    void shouldSayWhatIsMissingForTheDefaultRoutes() {
        on("host/routed", "").look(0);

        assertThat(said)
                .containsExactly(String.join(
                        System.lineSeparator(),
                        "lane=edge packets arrived: 0; no iptables rule sends any to queue 8668; add, for the interface of"
                                + " this host's default route:",
                        "  iptables -w -t raw -A PREROUTING -i wan0 -m mark ! --mark 0x40000000/0x40000000 -j NFQUEUE"
                                + " --queue-num 8668 --queue-bypass",
                        "  iptables -w -t mangle -A POSTROUTING -o wan0 -m mark ! --mark 0x40000000/0x40000000 -j NFQUEUE"
                                + " --queue-num 8668 --queue-bypass",
                        "  ip6tables -w -t raw -A PREROUTING -i wan0 -m mark ! --mark 0x40000000/0x40000000 -j NFQUEUE"
                                + " --queue-num 8668 --queue-bypass",
                        "  ip6tables -w -t mangle -A POSTROUTING -o wan0 -m mark ! --mark 0x40000000/0x40000000 -j NFQUEUE"
                                + " --queue-num 8668 --queue-bypass",
                        "  iptables -w -t raw -A PREROUTING -i wan1 -m mark ! --mark 0x40000000/0x40000000 -j NFQUEUE"
                                + " --queue-num 8668 --queue-bypass",
                        "  iptables -w -t mangle -A POSTROUTING -o wan1 -m mark ! --mark 0x40000000/0x40000000 -j NFQUEUE"
                                + " --queue-num 8668 --queue-bypass",
                        "  ip6tables -w -t raw -A PREROUTING -i wan1 -m mark ! --mark 0x40000000/0x40000000 -j NFQUEUE"
                                + " --queue-num 8668 --queue-bypass",
                        "  ip6tables -w -t mangle -A POSTROUTING -o wan1 -m mark ! --mark 0x40000000/0x40000000 -j NFQUEUE"
                                + " --queue-num 8668 --queue-bypass",
                        "  iptables -w -t raw -A PREROUTING -i six0 -m mark ! --mark 0x40000000/0x40000000 -j NFQUEUE"
                                + " --queue-num 8668 --queue-bypass",
                        "  iptables -w -t mangle -A POSTROUTING -o six0 -m mark ! --mark 0x40000000/0x40000000 -j NFQUEUE"
                                + " --queue-num 8668 --queue-bypass",
                        "  ip6tables -w -t raw -A PREROUTING -i six0 -m mark ! --mark 0x40000000/0x40000000 -j NFQUEUE"
                                + " --queue-num 8668 --queue-bypass",
                        "  ip6tables -w -t mangle -A POSTROUTING -o six0 -m mark ! --mark 0x40000000/0x40000000 -j NFQUEUE"
                                + " --queue-num 8668 --queue-bypass"));
    }

    @Test
    void shouldPreferTheConfiguredInterfacesAndTheirPolicy() {
        on("host/routed", "    divert: { interfaces: [lan0] }\n    on-full: fail-closed\n")
                .look(0);

        assertThat(said).hasSize(1);
        assertThat(said.get(0))
                .contains("add, for the interfaces of the configuration:")
                .contains("-t raw -A PREROUTING -i lan0 ")
                .contains("-t mangle -A POSTROUTING -o lan0 ")
                .doesNotContain("wan0")
                .doesNotContain("bypass");
    }

    private Arrivals diverting(String host, String interfaces) {
        LaneConfig lane = new ConfigReader()
                .parse("edge.yaml", """
                        lanes:
                          - name: edge
                            listen:
                              - { port: 8668, backend: divert4, direction: in }
                              - { port: 8669, backend: divert4, direction: out }
                            chain: [{ plugin: passthru }]
                            divert: { interfaces: [%s] }
                        """.formatted(interfaces))
                .lanes()
                .get(0);
        return new Arrivals(lane.name(), Missing.of(lane, FixtureHost.named(host)), arrived::get, EVERY_NS, said::add);
    }

    /** Java for Linux on a FreeBSD kernel, and no /proc. */
    @Test
    void shouldNameTheIpfwRulesOfTheDefaultRouteWithoutProc() {
        diverting("host/freebsd", "").look(0);

        assertThat(said)
                .containsExactly(String.join(
                        System.lineSeparator(),
                        "lane=edge packets arrived: 0; no ipfw rule sends any to divert port 8668 and 8669; add, for the"
                                + " interface of this host's default route:",
                        "  ipfw set disable 10",
                        "  ipfw add 1000 set 10 divert 8668 ip from any to any in recv em0",
                        "  ipfw add 1010 set 10 divert 8669 ip from any to any out xmit em0",
                        "  ipfw set enable 10"));
    }

    /** Turned off before the rules of the first interface only: else the second would turn off what already diverts. */
    @Test
    void shouldTurnTheSetOffOnceForAllInterfaces() {
        diverting("host/freebsd", "em0, em1").look(0);

        List<String> lines = said.get(0).lines().map(String::strip).skip(1).toList();
        assertThat(lines).hasSize(6).startsWith("ipfw set disable 10").endsWith("ipfw set enable 10");
        assertThat(lines).containsOnlyOnce("ipfw set disable 10", "ipfw set enable 10");
    }

    /** Java for Linux on a FreeBSD kernel, among programs of Linux. */
    @Test
    void shouldNotOfferLinuxNamesOfInterfacesForIpfw() {
        diverting("host/linux-abi-bare", "").look(0);

        assertThat(said).hasSize(1);
        assertThat(said.get(0))
                .contains("this host's interfaces cannot be seen from here; name them as ifconfig of FreeBSD does:"
                        + " divert: { interfaces: [em0] }")
                .doesNotContain("eth0");
    }

    @Test
    void shouldShowWhatIpfwHasAndWhatOfItIsOff() {
        diverting("host/freebsd-diverting", "em0").look(0);

        assertThat(said)
                .containsExactly(String.join(
                        System.lineSeparator(),
                        "lane=edge packets arrived: 0; rules for divert port 8668 and 8669 are there, but have sent nothing"
                                + " here since the start; packets matched so far, here or before:",
                        "  0  01000 divert 8668 ip from any to any in recv em0  (its set is off: ipfw set enable 10)",
                        "  3  01010 divert 8669 ip from any to any out xmit em0"));
    }

    @Test
    void shouldNameThePfRulesOfOpenbsd() {
        diverting("host/openbsd", "em0").look(0);

        assertThat(said).hasSize(1);
        assertThat(said.get(0))
                .contains("no pf rule sends any to divert port 8668 and 8669")
                .contains("| pfctl -a headgate/edge -f -")
                .endsWith("these rules pass: make every block for em0 quick, above the anchor");
    }

    @Test
    void shouldGoOnWhereThereIsNeitherProcNorAnyTool() {
        diverting("host/bare", "em0").look(0);

        assertThat(said).hasSize(1);
        assertThat(said.get(0))
                .contains("cannot see whether a kernel rule sends any to divert port 8668 and 8669")
                .contains("ipfw add 1000 set 10 divert 8668 ip from any to any in recv em0");
    }

    @Test
    void shouldNotStopTheApplianceForAFileThatCannotBeRead() {
        LaneConfig lane = new ConfigReader()
                .parse(
                        "edge.yaml",
                        "lanes: [{ name: edge, listen: [{ port: 1, backend: divert4 }],"
                                + " chain: [{ plugin: passthru }] }]")
                .lanes()
                .get(0);
        HostFacts host = new HostFacts(
                Path.of("/nonexistent"),
                words -> {
                    throw new UncheckedIOException(new IOException("Input/output error"));
                },
                FixtureHost.named("host/bare").jvm());

        new Arrivals(lane.name(), Missing.of(lane, host), arrived::get, EVERY_NS, said::add).look(0);

        assertThat(said)
                .singleElement()
                .asString()
                .contains("cannot see whether a kernel rule sends any to divert port 1: ", "Input/output error");
    }

    @Test
    void shouldSayThatRulesAreThereButMatchedNothing() {
        on("host/queued", "").look(0);

        assertThat(said)
                .containsExactly(
                        "lane=edge packets arrived: 0; rules for queue 8668 are there, but have sent nothing here"
                                + " since the start; packets matched so far, here or before:" + System.lineSeparator()
                                + "  3  iptables raw -A PREROUTING -i wan0 -j NFQUEUE --queue-num 8668 --queue-bypass");
    }

    @Test
    void shouldSayWhatToNameWhenItCanNeitherSeeRulesNorRoutes() {
        on("host/isolated", "").look(0);

        assertThat(said).hasSize(1);
        assertThat(said.get(0))
                .contains("cannot see whether a kernel rule sends any to queue 8668")
                .contains("Permission denied")
                .contains("divert: { interfaces: [lan, wan] }");
    }

    @Test
    void shouldRepeatItselfUntilTheFirstPacketAndThenBeSilent() {
        Arrivals arrivals = on("host/queued", "");

        arrivals.look(5);
        arrivals.look(4 + EVERY_NS);
        assertThat(said).hasSize(1);
        arrivals.look(5 + EVERY_NS);
        assertThat(said).hasSize(2);
        arrived.set(1);
        arrivals.look(6 + EVERY_NS);
        arrivals.look(100 * EVERY_NS);

        assertThat(said).hasSize(3).last().isEqualTo("lane=edge first packet arrived");
    }
}
