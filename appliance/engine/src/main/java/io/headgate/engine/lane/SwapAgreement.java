package io.headgate.engine.lane;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Lets several lanes take their new chains at the same moment, or none of them: each says at its batch edge that it is
 * ready, and goes on when the last one is, or when one refuses. What is decided first stands, for all.
 *
 * <p>Thread: any.
 */
final class SwapAgreement {
    private static final String TAKEN = "";

    private final AtomicInteger missing;
    private final AtomicReference<String> decision = new AtomicReference<>();
    private final CountDownLatch decided = new CountDownLatch(1);

    /** @param lanes that have to be ready */
    SwapAgreement(int lanes) {
        missing = new AtomicInteger(lanes);
    }

    /**
     * Says that a lane is ready, and waits for the others.
     *
     * @param limitNs after which it refuses instead: packets wait meanwhile
     * @return whether it is to take its new chain
     */
    boolean ready(String lane, long limitNs) {
        if (missing.decrementAndGet() == 0) {
            decide(TAKEN);
        }
        try {
            if (!decided.await(limitNs, TimeUnit.NANOSECONDS)) {
                refuse("lane " + lane + " waited " + limitNs / 1_000_000 + " ms for the others, which is too long");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            refuse("lane " + lane + " was interrupted");
        }
        return isTaken();
    }

    /** Has no lane take its new chain, unless they have decided otherwise. */
    void refuse(String why) {
        decide(why);
    }

    private void decide(String what) {
        if (decision.compareAndSet(null, what)) {
            decided.countDown();
        }
    }

    boolean isDecided() {
        return decision.get() != null;
    }

    boolean isTaken() {
        return TAKEN.equals(decision.get());
    }

    /** Why nothing was taken. */
    String refusal() {
        return decision.get();
    }
}
