package io.headgate.taps.capture;

import io.headgate.engine.tap.TapRecord;
import io.headgate.engine.tap.TapSink;
import io.headgate.net.pcap.CaptureWriter;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes copies to a file, and to another when that is large or old enough. When a file cannot be written (no such
 * folder, a full disk) that is said once, packets are counted as failed, and writing is tried again every few seconds.
 *
 * <p>Thread: {@code taps}, except where said.
 */
public final class CaptureTap implements TapSink {
    private static final Logger LOG = LoggerFactory.getLogger(CaptureTap.class);
    private static final long RETRY_NS = 5_000_000_000L;

    private final CaptureSettings settings;
    private final RotatedFiles files;
    private final LongSupplier clock;

    private CaptureWriter writer;
    private Origins origins;
    private long begunNs;
    private long failedNs;
    private long gatheredBytes;

    private volatile Status status;

    public CaptureTap(CaptureSettings settings) {
        this(settings, System::nanoTime);
    }

    /** @param clock nanoseconds, never backwards */
    CaptureTap(CaptureSettings settings, LongSupplier clock) {
        this.settings = settings;
        this.files = new RotatedFiles(settings.file(), settings.keep());
        this.clock = clock;
        this.status = new Status(settings.file().toString(), 0, 0, 0, "");
    }

    @Override
    public void open() {
        begin();
    }

    /** Begins a file. If that cannot be done there is no writer, and the files there are stay what they are called. */
    private void begin() {
        try {
            writer = CaptureWriter.create(files.next());
            files.rotate();
            origins = new Origins();
            begunNs = clock.getAsLong();
            recovered();
        } catch (IOException failed) {
            abandon(failed);
            fail(failed);
        }
    }

    private void abandon(IOException failed) {
        try {
            if (writer != null) {
                writer.close();
                writer = null;
            }
            files.giveUp();
        } catch (IOException stays) {
            failed.addSuppressed(stays);
        }
    }

    @Override
    public void write(TapRecord record) {
        if (isResting()) {
            count(0, 0, 1);
            return;
        }
        if (writer != null && isOver(record.length())) {
            end();
        }
        if (writer == null) {
            begin();
        }
        // First the origin: one that is new takes room, too.
        int origin = writer == null ? 0 : origins.numberOf(record, writer);
        if (writer != null && !writer.hasRoom(record.length())) {
            flush();
        }
        if (writer == null || isResting()) {
            count(0, 0, 1);
            return;
        }
        writer.put(
                origin,
                record.timestampNs(),
                record.bytes(),
                record.offset(),
                record.length(),
                record.originalLength());
        gatheredBytes += record.length();
    }

    private boolean isFailing() {
        return !status.failure().isEmpty();
    }

    /** Whether a failure is so fresh that nothing is tried. */
    private boolean isResting() {
        return isFailing() && clock.getAsLong() - failedNs < RETRY_NS;
    }

    private boolean isOver(int more) {
        long everyNs = settings.rotateEvery().toNanos();
        return writer.sizeWith(more) > settings.rotateBytes()
                || (everyNs > 0 && clock.getAsLong() - begunNs >= everyNs);
    }

    @Override
    public void flush() {
        if (writer == null || writer.gatheredPackets() == 0) {
            return;
        }
        int packets = writer.gatheredPackets();
        long bytes = gatheredBytes;
        gatheredBytes = 0;
        try {
            writer.flush();
            count(packets, bytes, 0);
            recovered();
        } catch (IOException failed) {
            count(0, 0, packets);
            fail(failed);
        }
    }

    private void end() {
        flush();
        try {
            writer.close();
        } catch (IOException failed) {
            fail(failed);
        }
        writer = null;
    }

    @Override
    public void close() {
        if (writer != null) {
            end();
        }
    }

    private void count(int packets, long bytes, int failed) {
        status = new Status(
                status.target(),
                status.packets() + packets,
                status.bytes() + bytes,
                status.failed() + failed,
                status.failure());
    }

    private void fail(IOException failed) {
        failedNs = clock.getAsLong();
        String why = settings.file() + ": " + reason(failed);
        if (!why.equals(status.failure())) {
            LOG.error("tap={} {}; copies are lost until it can be written, packets are not", settings.name(), why);
        }
        say(why);
    }

    private void recovered() {
        if (isFailing()) {
            LOG.info(
                    "tap={} {} is written again, after packets={} were not",
                    settings.name(),
                    settings.file(),
                    status.failed());
            say("");
        }
    }

    private void say(String failure) {
        status = new Status(status.target(), status.packets(), status.bytes(), status.failed(), failure);
    }

    private String reason(IOException failed) {
        Path folder = settings.file().toAbsolutePath().getParent();
        if (failed instanceof NoSuchFileException) {
            return "there is no folder " + folder + "; create it";
        }
        if (failed instanceof AccessDeniedException) {
            return "permission denied";
        }
        return String.valueOf(failed.getMessage());
    }

    @Override
    public Status status() {
        return status;
    }
}
