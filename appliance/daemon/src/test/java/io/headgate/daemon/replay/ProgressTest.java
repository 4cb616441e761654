package io.headgate.daemon.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final long TICK_NS = 250_000_000;

    private final StringWriter terminal = new StringWriter();

    @Test
    void shouldWriteOverItsLineFourTimesASecondAndTakeItAway() {
        Progress progress = new Progress(new PrintWriter(terminal), 1_000_000, 0);

        progress.show(10, 100, TICK_NS - 1);
        assertThat(terminal.toString()).isEmpty();
        progress.show(250_000, 500_000, TICK_NS);
        progress.show(250_001, 500_001, TICK_NS + 1);
        progress.show(1_000_000, 1_000_000, 2 * TICK_NS);
        progress.clear();
        progress.clear();

        assertThat(terminal.toString().split("\r\u001B\\[K", -1))
                .containsExactly(
                        "",
                        "250,000 packets, 0.5 MB, 50 %, 1.00 M packets/s",
                        "1,000,000 packets, 1.0 MB, 100 %, 2.00 M packets/s",
                        "");
    }

    @Test
    void shouldSayNoPercentageOfAnUnknownSize() {
        Progress progress = new Progress(new PrintWriter(terminal), 0, 0);

        progress.show(1_000_000, 2_000_000, 1_000_000_000);

        assertThat(terminal.toString()).endsWith("1,000,000 packets, 2.0 MB, 1.00 M packets/s");
    }

    @Test
    void shouldSayNothingWithoutATerminal() {
        Progress progress = new Progress(null, 10, 0);

        progress.show(1, 1, TICK_NS);
        progress.clear();

        assertThat(terminal.toString()).isEmpty();
    }
}
