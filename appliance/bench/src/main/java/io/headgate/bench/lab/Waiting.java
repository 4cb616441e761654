package io.headgate.bench.lab;

import io.headgate.daemon.cli.CliException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Lets time pass. */
public final class Waiting {
    private static final int LOOK_MS = 10;

    private Waiting() {}

    /** Sleeps. */
    public static void pass(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted", interrupted);
        }
    }

    /** Looks every 10 ms whether something has come true; returns whether it has before {@code limit} was over. */
    public static boolean until(BooleanSupplier isTrue, Duration limit) {
        long endNs = System.nanoTime() + limit.toNanos();
        while (!isTrue.getAsBoolean()) {
            if (System.nanoTime() >= endNs) {
                return false;
            }
            pass(Duration.ofMillis(LOOK_MS));
        }
        return true;
    }
}
