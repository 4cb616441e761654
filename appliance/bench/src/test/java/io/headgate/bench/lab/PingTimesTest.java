package io.headgate.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.daemon.cli.CliException;
import org.junit.jupiter.api.Test;

class PingTimesTest {
    @Test
    void shouldReadEachAnswerInMicroseconds() {
        PingTimes times = PingTimes.parse("""
                PING 10.91.2.1 (10.91.2.1) 56(84) bytes of data.
                64 bytes from 10.91.2.1: icmp_seq=1 ttl=63 time=0.125 ms
                64 bytes from 10.91.2.1: icmp_seq=2 ttl=63 time=1.50 ms
                64 bytes from 10.91.2.1: icmp_seq=4 ttl=63 time=0.030 ms

                --- 10.91.2.1 ping statistics ---
                4 packets transmitted, 3 received, 25% packet loss, time 6ms
                """);

        assertThat(times.toMap())
                .containsEntry("p50", 125L)
                .containsEntry("sent", 4L)
                .containsEntry("lost", 1L);
        assertThat(times.atPercentileUs(99.9)).isEqualTo(1500);
    }

    @Test
    void shouldFailWhenNothingWasAnswered() {
        String output = "3 packets transmitted, 0 received, 100% packet loss, time 4ms";

        assertThatThrownBy(() -> PingTimes.parse(output))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("100% packet loss");
    }
}
