package io.headgate.net.divert.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueueTableTest {
    private static final List<String> TABLE = List.of(
            "    5   4711     0 2 65531     0     0        0  1",
            " 8668 4294963250    17 2 65531     3     4     1234  1",
            "65535      7     1 1     0     0     0        9  1");

    @Test
    void shouldFindTheRowOfAQueue() {
        assertThat(QueueTable.find(TABLE, 8668)).contains(new QueueTable.Row(8668, 4_294_963_250L, 17, 3, 4));
        assertThat(QueueTable.find(TABLE, 5)).contains(new QueueTable.Row(5, 4711, 0, 0, 0));
        assertThat(QueueTable.find(TABLE, 65_535)).contains(new QueueTable.Row(65_535, 7, 1, 0, 0));
    }

    @Test
    void shouldFindNothingElse() {
        assertThat(QueueTable.find(TABLE, 866)).isEmpty();
        assertThat(QueueTable.find(List.of(), 5)).isEqualTo(Optional.empty());
    }

    @Test
    void shouldPassOverLinesItDoesNotUnderstand() {
        assertThat(QueueTable.find(List.of("", "queue owner waiting", "5 1 2", "5 1 2 3 4 5 6 7 1"), 5))
                .contains(new QueueTable.Row(5, 1, 2, 5, 6));
    }

    @Test
    void shouldSayWhatItKnowsOfAnOwnerItCannotSee() {
        assertThat(new QueueTable(Path.of("/proc")).ownerText(4_294_967_295L)).contains("netlink port 4294967295");
    }
}
