package io.headgate.toolkit.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.toolkit.sequence.FeedArbiter.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FeedArbiterTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int A = 0;
    private static final int B = 1;

    @ParameterizedTest(name = "{0} bits, seed {1}")
    @MethodSource("io.headgate.toolkit.sequence.SequenceWatchTest#widthsAndSeeds")
    void shouldForwardTheUnionInOrderOfFirstArrival(int bits, long seed) {
        int window = Math.min(SequenceWindow.largestSize(bits), 1_024);
        Traffic traffic = new Traffic(seed, 20_000, window / 4).over(A).over(B);
        FeedArbiter arbiter = new FeedArbiter(bits, window, SECOND);
        List<Integer> forwarded = new ArrayList<>();
        long[] firstBy = new long[2];

        for (Traffic.Arriving arriving : traffic.arrivals()) {
            long number = SequenceWatchTest.number(bits, arriving.index());
            if (arbiter.decide(number, arriving.leg(), arriving.timeSlot()) == Decision.FORWARD) {
                forwarded.add(arriving.index());
                firstBy[arriving.leg()]++;
            }
        }

        assertThat(forwarded).isEqualTo(traffic.union());
        arbiter.window().settle();
        assertThat(arbiter.window().lost()).isEqualTo(traffic.lost());
        assertThat(arbiter.window().missedBy(A)).isEqualTo(traffic.missedBy(A)).isPositive();
        assertThat(arbiter.window().missedBy(B)).isEqualTo(traffic.missedBy(B)).isPositive();
        assertThat(arbiter.first(A)).isEqualTo(firstBy[A]).isPositive();
        assertThat(arbiter.first(B)).isEqualTo(firstBy[B]).isPositive();
        assertThat(arbiter.copies(A) + arbiter.copies(B) + arbiter.duplicates(A) + arbiter.duplicates(B))
                .isEqualTo(traffic.duplicates());
        assertThat(arbiter.outside(A) + arbiter.outside(B)).isZero();
    }

    private final FeedArbiter arbiter = new FeedArbiter(32, 64, SECOND);

    @Test
    void shouldTellCopiesOfTheOtherLegFromDuplicatesOfTheSame() {
        assertThat(arbiter.decide(1, A, 0)).isEqualTo(Decision.FORWARD);
        assertThat(arbiter.decide(1, A, 0)).isEqualTo(Decision.COPY);
        assertThat(arbiter.decide(1, B, 0)).isEqualTo(Decision.COPY);
        assertThat(arbiter.decide(1, B, 0)).isEqualTo(Decision.COPY);

        assertThat(arbiter.duplicates(A)).isEqualTo(1);
        assertThat(arbiter.copies(B)).isEqualTo(1);
        assertThat(arbiter.duplicates(B)).isEqualTo(1);
        assertThat(arbiter.copies(A)).isZero();
    }

    /** The lagging leg's numbers follow each other, but the other leg is alive between them. */
    @Test
    void shouldNotTakeALaggingLegForARestart() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(arbiter.decide(i + 100, A, i)).isEqualTo(Decision.FORWARD);
            assertThat(arbiter.decide(i, B, i)).isEqualTo(Decision.OUTSIDE);
        }

        assertThat(arbiter.window().restarts()).isZero();
        assertThat(arbiter.outside(B)).isEqualTo(10_000);
    }

    @Test
    void shouldLoseOnePacketToARestartInTheMiddle() {
        arbiter.decide(1_000_000, A, 0);
        arbiter.decide(1_000_000, B, 0);

        assertThat(arbiter.decide(1, A, 1)).isEqualTo(Decision.OUTSIDE);
        assertThat(arbiter.decide(1, B, 1)).isEqualTo(Decision.OUTSIDE);
        assertThat(arbiter.decide(2, A, 2)).isEqualTo(Decision.FORWARD);
        assertThat(arbiter.decide(2, B, 2)).isEqualTo(Decision.COPY);
        assertThat(arbiter.decide(3, B, 2)).isEqualTo(Decision.FORWARD);

        assertThat(arbiter.window().restarts()).isEqualTo(1);
    }

    @Test
    void shouldLoseNothingToARestartAfterAPause() {
        arbiter.decide(1_000_000, A, 0);

        assertThat(arbiter.decide(1, B, SECOND)).isEqualTo(Decision.FORWARD);
        assertThat(arbiter.decide(1, A, SECOND)).isEqualTo(Decision.COPY);
        assertThat(arbiter.decide(2, A, SECOND)).isEqualTo(Decision.FORWARD);
        assertThat(arbiter.window().restarts()).isEqualTo(1);
    }

    @Test
    void shouldLoseNothingToARestartInsideTheWindowAfterAPause() {
        offerBoth(1, 10, 0, Decision.FORWARD);
        offerBoth(1, 10, SECOND, Decision.FORWARD);

        assertThat(arbiter.window().restarts()).isEqualTo(1);
        assertThat(arbiter.window().lost()).isZero();
        assertThat(arbiter.first(A)).isEqualTo(20);
        assertThat(arbiter.copies(B)).isEqualTo(20);
        assertThat(arbiter.duplicates(A)).isZero();
    }

    @Test
    void shouldTakeARestartInsideTheWindowForCopiesWithoutAPause() {
        offerBoth(1, 10, 0, Decision.FORWARD);
        offerBoth(1, 10, SECOND - 1, Decision.COPY);

        assertThat(arbiter.window().restarts()).isZero();
        assertThat(arbiter.duplicates(A)).isEqualTo(10);
    }

    /** Seen from 50 on, the stream begins anew with numbers below: what was not there before is not lost now. */
    @Test
    void shouldBeginAnewAfterAPauseWithANumberThatNobodyBrought() {
        offerBoth(50, 60, 0, Decision.FORWARD);
        offerBoth(1, 60, SECOND, Decision.FORWARD);

        assertThat(arbiter.window().restarts()).isEqualTo(1);
        assertThat(arbiter.window().lost()).isZero();
        assertThat(arbiter.window().missing()).isZero();
    }

    @Test
    void shouldNotTakeALegThatLagsByMoreThanThePauseForARestart() {
        for (int number = 1; number <= 10; number++) {
            assertThat(arbiter.decide(number, A, 0)).isEqualTo(Decision.FORWARD);
        }
        for (int number = 1; number <= 10; number++) {
            assertThat(arbiter.decide(number, B, 2 * SECOND)).isEqualTo(Decision.COPY);
        }

        assertThat(arbiter.decide(11, A, 4 * SECOND)).isEqualTo(Decision.FORWARD);
        assertThat(arbiter.window().restarts()).isZero();
    }

    private void offerBoth(int from, int to, long timestampNs, Decision first) {
        for (int number = from; number <= to; number++) {
            assertThat(arbiter.decide(number, A, timestampNs))
                    .as("%d on A", number)
                    .isEqualTo(first);
            assertThat(arbiter.decide(number, B, timestampNs))
                    .as("%d on B", number)
                    .isEqualTo(Decision.COPY);
        }
    }
}
