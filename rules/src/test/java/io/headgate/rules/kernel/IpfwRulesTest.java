package io.headgate.rules.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class IpfwRulesTest {
    @Test
    void shouldDivertEachDirectionToItsPort() {
        IpfwRules rules = new IpfwRules("em0", new DivertPorts(8668, 8669), List.of());

        assertThat(rules.add())
                .containsExactly(
                        "ipfw add 1000 set 10 divert 8668 ip from any to any in recv em0",
                        "ipfw add 1010 set 10 divert 8669 ip from any to any out xmit em0");
        assertThat(rules.remove()).containsExactly("ipfw delete set 10");
        assertThat(IpfwRules.disable()).isEqualTo("ipfw set disable 10");
        assertThat(IpfwRules.enable()).isEqualTo("ipfw set enable 10");
    }

    @Test
    void shouldLeaveADirectionAlone() {
        assertThat(new IpfwRules("em0", new DivertPorts(DivertPorts.NONE, 1), List.of()).add())
                .singleElement()
                .asString()
                .contains(" out xmit em0");
        assertThat(new IpfwRules("em0", new DivertPorts(1, DivertPorts.NONE), List.of()).add())
                .singleElement()
                .asString()
                .contains(" in recv em0");
    }

    @Test
    void shouldRefuseNamesThatAreNone() {
        assertThatThrownBy(() -> new IpfwRules("em0; reboot", new DivertPorts(1, 1), List.of()))
                .hasMessageContaining("interface name");
    }

    @Test
    void shouldLeadExemptPortsAroundTheDivertRules() {
        List<ExemptPort> exempt = List.of(ExemptPort.parse("tcp port 22"));

        assertThat(new IpfwRules("em0", new DivertPorts(8668, 8669), exempt).add())
                .hasSize(4)
                .startsWith(
                        "ipfw add 900 set 10 skipto 1011 tcp from any to any 22 via em0",
                        "ipfw add 900 set 10 skipto 1011 tcp from any 22 to any via em0");
    }
}
