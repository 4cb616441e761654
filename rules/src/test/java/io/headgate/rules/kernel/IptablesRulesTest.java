package io.headgate.rules.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IptablesRulesTest {
    @Test
    void shouldQueueBothDirectionsOfAnInterface() {
        IptablesRules rules = new IptablesRules("eth0", 8668, 1, true, 0x4000_0000);

        assertThat(rules.add())
                .containsExactly(
                        "iptables -w -t raw -A PREROUTING -i eth0 -m mark ! --mark 0x40000000/0x40000000"
                                + " -j NFQUEUE --queue-num 8668 --queue-bypass",
                        "iptables -w -t mangle -A POSTROUTING -o eth0 -m mark ! --mark 0x40000000/0x40000000"
                                + " -j NFQUEUE --queue-num 8668 --queue-bypass",
                        "ip6tables -w -t raw -A PREROUTING -i eth0 -m mark ! --mark 0x40000000/0x40000000"
                                + " -j NFQUEUE --queue-num 8668 --queue-bypass",
                        "ip6tables -w -t mangle -A POSTROUTING -o eth0 -m mark ! --mark 0x40000000/0x40000000"
                                + " -j NFQUEUE --queue-num 8668 --queue-bypass");
    }

    @Test
    void shouldRemoveExactlyWhatItAddsTheOtherWayRound() {
        IptablesRules rules = new IptablesRules("br-lan.7", 0, 4, false, 1);

        assertThat(rules.remove())
                .containsExactly(
                        rules.add().get(3).replace(" -A ", " -D "),
                        rules.add().get(2).replace(" -A ", " -D "),
                        rules.add().get(1).replace(" -A ", " -D "),
                        rules.add().get(0).replace(" -A ", " -D "));
    }

    @Test
    void shouldLetExemptPortsLeaveBeforeTheQueue() {
        List<ExemptPort> exempt = List.of(ExemptPort.parse("tcp port 22"), ExemptPort.parse(" udp  port 53 "));
        IptablesRules rules = new IptablesRules("eth0", 7, 1, false, 1, exempt);

        assertThat(rules.add().subList(6, 12))
                .allMatch(rule -> rule.startsWith("ip6tables "))
                .containsExactlyElementsOf(rules.add().subList(0, 6).stream()
                        .map(rule -> rule.replace("iptables ", "ip6tables "))
                        .toList());
        String in = "iptables -w -t raw -A PREROUTING -i eth0 ";
        String out = "iptables -w -t mangle -A POSTROUTING -o eth0 ";
        assertThat(rules.add().subList(0, 6))
                .containsExactly(
                        in + "-p tcp -m multiport --ports 22 -j RETURN",
                        in + "-p udp -m multiport --ports 53 -j RETURN",
                        in + "-m mark ! --mark 0x1/0x1 -j NFQUEUE --queue-num 7",
                        out + "-p tcp -m multiport --ports 22 -j RETURN",
                        out + "-p udp -m multiport --ports 53 -j RETURN",
                        out + "-m mark ! --mark 0x1/0x1 -j NFQUEUE --queue-num 7");
        assertThat(rules.remove()).hasSize(12).allMatch(rule -> rule.contains(" -D "));
        assertThat(rules.remove().get(11)).isEqualTo(rules.add().get(0).replace(" -A ", " -D "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tcp",
                "tcp port",
                "port 22",
                "sctp port 22",
                "tcp port 65536",
                "tcp port 99999",
                "tcp port 999999",
                "tcp port -1",
                "tcp port 22; reboot",
                "TCP port 22",
                "tcp port \u0661"
            })
    void shouldRefuseExemptionsItCannotRender(String text) {
        assertThatThrownBy(() -> ExemptPort.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("exemption must be 'tcp port N' or 'udp port N' with N from 0 to 65535: '" + text + "'");
    }

    @Test
    void shouldSpreadFlowsOverSeveralQueues() {
        IptablesRules rules = new IptablesRules("wan", 65_528, 8, false, 1);

        assertThat(rules.add())
                .startsWith(
                        "iptables -w -t raw -A PREROUTING -i wan -m mark ! --mark 0x1/0x1"
                                + " -j NFQUEUE --queue-balance 65528:65535",
                        "iptables -w -t mangle -A POSTROUTING -o wan -m mark ! --mark 0x1/0x1"
                                + " -j NFQUEUE --queue-balance 65528:65535");
    }

    @Test
    void shouldWriteTheHighestMarkBit() {
        assertThat(new IptablesRules("wan", 0, 1, false, Integer.MIN_VALUE).add())
                .allMatch(rule -> rule.contains("--mark 0x80000000/0x80000000"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "eth 0",
                "a/b",
                "a234567890123456",
                "-j",
                "eth0;reboot",
                "$(reboot)",
                "a`b",
                "a'b",
                "a\nb",
                "#"
            })
    void shouldRefuseInterfaceNamesThatAShellWouldNotTakeAsTheyAre(String name) {
        assertThatThrownBy(() -> new IptablesRules(name, 1, 1, true, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("interface name must be 1 to 15")
                .hasMessageEndingWith("'" + name + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"e", "eth0", "br-lan", "eth0.100", "veth_a", "wlp0s20f3@x", "ppp+", "a23456789012345"})
    void shouldTakeUsualInterfaceNames(String name) {
        assertThat(new IptablesRules(name, 1, 1, true, 1).interfaceName()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "65536, 1", "65535, 2", "0, 0", "5, -1", "0, 65537", "1, 2147483647", "2147483647, 2147483647"
    })
    void shouldRefuseQueuesThatDoNotExist(int first, int queues) {
        assertThatThrownBy(() -> new IptablesRules("eth0", first, queues, true, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(queues + " queues from " + first + " on must lie in 0 to 65535");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, -1})
    void shouldRefuseMarksThatAreNotOneBit(int mark) {
        assertThatThrownBy(() -> new IptablesRules("eth0", 0, 1, true, mark))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("exempt mark must be one bit");
    }
}
