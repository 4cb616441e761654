package io.headgate.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class VerdictTest {
    /** Settings that hold one number, or none. */
    private record OneNumber(OptionalInt number) implements Settings {
        @Override
        public OptionalInt integer(String key, int min, int max) {
            return number;
        }

        @Override
        public String choice(String key, String fallback, String... allowed) {
            return fallback;
        }

        @Override
        public Optional<String> text(String key) {
            return Optional.empty();
        }

        @Override
        public boolean flag(String key, boolean fallback) {
            return fallback;
        }

        @Override
        public List<String> texts(String key) {
            return List.of();
        }

        @Override
        public Optional<Path> file(String key) {
            return Optional.empty();
        }

        @Override
        public List<Settings> blocks(String key) {
            return List.of();
        }

        @Override
        public IllegalArgumentException problem(String key, String message) {
            return new IllegalArgumentException(key + " " + message);
        }
    }

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
    void shouldSayWhichNumberIsMissing() {
        assertThat(new OneNumber(OptionalInt.of(7)).requiredInteger("port", 1, 9))
                .isEqualTo(7);
        assertThatThrownBy(() -> new OneNumber(OptionalInt.empty()).requiredInteger("port", 1, 9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("missing key 'port': give a number from 1 to 9");
    }

    @Test
    void shouldAskForPacketsAsOnTheWireUnlessAFilterSaysOtherwise() {
        Filter plain = packet -> Verdict.PASS;

        assertThat(plain.segments()).isEqualTo(Segments.WIRE);
    }
}
