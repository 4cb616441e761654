package io.headgate.net.divert.bsd;

import io.headgate.engine.io.SourceException;
import io.headgate.net.sys.Libc;
import io.headgate.net.sys.NativeMemory;
import io.headgate.net.sys.Sys;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/** Wakes a thread that polls: closing or shutting down a divert socket does not. */
final class WakePipe {
    private final Libc libc;
    private final int readEnd;
    private final int writeEnd;
    private final ByteBuffer one = NativeMemory.allocate(1);
    private final ByteBuffer sink = NativeMemory.allocate(64);
    private final long oneAddress = NativeMemory.addressOf(one);
    private final long sinkAddress = NativeMemory.addressOf(sink);

    /** A byte is in the pipe: one is enough, and more could fill it and block. */
    private final AtomicBoolean isRung = new AtomicBoolean();

    WakePipe(Libc libc) {
        this.libc = libc;
        ByteBuffer ends = NativeMemory.allocate(2 * Integer.BYTES);
        if (libc.pipe(NativeMemory.addressOf(ends)) < 0) {
            throw new SourceException("cannot make a pipe: " + Sys.errnoText(Sys.errno()));
        }
        readEnd = ends.getInt(0);
        writeEnd = ends.getInt(4);
    }

    /** Any thread. */
    void ring() {
        if (isRung.compareAndSet(false, true)) {
            libc.write(writeEnd, oneAddress, 1);
        }
    }

    /** The end to poll. */
    int fd() {
        return readEnd;
    }

    /**
     * Empties the pipe once poll(2) says that something is in it. A ring in between adds no byte, but its reason is there
     * before it and is looked at after this.
     */
    void drain() {
        libc.read(readEnd, sinkAddress, sink.capacity());
        isRung.set(false);
    }

    void close() {
        libc.close(readEnd);
        libc.close(writeEnd);
    }
}
