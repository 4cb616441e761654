package io.headgate.engine.reject;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RejectRateTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long START_NS = 1_700_000_000L * SECOND_NS;

    private static int take(RejectRate rate, long nowNs, int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += rate.tryTake(nowNs) ? 1 : 0;
        }
        return taken;
    }

    @Test
    void shouldAllowABurstAndThenTheRate() {
        RejectRate rate = new RejectRate(100, 20);

        assertThat(take(rate, START_NS, 50)).isEqualTo(20);
        assertThat(take(rate, START_NS + SECOND_NS / 100 - 1, 5)).isZero();
        assertThat(take(rate, START_NS + SECOND_NS / 100, 5)).isEqualTo(1);
        assertThat(take(rate, START_NS + SECOND_NS / 20, 50)).isEqualTo(4);
        assertThat(take(rate, START_NS + 3_600 * SECOND_NS, 50)).isEqualTo(20);
    }

    @Test
    void shouldAddNothingWhenTheClockGoesBack() {
        RejectRate rate = new RejectRate(10, 1);

        assertThat(take(rate, START_NS, 2)).isEqualTo(1);
        assertThat(take(rate, START_NS - 500 * SECOND_NS, 2)).isZero();
        assertThat(take(rate, START_NS - 500 * SECOND_NS + SECOND_NS / 10, 2)).isEqualTo(1);
    }

    @Test
    void shouldNeverAnswerAgainAtARateOfZero() {
        RejectRate rate = new RejectRate(0, 2);

        assertThat(take(rate, START_NS, 5)).isEqualTo(2);
        assertThat(take(rate, START_NS + 1_000_000 * SECOND_NS, 5)).isZero();
    }

    @Test
    void shouldHoldTheRateHoweverOftenItIsAsked() {
        long seed = System.nanoTime();
        System.out.println("RejectRateTest seed=" + seed);
        Random random = new Random(seed);
        int perSecond = 1 + random.nextInt(1_000);
        int burst = 1 + random.nextInt(100);
        RejectRate rate = new RejectRate(perSecond, burst);
        long nowNs = START_NS;
        long taken = 0;

        for (int i = 0; i < 1_000_000; i++) {
            nowNs += random.nextInt(30_000);
            taken += rate.tryTake(nowNs) ? 1 : 0;
        }

        double expected = (nowNs - START_NS) / 1e9 * perSecond;
        assertThat((double) taken).isBetween(expected - 1, expected + burst + 1);
    }
}
