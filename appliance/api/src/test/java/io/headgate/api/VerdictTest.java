package io.headgate.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class VerdictTest {
    @Test
    void shouldHaveNoReasonToPass() {
        assertThat(Verdict.PASS.kind()).isEqualTo(Verdict.Kind.PASS);
        assertThat(Verdict.PASS.reasonIndex()).isEqualTo(-1);
        assertThat(Verdict.PASS).hasToString("pass");
    }

    @Test
    void shouldDropForAReason() {
        Verdict drop = Verdict.drop(3, "too-old");

        assertThat(drop.kind()).isEqualTo(Verdict.Kind.DROP);
        assertThat(drop.reasonIndex()).isEqualTo(3);
        assertThat(drop.reason()).isEqualTo("too-old");
        assertThat(drop).hasToString("drop(too-old)");
    }

    @Test
    void shouldRefuseADropWithoutReason() {
        assertThatThrownBy(() -> Verdict.drop(-1, "any"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("reasonIndex must be 0 or more: -1");
        assertThatThrownBy(() -> Verdict.drop(0, null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void shouldAskForPacketsAsOnTheWireUnlessAFilterSaysOtherwise() {
        Filter plain = packet -> Verdict.PASS;

        assertThat(plain.segments()).isEqualTo(Segments.WIRE);
    }
}
