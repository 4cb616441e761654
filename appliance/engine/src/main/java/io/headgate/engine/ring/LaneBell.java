package io.headgate.engine.ring;

import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;

/**
 * Lets a lane sleep until somebody has work for it. Whoever publishes rings; a ring costs a fence and a read unless
 * the lane sleeps.
 *
 * <p>The lane first says that it sleeps, then looks for work once more; the publisher first publishes, then looks
 * whether the lane sleeps. With a full fence between the two steps on both sides one of them sees the other.
 */
public final class LaneBell {
    /** How the lane's thread sleeps and is woken. */
    public interface Bed {
        /** Blocks the calling thread until {@link #wake}, or earlier for any reason. Thread: the lane's. */
        void sleep();

        /** Ends the sleep that goes on, or the next one. Any thread. */
        void wake();
    }

    private final Bed bed;
    private volatile boolean isAsleep;

    public LaneBell(Bed bed) {
        this.bed = bed;
    }

    /** A bell nobody hears, for a ring that is emptied by whoever fills it. */
    public static LaneBell unheard() {
        return new LaneBell(new Bed() {
            @Override
            public void sleep() {}

            @Override
            public void wake() {}
        });
    }

    /** Wakes the lane if it sleeps. Any thread, after publishing. */
    public void ring() {
        VarHandle.fullFence();
        if (isAsleep) {
            isAsleep = false;
            bed.wake();
        }
    }

    /** Sleeps unless there is work. Thread: the lane's. */
    public void sleepUnless(BooleanSupplier hasWork) {
        isAsleep = true;
        VarHandle.fullFence();
        if (!hasWork.getAsBoolean()) {
            bed.sleep();
        }
        isAsleep = false;
    }
}
