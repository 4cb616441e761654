package io.headgate.engine.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.engine.io.SourceCounters.Counter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CountersTest {
    @Test
    void shouldCountByErrno() {
        ErrnoCounters errors = new ErrnoCounters();

        errors.add(105, 2);
        errors.add(22, 1);
        errors.add(105, 3);

        assertThat(errors.byErrno()).containsExactly(Map.entry(22, 1L), Map.entry(105, 5L));
        assertThat(errors.total()).isEqualTo(6);
    }

    @Test
    void shouldLoseNoErrorBeyondTheTable() {
        ErrnoCounters errors = new ErrnoCounters();

        errors.add(-1, 1);
        errors.add(256, 1);
        errors.add(Integer.MAX_VALUE, 1);

        assertThat(errors.byErrno()).containsExactly(Map.entry(0, 1L), Map.entry(255, 2L));
    }

    @Test
    void shouldKeepEachCounterOfASourceApart() {
        SourceCounters counters = new SourceCounters();

        for (Counter counter : Counter.values()) {
            counters.add(counter, counter.label().length());
        }

        for (Counter counter : Counter.values()) {
            assertThat(counters.get(counter)).isEqualTo(counter.label().length());
            assertThat(counter.label()).matches("[a-z]+(-[a-z]+)*");
        }
    }

    @Test
    void shouldTellTheTimeOfTheWall() {
        WallClock clock = new WallClock();
        long beforeMs = System.currentTimeMillis();

        long nowMs = clock.nowNs() / 1_000_000L;

        assertThat(nowMs).isBetween(beforeMs - 1, System.currentTimeMillis() + 1);
        assertThat(clock.nowNs()).isGreaterThanOrEqualTo(nowMs * 1_000_000L);
    }
}
