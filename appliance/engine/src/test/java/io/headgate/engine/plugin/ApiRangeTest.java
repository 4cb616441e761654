package io.headgate.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.ApiVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiRangeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.2       | 1.1 | false", "1.2       | 1.2 | true", "1.2       | 1.10| true",
                "1.2       | 2.2 | false", "[1.0,2.0) | 1.0 | true", "[1.0,2.0) | 2.0 | false",
                "[1.0,2.0) | 1.99| true", "(1.0, 2.0]| 1.0 | false", "(1.0, 2.0]| 2.0 | true",
                "(1.0, 2.0]| 2.1 | false", "[0.9,3.1] | 2.7 | true", "[1.3,1.3] | 1.3 | true"
            })
    void shouldIncludeWhatThePluginWorksWith(String text, String version, boolean isIncluded) {
        int dot = version.indexOf('.');
        int major = Integer.parseInt(version.substring(0, dot));
        int minor = Integer.parseInt(version.substring(dot + 1));

        assertThat(ApiRange.parse(text).includes(major, minor)).isEqualTo(isIncluded);
    }

    @Test
    void shouldIncludeOurs() {
        assertThat(ApiRange.parse(ApiVersion.text()).includesOurs()).isTrue();
        assertThat(ApiRange.parse(ApiVersion.MAJOR + "." + (ApiVersion.MINOR + 1))
                        .includesOurs())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1.0.0", "v1.0", "[1.0,2.0", "1.0,2.0", "[2.0,1.0]", "(1.0,1.0)", "1.9999999999"})
    void shouldRefuseWhatIsNoVersion(String text) {
        assertThatThrownBy(() -> ApiRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + text + "' is ");
    }
}
