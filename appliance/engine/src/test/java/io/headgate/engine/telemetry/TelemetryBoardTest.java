package io.headgate.engine.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Telemetry;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TelemetryBoardTest {
    private final AtomicLong nowNs = new AtomicLong(1_000);
    private final TelemetryBoard board = new TelemetryBoard(nowNs::get);

    @Test
    void shouldTellValueAndAge() {
        Telemetry load = board.cell("load");
        assertThat(load.value()).isZero();
        assertThat(load.ageNs()).isEqualTo(Telemetry.NEVER);

        board.report("load", 1.5);
        nowNs.addAndGet(20);
        assertThat(load.value()).isEqualTo(1.5);
        assertThat(load.ageNs()).isEqualTo(20);

        board.report("load", -2);
        assertThat(load.value()).isEqualTo(-2);
        assertThat(load.ageNs()).isZero();
        assertThat(board.cell("load")).isSameAs(load);
    }

    @Test
    void shouldListWhatWasReported() {
        board.cell("asked-for");
        board.report("load", 1);

        assertThat(board.values()).isEqualTo(Map.of("load", 1.0));
    }

    @Test
    void shouldRefuseWhatIsNoNumberAndTooManyNames() {
        assertThatThrownBy(() -> board.report("load", Double.NaN)).hasMessage("telemetry 'load' must be a number: NaN");

        for (int i = 0; i < TelemetryBoard.MAX_NAMES; i++) {
            board.report("n" + i, i);
        }
        assertThatThrownBy(() -> board.report("more", 1)).hasMessageContaining("there are 4096 names already");
        board.report("n7", 8);
        assertThat(board.cell("n7").value()).isEqualTo(8);
    }
}
