package io.headgate.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void shouldAlignNamesToTheLeftAndNumbersToTheRight() {
        Table table = new Table("case", "Mbit/s").row("none", "12,345").row("passthrough", "9");

        assertThat(table.render().lines())
                .containsExactly("case         Mbit/s", "none         12,345", "passthrough       9");
    }

    @Test
    void shouldLeaveNoBlanksAtTheEndOfALine() {
        Table table = new Table("figure", "met").row("a", "");

        assertThat(table.render().lines()).containsExactly("figure  met", "a");
    }

    @Test
    void shouldRefuseARowOfAnotherLength() {
        Table table = new Table("figure", "met");

        assertThatThrownBy(() -> table.row("a")).isInstanceOf(IllegalArgumentException.class);
    }
}
