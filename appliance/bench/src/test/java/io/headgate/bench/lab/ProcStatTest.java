package io.headgate.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcStatTest {
    @Test
    void shouldAddUserAndSystemTimeOfAProcess() {
        String stat = "4711 (java) S 1 4711 4711 0 -1 4194304 5000 0 12 0 1234 567 8 9 20 0 25 0 100 200 300";

        assertThat(ProcStat.processTicks(stat)).isEqualTo(1234 + 567);
    }

    @Test
    void shouldNotStumbleOverBlanksAndBracketsInAName() {
        String stat = "4711 (a) b (c) S 1 4711 4711 0 -1 4194304 5000 0 12 0 20 3 8 9 20 0 25 0 100 200 300";

        assertThat(ProcStat.processTicks(stat)).isEqualTo(23);
    }

    @Test
    void shouldCountAllOfTheMachineButIdleAndStolenTime() {
        String stat = "cpu  100 10 20 9000 500 3 4 77 0 0\ncpu0 50 5 10 4500 250 1 2 30 0 0\nintr 1\n";

        assertThat(ProcStat.machineTicks(stat)).isEqualTo(100 + 10 + 20 + 3 + 4);
    }

    @Test
    void shouldReadResidentMemory() {
        String status = "Name:\tjava\nVmPeak:\t  900 kB\nVmRSS:\t    250 kB\nRssAnon:\t 200 kB\n";

        assertThat(ProcStat.residentBytes(status)).isEqualTo(250 * 1024);
    }
}
