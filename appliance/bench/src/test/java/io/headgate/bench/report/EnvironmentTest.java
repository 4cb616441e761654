package io.headgate.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EnvironmentTest {
    @Test
    void shouldFindTheFirstFieldOfAName() {
        List<String> lines = List.of("processor\t: 0", "model name\t: Some: CPU", "", "model name\t: Other");

        assertThat(Environment.field(lines, "model name", "unknown")).isEqualTo("Some: CPU");
    }

    @Test
    void shouldSayWhenThereIsNone() {
        assertThat(Environment.field(List.of("processor : 0"), "model name", "unknown"))
                .isEqualTo("unknown");
    }

    @Test
    void shouldLeaveOutWhereTheCheckoutLies() {
        assertThat(Environment.flags(List.of("-Xmx128m", "-Dheadgate.home=/somewhere")))
                .containsExactly("-Xmx128m");
    }
}
