package io.headgate.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
    @Test
    void shouldTakeTheMiddleValueOfAnOddNumber() {
        assertThat(Summary.of(List.of(9.0, 1.0, 2.0))).isEqualTo(new Summary(2, 1, 9));
    }

    @Test
    void shouldTakeTheMeanOfTheMiddleTwoOfAnEvenNumber() {
        assertThat(Summary.of(List.of(4.0, 1.0, 9.0, 2.0))).isEqualTo(new Summary(3, 1, 9));
    }

    @Test
    void shouldTakeTheOnlyValue() {
        assertThat(Summary.of(List.of(7.0))).isEqualTo(new Summary(7, 7, 7));
    }

    @Test
    void shouldRefuseNothing() {
        assertThatThrownBy(() -> Summary.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
