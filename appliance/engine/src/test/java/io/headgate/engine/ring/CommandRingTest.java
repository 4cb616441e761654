package io.headgate.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CommandRingTest {
    private static final long POLL_NS = 1_000;

    private final CommandRing ring = new CommandRing(LaneBell.unheard());
    private final List<Integer> ran = new ArrayList<>();

    @Test
    void shouldRunCommandsInOrder() {
        for (int i = 0; i < 5; i++) {
            int command = i;
            ring.submit(() -> ran.add(command));
        }
        assertThat(ring.isEmpty()).isFalse();

        assertThat(ring.drain()).isEqualTo(5);

        assertThat(ran).containsExactly(0, 1, 2, 3, 4);
        assertThat(ring.isEmpty()).isTrue();
        assertThat(ring.drain()).isZero();
    }

    @Test
    void shouldSayThatTheLaneDoesNotRunWhenFull() {
        for (int i = 0; i < 64; i++) {
            ring.submit(() -> ran.add(0));
        }

        assertThatThrownBy(() -> ring.submit(() -> ran.add(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("64 commands wait already: the lane does not run");

        assertThat(ring.drain()).isEqualTo(64);
        assertThat(ran).hasSize(64).containsOnly(0);
        ring.submit(() -> ran.add(2));
        assertThat(ring.drain()).isEqualTo(1);
    }

    @Test
    @Timeout(10)
    void shouldLetPacketsHaveTheirTurnThoughCommandsBringCommands() {
        Runnable[] endless = new Runnable[1];
        endless[0] = () -> {
            ran.add(0);
            if (ran.size() < 1_000_000) {
                ring.submit(endless[0]);
            }
        };
        ring.submit(endless[0]);

        ring.drain();

        assertThat(ran).hasSizeLessThanOrEqualTo(64);
        assertThat(ring.isEmpty()).isFalse();
    }

    @Test
    void shouldGoOnAfterACommandThatFailed() {
        ring.submit(() -> {
            throw new IllegalStateException("wrong");
        });
        ring.submit(() -> ran.add(1));

        assertThatThrownBy(ring::drain).hasMessage("wrong");

        assertThat(ring.drain()).isEqualTo(1);
        assertThat(ran).containsExactly(1);
    }

    @Test
    @Timeout(20)
    void shouldTakeCommandsFromManyThreads() throws InterruptedException {
        AtomicInteger done = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(new Thread(() -> {
                for (int sent = 0; sent < 5_000; ) {
                    try {
                        ring.submit(done::incrementAndGet);
                        sent++;
                    } catch (IllegalStateException full) {
                        LockSupport.parkNanos(POLL_NS);
                    }
                }
            }));
        }

        threads.forEach(Thread::start);
        while (done.get() < 20_000) {
            if (ring.drain() == 0) {
                LockSupport.parkNanos(POLL_NS);
            }
        }

        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(ring.isEmpty()).isTrue();
    }
}
