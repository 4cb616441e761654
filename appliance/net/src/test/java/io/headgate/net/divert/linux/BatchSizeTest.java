package io.headgate.net.divert.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchSizeTest {
    private final BatchSize size = new BatchSize();

    @Test
    void shouldAskForAFullBatchAtFirst() {
        assertThat(size.packets()).isEqualTo(64);
    }

    @ParameterizedTest
    @CsvSource({
        "1,0,64",
        "1,100,64",
        "64,96000,64",
        "64,262144,64",
        "64,524288,32",
        "4,262144,4",
        "64,4259840,4",
        "1,66496,4"
    })
    void shouldAskForAsManyAsStayInTheCache(int count, int bytes, int expected) {
        size.received(count, bytes);

        assertThat(size.packets()).isEqualTo(expected);
    }

    @Test
    void shouldFollowTheTraffic() {
        size.received(4, 4 * 66_000);
        size.received(4, 4 * 60);

        assertThat(size.packets()).isEqualTo(64);
    }
}
