package io.headgate.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TcpLoadTest {
    private static final String HEADING = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt";

    @Test
    void shouldSeeAListeningPort() {
        List<String> sockets = List.of(
                HEADING,
                "   0: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000",
                "   1: 00000000:1451 00000000:0000 0A 00000000:00000000 00:00000000 00000000");

        assertThat(TcpLoad.isListening(sockets, 5201)).isTrue();
    }

    @Test
    void shouldNotTakeAConnectionForAListener() {
        List<String> sockets =
                List.of(HEADING, "   1: 0100007F:1451 0100007F:C000 01 00000000:00000000 00:00000000 00000000");

        assertThat(TcpLoad.isListening(sockets, 5201)).isFalse();
    }
}
