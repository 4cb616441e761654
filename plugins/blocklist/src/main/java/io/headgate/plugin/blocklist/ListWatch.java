package io.headgate.plugin.blocklist;

import io.headgate.toolkit.prefix.PrefixSet;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.slf4j.Logger;

/**
 * Reads the files again when they have changed. A file that cannot be read, or has a wrong line, changes nothing: the lists
 * stay as they are, and the log has one warning until the file changes again.
 *
 * <p>Thread: {@link #start} and {@link #stop} as the filter's {@code onAttach} and {@code onDetach}; {@link #lists} any.
 */
final class ListWatch {
    private final ListFile blocked;
    private final Optional<ListFile> allowed;
    private final long intervalNs;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** Written by the watching thread only, once that runs. */
    private volatile Lists lists;

    private Logger logger;

    ListWatch(ListFile blocked, Optional<ListFile> allowed, long intervalNs) {
        this.blocked = blocked;
        this.allowed = allowed;
        this.intervalNs = intervalNs;
    }

    /**
     * Reads the files and begins to watch them.
     *
     * @throws IOException as {@link ListFile#read}
     * @throws IllegalArgumentException likewise
     */
    void start(String threadName, Logger filterLogger) throws IOException {
        logger = filterLogger;
        PrefixSet first = blocked.read();
        PrefixSet except = allowed.isPresent() ? allowed.get().read() : PrefixSet.of(Stream.empty());
        lists = new Lists(first, except, 0, 0);
        logger.info("blocklist networks={} allowed={}", first.size(), except.size());
        Thread thread = new Thread(this::watch, threadName);
        thread.setDaemon(true);
        thread.start();
    }

    /** Lets the thread end by itself, at once unless it is reading. */
    void stop() {
        stopped.countDown();
    }

    /** What the files said last. */
    Lists lists() {
        return lists;
    }

    private void watch() {
        try {
            while (!stopped.await(intervalNs, TimeUnit.NANOSECONDS)) {
                look();
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        if (blocked.isChanged()) {
            reload(blocked, Lists::withBlocked);
        }
        if (allowed.isPresent() && allowed.get().isChanged()) {
            reload(allowed.get(), Lists::withAllowed);
        }
    }

    private void reload(ListFile file, BiFunction<Lists, PrefixSet, Lists> put) {
        Lists before = lists;
        try {
            PrefixSet read = file.read();
            lists = put.apply(before, read);
            logger.info("blocklist reloaded networks={}", read.size());
        } catch (IOException | IllegalArgumentException wrong) {
            lists = before.failed();
            logger.warn("blocklist stays as it was, since a list is wrong: {}", wrong.getMessage());
        }
    }
}
