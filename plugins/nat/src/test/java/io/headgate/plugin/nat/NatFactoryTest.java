package io.headgate.plugin.nat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.FilterFactory;
import io.headgate.testkit.MapSettings;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NatFactoryTest {
    @Test
    void shouldBeFoundByItsName() {
        assertThat(ServiceLoader.load(FilterFactory.class).stream()
                        .map(provider -> provider.get().name()))
                .contains("nat");
    }

    @Test
    void shouldNeedInsideAndOutside() {
        assertThatThrownBy(() -> MapSettings.create(new NatFactory(), Map.of("inside", List.of("10.0.0.0/8"))))
                .hasMessageContaining("'outside'")
                .hasMessageContaining("missing");
        assertThatThrownBy(() -> MapSettings.create(new NatFactory(), Map.of("outside", List.of("198.51.100.1"))))
                .hasMessageContaining("'inside'")
                .hasMessageContaining("missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "outside                | 2001:db8::1                | IPv6",
                "outside                | 198.51.100.1-198.51.99.1   | no range",
                "outside                | 198.51.100.0/25            | more than 64 addresses",
                "outside                | 10.1.2.3                   | lies in 'inside'",
                "outside                | host.example               | no network",
                "inside                 | fd00::/8                   | IPv6",
                "inside                 | 10.0.0.1/8                 | bits set",
                "ports                  | 0-10                       | 1 to 65535",
                "ports                  | 10-9                       | no port or range",
                "ports                  | 1-65536                    | no port or range",
                "reserved               | 1024-65535                 | leaves none",
                "udp-timeout            | 119s                       | from 2m",
                "tcp-timeout            | 2h                         | from 124m",
                "tcp-transitory-timeout | 3m                         | from 4m",
                "icmp-timeout           | 59s                        | from 1m",
                "filtering              | none                       | endpoint-independent",
            })
    void shouldSayWhatIsWrong(String key, String value, String message) {
        boolean isList = List.of("outside", "inside", "reserved").contains(key);

        assertThatThrownBy(() -> Gateway.filter(key, isList ? List.of(value) : value))
                .hasMessageContaining("'" + key + "'")
                .hasMessageContaining(message);
    }

    @Test
    void shouldRefuseAnAddressGivenTwice() {
        assertThatThrownBy(() -> Gateway.filter("outside", List.of("198.51.100.1", "198.51.100.0/30")))
                .hasMessageContaining("198.51.100.1 twice");
    }
}
