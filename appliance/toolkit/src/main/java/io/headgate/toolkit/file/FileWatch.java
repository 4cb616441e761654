package io.headgate.toolkit.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * Reads files again when one of them has changed. If they cannot be read, or the reader refuses them or fails, for want of
 * memory for instance, nothing changes, and the log has one warning until they change again.
 *
 * <p>Thread: {@link #start} and {@link #stop} as a filter's {@code onAttach} and {@code onDetach}; {@link #latest} any.
 *
 * @param <T> what is read out of them; immutable
 */
public final class FileWatch<T> {
    /** Makes something of the files. Thread: the one that calls {@link FileWatch#start}, then the watch's own. */
    @FunctionalInterface
    public interface Reader<T> {
        /**
         * Reads the files.
         *
         * @throws IOException with file and reason, if one cannot be read
         * @throws IllegalArgumentException with file, line and reason, if one makes no sense
         */
        T read() throws IOException;
    }

    /**
     * What the files said when they were last read well, and how often they were read.
     *
     * @param reloads how often they had changed and were read
     * @param failures how often they had changed and could not be
     */
    public record Reading<T>(T value, long reloads, long failures) {
        /** Grows with each change of the files, so that readings of different times differ in it. */
        public long changes() {
            return reloads + failures;
        }
    }

    /** By what one sees that a file is another: time, size, and inode where there are any. */
    private record Stamp(FileTime changed, long size, Object file) {}

    private final List<Path> files;
    private final long intervalNs;
    private final Reader<T> reader;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private List<Optional<Stamp>> seen = List.of();
    private Logger logger;

    /** Written by the watching thread only, once that runs. */
    private volatile Reading<T> latest;

    /** @param intervalNs how often is looked whether they have changed */
    public FileWatch(List<Path> files, long intervalNs, Reader<T> reader) {
        this.files = List.copyOf(files);
        this.intervalNs = intervalNs;
        this.reader = reader;
    }

    /**
     * Reads the files and begins to watch them.
     *
     * @throws IOException as {@link Reader#read}; nothing is watched then
     * @throws IllegalArgumentException likewise
     */
    public void start(String threadName, Logger filterLogger) throws IOException {
        logger = filterLogger;
        latest = new Reading<>(read(), 0, 0);
        Thread thread = new Thread(this::watch, threadName);
        thread.setDaemon(true);
        thread.start();
    }

    /** Lets the thread end by itself, at once unless it is reading. */
    public void stop() {
        stopped.countDown();
    }

    /** What the files said last; null before {@link #start}. */
    public Reading<T> latest() {
        return latest;
    }

    private T read() throws IOException {
        // Before, so that what is written meanwhile is a change.
        seen = stamps();
        return reader.read();
    }

    private List<Optional<Stamp>> stamps() {
        return files.stream().map(FileWatch::stamp).toList();
    }

    /** What identifies a file as it is; empty if there is none. */
    private static Optional<Stamp> stamp(Path file) {
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(new Stamp(found.lastModifiedTime(), found.size(), found.fileKey()));
        } catch (IOException gone) {
            // Reading it says why; that it is gone is a change like others.
            return Optional.empty();
        }
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
        try {
            if (!stamps().equals(seen)) {
                Reading<T> before = latest;
                latest = new Reading<>(read(), before.reloads + 1, before.failures);
                logger.info("read again what has changed: {}", files);
            }
        } catch (IOException | IllegalArgumentException wrong) {
            countFailure();
            logger.warn("all stays as it was, since a file is wrong: {}", wrong.getMessage());
        } catch (Throwable failed) {
            // Whatever it was, too large a list for instance: the next one may be better, and nobody else looks for it.
            countFailure();
            logger.warn("all stays as it was, since files could not be read: {}", files, failed);
        }
    }

    private void countFailure() {
        Reading<T> before = latest;
        latest = new Reading<>(before.value, before.reloads, before.failures + 1);
    }
}
