package io.headgate.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictsTest {
    private final Verdicts verdicts = new Verdicts()
            .add("speed", Summary.of(List.of(1.7, 1.9, 2.0)), Target.atLeast(1.8))
            .add("cost", 0.6, Target.atMost(0.6))
            .add("memory", 250, Target.below(250));

    @Test
    void shouldJudgeTheMedian() {
        assertThat(verdicts.met()).isEqualTo(Map.of("speed", true, "cost", true, "memory", false));
    }

    @Test
    void shouldGiveFiguresSpreadAndTargetsUnderTheSameNames() {
        assertThat(verdicts.figures()).containsEntry("speed", 1.9).containsOnlyKeys("speed", "cost", "memory");
        assertThat(verdicts.spread()).containsEntry("speed", Map.of("min", 1.7, "max", 2.0));
        assertThat(verdicts.targets()).isEqualTo(Map.of("speed", ">= 1.8", "cost", "<= 0.6", "memory", "< 250"));
    }

    @Test
    void shouldRenderALineForEachFigure() {
        assertThat(verdicts.render().lines())
                .containsExactly(
                        "figure  median  min  max  target  met",
                        "speed      1.9  1.7    2  >= 1.8  yes",
                        "cost       0.6  0.6  0.6  <= 0.6  yes",
                        "memory     250  250  250   < 250   no");
    }
}
