package io.headgate.net.handle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResolverTest {
    @ParameterizedTest
    @ValueSource(strings = {"224.0.0.1", "0.0.0.0", "255.255.255.255", "224.1", "224.0.65535", "::1", "ff15::1"})
    void shouldKnowNumbers(String host) {
        assertThat(Resolver.isNumber(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "224.0.0.300", "224.0.0.", ".1", "1.2.3.4.5", "256.0.0.1", "224.0.65536", "a.b", "1.2.3.4x"})
    void shouldKnowWhatIsNone(String host) {
        assertThat(Resolver.isNumber(host)).isFalse();
    }
}
