package io.headgate.engine.tap;

/**
 * Where the copies of one mirror end up: a file, a tunnel. Errors are its own: it logs each once, counts what it could
 * not write, and tries again when it likes; no method throws.
 *
 * <p>Thread: {@code taps} for all but {@link #status}, {@link #open} before the first packet. It may block: copies are
 * lost meanwhile, packets are not.
 */
public interface TapSink {
    /**
     * What became of the copies.
     *
     * @param target where they go, for the operator: a file's name, an address
     * @param packets written
     * @param bytes of packets written
     * @param failed packets that could not be written
     * @param failure what is wrong now; "" if nothing is
     */
    record Status(String target, long packets, long bytes, long failed, String failure) {}

    /** Gets ready; tells what is wrong where that can be known before the first packet. */
    void open();

    /**
     * Takes a copy.
     *
     * @param record valid until this returns
     */
    void write(TapRecord record);

    /** Writes what is gathered, about every 100 ms: what readers see then is whole. */
    void flush();

    /** Writes what is gathered and releases everything. */
    void close();

    /** Any thread. */
    Status status();
}
