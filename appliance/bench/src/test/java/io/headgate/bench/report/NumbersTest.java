package io.headgate.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumbersTest {
    @Test
    void shouldGroupLargeNumbers() {
        assertThat(Numbers.text(20_000_000)).isEqualTo("20,000,000");
    }

    @Test
    void shouldKeepThreeDecimalsAtMost() {
        assertThat(Numbers.text(1.23456)).isEqualTo("1.235");
        assertThat(Numbers.text(1.5)).isEqualTo("1.5");
        assertThat(Numbers.text(9)).isEqualTo("9");
        assertThat(Numbers.text(100)).isEqualTo("100");
        assertThat(Numbers.text(0)).isEqualTo("0");
    }

    @Test
    void shouldRoundToFourDecimals() {
        assertThat(Numbers.rounded(0.123456)).isEqualTo(0.1235);
    }
}
