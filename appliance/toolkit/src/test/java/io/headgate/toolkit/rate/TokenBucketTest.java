package io.headgate.toolkit.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** The same bucket without a limit to its numbers: the level in units of 1/period of a token. */
    private static final class Model {
        private final BigInteger tokens;
        private final BigInteger period;
        private final BigInteger capacity;
        private BigInteger level;

        Model(long tokens, long periodNs, long burst) {
            this.tokens = BigInteger.valueOf(tokens);
            this.period = BigInteger.valueOf(periodNs);
            this.capacity = BigInteger.valueOf(burst).multiply(period);
            this.level = capacity;
        }

        void pass(long elapsedNs) {
            level = level.add(BigInteger.valueOf(elapsedNs).multiply(tokens)).min(capacity);
        }

        boolean tryTake(long count) {
            BigInteger cost = BigInteger.valueOf(count).multiply(period);
            if (cost.compareTo(level) > 0) {
                return false;
            }
            level = level.subtract(cost);
            return true;
        }

        /** Rounded up; only asked for counts that fit the bucket. */
        BigInteger waitNs(long count) {
            BigInteger missing = BigInteger.valueOf(count).multiply(period).subtract(level);
            BigInteger[] parts = missing.max(BigInteger.ZERO).divideAndRemainder(tokens);
            return parts[0].add(BigInteger.valueOf(parts[1].signum()));
        }

        long available() {
            return level.divide(period).longValueExact();
        }
    }

    static LongStream seeds() {
        return new Random(20_260_302).longs(300);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldAgreeWithABucketOfUnboundedNumbers(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long tokens = ofAnySize(random, Long.MAX_VALUE);
        long periodNs = random.nextBoolean() ? SECOND : ofAnySize(random, Long.MAX_VALUE);
        long burst = ofAnySize(random, Long.MAX_VALUE / periodNs);
        TokenBucket bucket = new TokenBucket(tokens, periodNs, burst);
        Model model = new Model(tokens, periodNs, burst);
        long nowNs = random.nextLong();

        for (int i = 0; i < 2_000; i++) {
            long count = random.nextInt(4) == 0 ? ofAnySize(random, burst) - 1 : random.nextLong(burst) + 1;
            assertThat(bucket.available(nowNs)).isEqualTo(model.available());
            BigInteger waitNs = model.waitNs(count);
            assertThat(BigInteger.valueOf(bucket.waitNs(count, nowNs))).isEqualTo(waitNs);
            assertThat(bucket.tryTake(count, nowNs)).isEqualTo(model.tryTake(count));
            // To just before and just when enough is there, or any time; the clock wraps now and then.
            long elapsedNs = switch (random.nextInt(3)) {
                case 0 -> Math.max(0, waitNs.longValueExact() - random.nextInt(2));
                case 1 -> ofAnySize(random, Long.MAX_VALUE);
                default -> random.nextInt(3);
            };
            nowNs += elapsedNs;
            model.pass(elapsedNs);
        }
    }

    /** From 1 to {@code most}, each number of digits as likely as the others. */
    private static long ofAnySize(SplittableRandom random, long most) {
        long number = random.nextLong() >>> (1 + random.nextInt(Long.SIZE - 1));
        return Math.max(1, Math.min(most, number));
    }

    /** Prime rates and odd steps: whatever rounds even by a billionth of a token per step is found out. */
    @ParameterizedTest
    @CsvSource({"1000003, 1000000000, 7, 733", "999999937, 1000000000, 3, 1", "7, 60000000000, 1, 40009", "3, 7, 5, 2"})
    void shouldNotDriftOverMillionsOfSteps(long tokens, long periodNs, long burst, long stepNs) {
        TokenBucket bucket = new TokenBucket(tokens, periodNs, burst);
        int steps = 5_000_000;
        long nowNs = Long.MAX_VALUE - 1_000;
        long taken = 0;
        assertThat(bucket.tryTake(burst, nowNs)).isTrue();

        for (int i = 0; i < steps; i++) {
            nowNs += stepNs;
            while (bucket.tryTake(1, nowNs)) {
                taken++;
            }
        }

        BigInteger exact = BigInteger.valueOf(steps)
                .multiply(BigInteger.valueOf(stepNs))
                .multiply(BigInteger.valueOf(tokens))
                .divide(BigInteger.valueOf(periodNs));
        assertThat(taken).isPositive().isEqualTo(exact.longValueExact());
    }

    @Test
    void shouldLetABurstThroughAndThenTheRate() {
        TokenBucket bucket = TokenBucket.perSecond(1_000, 10);

        for (int i = 0; i < 10; i++) {
            assertThat(bucket.tryTake(1, 0)).isTrue();
        }
        assertThat(bucket.tryTake(1, 0)).isFalse();
        assertThat(bucket.tryTake(1, 999_999)).isFalse();
        assertThat(bucket.waitNs(1, 999_999)).isEqualTo(1);
        assertThat(bucket.tryTake(1, 1_000_000)).isTrue();
        assertThat(bucket.tryTake(10, SECOND)).isTrue();
        assertThat(bucket.available(SECOND)).isZero();
    }

    @Test
    void shouldNeverHaveMoreThanTheBurst() {
        TokenBucket bucket = TokenBucket.perSecond(Long.MAX_VALUE, 9_223_372_036L);

        assertThat(bucket.tryTake(9_223_372_037L, 0)).isFalse();
        assertThat(bucket.waitNs(9_223_372_037L, 0)).isEqualTo(TokenBucket.NEVER);
        assertThat(bucket.tryTake(Long.MAX_VALUE, Long.MAX_VALUE)).isFalse();
        assertThat(bucket.available(Long.MAX_VALUE)).isEqualTo(bucket.burst());
        assertThat(bucket.tryTake(bucket.burst(), Long.MAX_VALUE)).isTrue();
    }

    @Test
    void shouldGiveNothingTwiceWhenTheClockGoesBack() {
        TokenBucket bucket = TokenBucket.perSecond(1, 5);
        bucket.tryTake(5, 10 * SECOND);
        long back = 10_000_000;

        assertThat(bucket.tryTake(1, 11 * SECOND)).isTrue();
        assertThat(bucket.tryTake(1, 11 * SECOND - back)).isFalse();
        assertThat(bucket.waitNs(1, 11 * SECOND - back)).isEqualTo(SECOND + back);
        assertThat(bucket.tryTake(1, 11 * SECOND)).isFalse();
        assertThat(bucket.tryTake(1, 12 * SECOND - 1)).isFalse();
        assertThat(bucket.tryTake(1, 12 * SECOND)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {10_000_001, 3_600_000_000_000L, 1_700_000_000_000_000_000L})
    void shouldGoOnByAClockThatWasSetBack(long back) {
        TokenBucket bucket = TokenBucket.perSecond(1, 5);
        long before = 1_700_000_000 * SECOND;
        bucket.tryTake(5, before);
        assertThat(bucket.available(before + 2 * SECOND)).isEqualTo(2);

        long after = before + 2 * SECOND - back;
        assertThat(bucket.available(after)).as("keeps its level").isEqualTo(2);
        assertThat(bucket.tryTake(2, after)).isTrue();
        assertThat(bucket.waitNs(1, after)).isEqualTo(SECOND);
        assertThat(bucket.tryTake(1, after + SECOND - 1)).isFalse();
        assertThat(bucket.tryTake(1, after + SECOND)).isTrue();
    }

    @Test
    void shouldBeginFullWhereverTheClockIs() {
        for (long nowNs : new long[] {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE}) {
            TokenBucket bucket = TokenBucket.perSecond(1, 2);

            assertThat(bucket.tryTake(2, nowNs)).isTrue();
            assertThat(bucket.tryTake(1, nowNs + SECOND - 1)).isFalse();
            assertThat(bucket.tryTake(1, nowNs + SECOND)).isTrue();

            bucket.reset();
            assertThat(bucket.tryTake(2, nowNs - SECOND)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 1000000000 | 1 | tokens per period must be 1 or more: 0",
                "1 | 0 | 1 | period must be 1 ns or more: 0",
                "1 | 1000000000 | 0 | burst must be 1 to 9223372036 tokens for a period of 1000000000 ns: 0",
                "1 | 1000000000 | 9223372037 | burst must be 1 to 9223372036 tokens for a period of 1000000000 ns: 9223372037"
            })
    void shouldRefuseWhatItCannotKeep(long tokens, long periodNs, long burst, String message) {
        assertThatThrownBy(() -> new TokenBucket(tokens, periodNs, burst))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void shouldRefuseToTakeLessThanNothing() {
        TokenBucket bucket = TokenBucket.perSecond(1, 1);

        assertThatThrownBy(() -> bucket.tryTake(-1, 0)).hasMessage("count of tokens must be 0 or more: -1");
        assertThatThrownBy(() -> bucket.waitNs(-1, 0)).hasMessage("count of tokens must be 0 or more: -1");
        assertThat(bucket.tryTake(1, 0)).isTrue();
    }

    @Test
    void shouldAllocateNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        TokenBucket bucket = TokenBucket.perSecond(1_000_000, 100);
        long taken = drive(bucket, 0, 20_000);

        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        taken += drive(bucket, 20_000, 1_020_000);
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;

        assertThat(taken).isBetween(510_000L, 510_200L);
        assertThat(allocated).as("bytes for a million packets").isLessThan(10_000);
    }

    /** Twice as many packets as conform. */
    private static long drive(TokenBucket bucket, int from, int to) {
        long taken = 0;
        for (int i = from; i < to; i++) {
            taken += bucket.tryTake(1, i * 500L) ? 1 : 0;
            taken += bucket.waitNs(1, i * 500L) > 1_000 ? 1 : 0;
        }
        return taken;
    }
}
