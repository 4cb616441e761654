package io.headgate.rules.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DivertRuleTest {
    private static final String SHOW = """
            00900    0      0 set 10 skipto 1011 tcp from any to any 22 via em0
            # DISABLED 01000 0 0 set 10 divert 8668 ip from any to any in recv em0
            01010   12    840 set 10 divert 8669 ip from any to any out xmit em0
            02000    5    300 allow tcp from any to me 2222 in
            65535 4711 998877 deny ip from any to any
            """;

    @Test
    void shouldReadNumbersCountersAndSets() {
        List<DivertRule> rules = DivertRule.parse(SHOW);

        assertThat(rules).extracting(DivertRule::number).containsExactly(900, 1000, 1010, 2000, 65_535);
        assertThat(rules).extracting(DivertRule::port).containsExactly(-1, 8668, 8669, -1, -1);
        assertThat(rules).extracting(DivertRule::isEnabled).containsExactly(true, false, true, true, true);
        assertThat(rules).extracting(DivertRule::packets).containsExactly(0L, 0L, 12L, 5L, 4711L);
        assertThat(rules.get(2)).hasToString("01010 divert 8669 ip from any to any out xmit em0");
    }

    @Test
    void shouldReadAListingWithoutCounters() {
        DivertRule rule =
                DivertRule.parse("01000 divert 8668 ip from any to any\n").get(0);

        assertThat(rule).returns(-1L, DivertRule::packets).returns(8668, DivertRule::port);
        assertThat(rule.seesIn() && rule.seesOut()).isTrue();
    }

    @Test
    void shouldTellDirections() {
        List<DivertRule> rules = DivertRule.parse(SHOW);

        assertThat(rules.get(1).seesIn()).isTrue();
        assertThat(rules.get(1).seesOut()).isFalse();
        assertThat(rules.get(2).seesIn()).isFalse();
        assertThat(rules.get(2).seesOut()).isTrue();
    }

    @Test
    void shouldTellWhatExemptsAPort() {
        List<DivertRule> rules = DivertRule.parse(SHOW);

        assertThat(rules.get(0).exempts(22)).isTrue();
        assertThat(rules.get(0).lets(22)).isFalse();
        assertThat(rules.get(3).lets(22)).as("2222 is another port").isFalse();
        assertThat(rules.get(4).lets(22)).isFalse();
        assertThat(DivertRule.parse("65535 allow ip from any to any").get(0).lets(22))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp from 10.1.22.0/24 to any",
                "tcp from any to 192.0.2.22",
                "tcp from 22.0.2.1 to me",
                "tcp from 192.0.0.0/22 to any",
                "ip from 2001:db8:22::1 to any",
                "ip from any to 2001:db8::22",
                "tcp from any to me 2222",
                "tcp from any 122 to me",
                "ip from any to 2001:db8::a22",
                "tcp from any to me in recv vlan22",
                "tcp from any to me in recv em0.22",
            })
    void shouldNotTakePiecesOfAddressesForPorts(String match) {
        assertThat(rule("allow " + match).lets(22)).isFalse();
        assertThat(rule("skipto 1011 " + match).exempts(22)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp from 10.1.22.0/24 to any 22",
                "tcp from any 22 to 192.0.2.22",
                "tcp from any to me 22,80",
                "tcp from any to me 80,22",
                "tcp from any to me 22 in recv em0",
            })
    void shouldFindThePortAmongAddressesAndOtherPorts(String match) {
        assertThat(rule("allow " + match).lets(22)).isTrue();
        assertThat(rule("skipto 1011 " + match).exempts(22)).isTrue();
    }

    private static DivertRule rule(String text) {
        return DivertRule.parse("00900 set 10 " + text).get(0);
    }
}
