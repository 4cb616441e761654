package io.headgate.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class UsageTest {
    @Test
    void shouldAddWhatAnInterfaceReceivedAndSent() {
        List<String> lines = List.of(
                "Inter-|   Receive                                                |  Transmit",
                " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop",
                "    lo:     100       1    0    0    0     0          0         0      100       1    0    0",
                "  eth0: 5000000    4000    0    0    0     0          0         0   700000    2000    0    0");

        assertThat(Usage.wireBytes(lines)).isEqualTo(5_700_000);
    }

    @Test
    void shouldDivideByTheBytesOfTheSameTime() {
        Usage used = new Usage(5, 20, 3_000_000_000L).since(new Usage(1, 10, 1_000_000_000L));

        assertThat(used.processCpuPerGB()).isEqualTo(2);
        assertThat(used.machineCpuPerGB()).isEqualTo(5);
    }
}
