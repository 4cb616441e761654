package io.headgate.rules.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PfRulesTest {
    @Test
    void shouldDivertBothFamiliesWithoutStateAndExemptAtTheEnd() {
        List<ExemptPort> exempt = List.of(ExemptPort.parse("tcp port 22"));
        PfRules rules = new PfRules("edge", List.of("em0"), new DivertPorts(8668, 8669), exempt);

        assertThat(rules.add())
                .containsExactly("printf '%s\\n'"
                        + " 'pass in on em0 inet divert-packet port 8668 no state'"
                        + " 'pass in on em0 inet6 divert-packet port 8668 no state'"
                        + " 'pass out on em0 inet divert-packet port 8669 no state'"
                        + " 'pass out on em0 inet6 divert-packet port 8669 no state'"
                        + " 'pass quick on em0 proto tcp to any port 22 no state'"
                        + " 'pass quick on em0 proto tcp from any port 22 no state'"
                        + " | pfctl -a headgate/edge -f -");
        assertThat(rules.remove()).containsExactly("pfctl -a headgate/edge -F rules");
    }

    @Test
    void shouldLeaveADirectionAlone() {
        assertThat(new PfRules("edge", List.of("em0"), new DivertPorts(DivertPorts.NONE, 1), List.of())
                        .add()
                        .get(0))
                .doesNotContain("pass in ")
                .contains("pass out on em0 inet6 divert-packet port 1 no state");
    }

    @Test
    void shouldEmptyNoAnchorForWantOfAnInterface() {
        assertThat(new PfRules("edge", List.of(), new DivertPorts(1, 1), List.of()).add())
                .isEmpty();
    }

    @Test
    void shouldRefuseNamesThatAreNone() {
        assertThatThrownBy(() -> new PfRules("edge", List.of("em0'"), new DivertPorts(1, 1), List.of()))
                .hasMessageContaining("interface name");
    }
}
