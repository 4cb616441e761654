package io.headgate.net.sys;

import java.nio.ByteBuffer;

/**
 * A pipe by which any thread ends the wait of another: readable while somebody has asked for that. For descriptors whose
 * closing wakes nobody, on every system.
 */
public final class WakePipe {
    private final Libc libc;
    private final int readEnd;
    private final int writeEnd;
    private final ByteBuffer one = NativeMemory.allocate(2);
    private final long oneAddress = NativeMemory.addressOf(one);

    /** A byte is in the pipe: one is enough, and more could fill it and block. */
    private boolean isRung;

    private boolean isClosed;

    /** @throws IllegalStateException if the process has no descriptors left */
    public WakePipe(Libc libc) {
        this.libc = libc;
        ByteBuffer ends = NativeMemory.allocate(2 * Integer.BYTES);
        if (libc.pipe(NativeMemory.addressOf(ends)) < 0) {
            throw new IllegalStateException(
                    "cannot make a pipe: " + Sys.errnoText(Sys.errno()) + "; close files, or raise ulimit -n");
        }
        readEnd = ends.getInt(0);
        writeEnd = ends.getInt(4);
    }

    /** Any thread. */
    public synchronized void ring() {
        // A closed descriptor's number may be that of another file by now.
        if (!isRung && !isClosed) {
            isRung = libc.write(writeEnd, oneAddress, 1) == 1;
        }
    }

    /**
     * Takes the request back; says whether there was one. Its reason was there before it, so look for that afterwards.
     */
    public synchronized boolean clear() {
        if (!isRung) {
            return false;
        }
        libc.read(readEnd, oneAddress + 1, 1);
        isRung = false;
        return true;
    }

    /** The end to poll. */
    public int fd() {
        return readEnd;
    }

    /** Later rings go nowhere. */
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            libc.close(readEnd);
            libc.close(writeEnd);
        }
    }
}
