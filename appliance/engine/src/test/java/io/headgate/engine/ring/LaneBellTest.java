package io.headgate.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LaneBellTest {
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(30);

    /** Sleeps without a limit but the test's: a lost wake-up is a test that fails. */
    private static final class Parked implements LaneBell.Bed {
        private final long endNs = System.nanoTime() + DEADLINE_NS;
        private volatile Thread owner;

        @Override
        public void sleep() {
            LockSupport.parkNanos(endNs - System.nanoTime());
        }

        @Override
        public void wake() {
            LockSupport.unpark(owner);
        }
    }

    private static void answer(int rounds, LaneBell own, LaneBell other, AtomicInteger turn, int parity) {
        for (int i = 0; i < rounds; i++) {
            int expected = 2 * i + parity;
            while (turn.get() != expected) {
                own.sleepUnless(() -> turn.get() == expected);
            }
            turn.setPlain(expected + 1);
            other.ring();
        }
    }

    @Test
    @Timeout(60)
    void shouldLoseNoWakeUpBetweenTwoThreads() throws InterruptedException {
        int rounds = 100_000;
        Parked pingBed = new Parked();
        Parked pongBed = new Parked();
        LaneBell ping = new LaneBell(pingBed);
        LaneBell pong = new LaneBell(pongBed);
        AtomicInteger turn = new AtomicInteger();
        Thread pinger = new Thread(() -> answer(rounds, ping, pong, turn, 0), "ping");
        Thread ponger = new Thread(() -> answer(rounds, pong, ping, turn, 1), "pong");
        pingBed.owner = pinger;
        pongBed.owner = ponger;
        long startNs = System.nanoTime();

        pinger.start();
        ponger.start();
        pinger.join();
        ponger.join();

        assertThat(turn.get()).isEqualTo(2 * rounds);
        assertThat(System.nanoTime() - startNs).as("time for %d rounds", rounds).isLessThan(DEADLINE_NS);
    }

    @Test
    void shouldNotSleepIfThereIsWork() {
        LaneBell bell = new LaneBell(new LaneBell.Bed() {
            @Override
            public void sleep() {
                throw new AssertionError("slept");
            }

            @Override
            public void wake() {
                throw new AssertionError("was woken while awake");
            }
        });

        bell.sleepUnless(() -> true);
        bell.ring();
    }

    @Test
    void shouldWakeOnceForManyRings() {
        AtomicInteger woken = new AtomicInteger();
        LaneBell[] bell = new LaneBell[1];
        bell[0] = new LaneBell(new LaneBell.Bed() {
            @Override
            public void sleep() {
                bell[0].ring();
                bell[0].ring();
                bell[0].ring();
            }

            @Override
            public void wake() {
                woken.incrementAndGet();
            }
        });

        bell[0].sleepUnless(() -> false);

        assertThat(woken).hasValue(1);
    }
}
