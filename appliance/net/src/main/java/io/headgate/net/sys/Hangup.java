package io.headgate.net.sys;

import jnr.constants.platform.Signal;
import jnr.posix.POSIXFactory;

/**
 * SIGHUP, which otherwise ends the process.
 *
 * <p>Goes by jnr-posix's Java implementation, which asks the JVM to handle the signal: its native one would run Java
 * inside of a signal handler.
 */
public final class Hangup {
    private Hangup() {}

    /** From now on, each SIGHUP runs {@code action} on a thread that the JVM makes for it. */
    public static void handle(Runnable action) {
        POSIXFactory.getJavaPOSIX().signal(Signal.SIGHUP, number -> action.run());
    }
}
