package io.headgate.rules.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class IpfwRulesTest {
    @Test
    void shouldDivertEachDirectionToItsPort() {
        IpfwRules rules = new IpfwRules("em0", 8668, 8669);

        assertThat(rules.add())
                .containsExactly(
                        "ipfw add 1000 set 10 divert 8668 ip from any to any in recv em0",
                        "ipfw add 1010 set 10 divert 8669 ip from any to any out xmit em0");
        assertThat(rules.remove()).containsExactly("ipfw delete set 10");
    }

    @Test
    void shouldLeaveADirectionAlone() {
        assertThat(new IpfwRules("em0", IpfwRules.NONE, 1).add())
                .singleElement()
                .asString()
                .contains(" out xmit em0");
        assertThat(new IpfwRules("em0", 1, IpfwRules.NONE).add())
                .singleElement()
                .asString()
                .contains(" in recv em0");
    }

    @Test
    void shouldRefuseNamesThatAreNone() {
        assertThatThrownBy(() -> new IpfwRules("em0; reboot", 1, 1)).hasMessageContaining("interface name");
    }
}
