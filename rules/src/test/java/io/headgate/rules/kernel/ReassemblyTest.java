package io.headgate.rules.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReassemblyTest {
    private static final IptablesRules PLAIN = new IptablesRules("eth0", 7, 1, true, 0x4000_0000);

    @Test
    void shouldStandBeforeTheQueueOfEachVersion() {
        IptablesRules whole = PLAIN.withWholeDatagrams();
        String rule = " -w -t raw -A PREROUTING -i eth0 -m mark --mark 0x40000000/0x40000000 -m socket";

        assertThat(whole.reassembly()).containsExactly("iptables" + rule, "ip6tables" + rule);
        assertThat(whole.add()).hasSize(6).containsAll(PLAIN.add()).containsAll(whole.reassembly());
        assertThat(whole.add().get(0)).isEqualTo("iptables" + rule);
        assertThat(whole.add().get(3)).isEqualTo("ip6tables" + rule);
        assertThat(whole.remove()).hasSize(6).last().isEqualTo(("iptables" + rule).replace(" -A ", " -D "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-A PREROUTING -i eth0 -m mark --mark 0x40000000/0x40000000 -m socket",
                "[0:0] -A PREROUTING -i eth0 -m mark --mark 0x40000000/0x40000000 -m socket",
                "-A PREROUTING -i eth0 -m mark --mark 0x40000000/0x40000000 -m socket --nowildcard",
                "[12:3456] -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT",
                "-A FORWARD -m state --state NEW -j DROP",
                "-A POSTROUTING -o eth0 -j MASQUERADE",
                "-A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.1",
                "-A PREROUTING -j CT --notrack"
            })
    void shouldKnowRulesThatAskForWholeDatagrams(String rule) {
        assertThat(Reassembly.isAskedFor("*raw\n:PREROUTING ACCEPT [0:0]\n" + rule + "\nCOMMIT\n"))
                .isTrue();
    }

    @Test
    void shouldNotTakeOthersForThem() {
        List<String> others = List.of(
                "-A INPUT -i socket0 -j ACCEPT",
                "-A INPUT -m comment --comment \"no conntrack here\" -j ACCEPT",
                "-A INPUT -j CTX",
                "# -m socket",
                ":CT - [0:0]",
                PLAIN.add().get(0).substring("iptables -w -t raw ".length()));

        assertThat(Reassembly.isAskedFor(String.join("\n", others))).isFalse();
    }
}
