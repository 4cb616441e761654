package io.headgate.daemon;

import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of each thread that ends by an error nobody caught. One that lacked memory ends the process: what it did nobody does any
 * more, and a supervisor starts us anew. A filter that asks a lane for too much is not among them: the lane goes on.
 *
 * <p>Not {@code -XX:+ExitOnOutOfMemoryError}: it ends the process before anybody can tell one from the other. Thread: the one that
 * ends.
 */
final class LastResort implements Thread.UncaughtExceptionHandler {
    /** Exit status, the one of that option. */
    static final int OUT_OF_MEMORY = 3;

    private final IntConsumer halt;

    /** @param halt ends the process with a status, at once */
    LastResort(IntConsumer halt) {
        this.halt = halt;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        try {
            LoggerHolder.LOG.error("thread={} ended by an error", thread.getName(), failure);
        } finally {
            if (failure instanceof OutOfMemoryError) {
                halt.accept(OUT_OF_MEMORY);
            }
        }
    }

    /** The log is started beside the command line, and not waited for here. */
    private static final class LoggerHolder {
        private static final Logger LOG = LoggerFactory.getLogger(LastResort.class);
    }
}
