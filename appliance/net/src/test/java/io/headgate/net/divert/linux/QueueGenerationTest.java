package io.headgate.net.divert.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class QueueGenerationTest {
    private static final int ROUNDS = 300_000;

    @Test
    void shouldKeepGenerationAndIdApart() {
        QueueGeneration generation = new QueueGeneration();
        long last = QueueGeneration.id(generation.current(), -1);
        assertThat((int) last).isEqualTo(-1);
        assertThat(generation.isCurrent(last)).isTrue();

        generation.next();

        assertThat(generation.isCurrent(last)).isFalse();
        assertThat(generation.isCurrent(QueueGeneration.id(generation.current(), -1)))
                .isTrue();
    }

    /** Once the source has gone on, the lane sends nothing that belongs to the time before. */
    @Test
    void shouldNotGoOnWhileTheLaneSends() throws Exception {
        QueueGeneration generation = new QueueGeneration();
        AtomicInteger bound = new AtomicInteger();
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Integer> lane = CompletableFuture.supplyAsync(() -> {
            int late = 0;
            started.countDown();
            while (bound.get() < ROUNDS) {
                long id = QueueGeneration.id(generation.current(), 5);
                generation.beginSending();
                if (generation.isCurrent(id) && bound.get() > (int) (id >>> Integer.SIZE)) {
                    late++;
                }
                generation.endSending();
            }
            return late;
        });
        started.await();
        for (int i = 1; i <= ROUNDS; i++) {
            generation.next();
            bound.set(i);
        }

        assertThat(lane.get(30, TimeUnit.SECONDS)).isZero();
    }
}
