package io.headgate.toolkit.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.toolkit.tcp.SequenceShift.Place;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SequenceShiftSimTest {
    static LongStream seeds() {
        return new Random(9_293).longs(150);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    @Timeout(60)
    void shouldCarryTheChangedStreamAndAcknowledgeTheOriginal(long seed) {
        run(seed);
    }

    private static Exchange run(long seed) {
        Random random = new Random(seed);
        int length = 4_000 + random.nextInt(8_000);
        Exchange exchange = new Exchange(random, length, 1 + random.nextInt(200), random.nextBoolean());

        exchange.run();
        return exchange;
    }

    @Test
    void shouldHaveMetEveryKindOfPlace() {
        int[] places = new int[Place.values().length];
        int replacements = 0;
        int completed = 0;
        for (long seed : seeds().limit(60).toArray()) {
            Exchange exchange = run(seed);
            replacements += exchange.replacements();
            completed += exchange.completed;
            for (int i = 0; i < places.length; i++) {
                places[i] += exchange.places[i];
            }
        }

        assertThat(replacements).isGreaterThan(6_000);
        assertThat(completed).as("ended within a changed run").isGreaterThan(20);
        assertThat(IntStream.of(places)).allMatch(count -> count > 10);
    }

    @Test
    @Tag("long")
    void shouldCarryTenThousandStreams() {
        new Random(1_323).longs(10_000).forEach(seed -> {
            try {
                run(seed);
            } catch (AssertionError failure) {
                throw new AssertionError("seed " + seed, failure);
            }
        });
    }
}
