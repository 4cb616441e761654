package io.headgate.engine.tap;

import io.headgate.api.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the failures of a sink away from the others: one that throws is not called again. Thread: {@code taps}. */
final class TapOutput {
    private static final Logger LOG = LoggerFactory.getLogger(TapOutput.class);

    private final TapTarget target;
    private boolean isDirty;
    private final Counter missed = new Counter();
    private volatile String failure = "";

    TapOutput(TapTarget target) {
        this.target = target;
    }

    void open() {
        guard(target.sink()::open);
    }

    void write(TapRecord record) {
        if (!failure.isEmpty()) {
            missed.increment();
            return;
        }
        isDirty = true;
        try {
            target.sink().write(record);
        } catch (RuntimeException broken) {
            missed.increment();
            fail(broken);
        }
    }

    void flush() {
        if (isDirty) {
            isDirty = false;
            guard(target.sink()::flush);
        }
    }

    void close() {
        guard(target.sink()::close);
    }

    private void guard(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException broken) {
            fail(broken);
        }
    }

    private void fail(RuntimeException broken) {
        if (failure.isEmpty()) {
            failure = "broken: " + broken;
            LOG.error("tap={} gets no more copies", target.name(), broken);
        }
    }

    boolean isDirty() {
        return isDirty;
    }

    /** Any thread. */
    TapSink.Status status() {
        TapSink.Status status = target.sink().status();
        return new TapSink.Status(
                status.target(),
                status.packets(),
                status.bytes(),
                status.failed() + missed.value(),
                failure.isEmpty() ? status.failure() : failure);
    }
}
