package io.headgate.bench.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.cli.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrialTest {
    @Test
    void shouldSurviveTheWayFromChildToParent() {
        Trial trial = new Trial("rewrite", List.of(12e6, 13e6), 500, 30_000_000, -42);

        Trial received = Trial.from(Json.parse(Json.line(trial.toMap())));

        assertThat(received).isEqualTo(trial);
    }

    @Test
    void shouldNotCountTheWarmUpAsMeasured() {
        Trial trial = new Trial("rewrite", List.of(12e6, 13e6), 500, 3_000, 0);

        assertThat(trial.allocatedBytesPerPacket()).isEqualTo(0.25);
    }
}
