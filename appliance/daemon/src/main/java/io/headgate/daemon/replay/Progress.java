package io.headgate.daemon.replay;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * A line on a terminal that is written over four times a second: {@code 1,234,567 packets, 140.2 MB, 28 %, 2.1 M
 * packets/s}. Where there is no terminal, nothing. Thread: one.
 */
final class Progress {
    private static final long EVERY_NS = 250_000_000;
    private static final String CLEAR = "\r\u001B[K";
    private static final double MILLION = 1e6;

    private final PrintWriter terminal;
    private final long totalBytes;
    private final long startNs;
    private long nextNs;
    private boolean isShown;

    /**
     * Shows nothing yet.
     *
     * @param terminal null for none
     * @param totalBytes size of the capture; 0 if it is not known
     */
    Progress(PrintWriter terminal, long totalBytes, long nowNs) {
        this.terminal = terminal;
        this.totalBytes = totalBytes;
        this.startNs = nowNs;
        this.nextNs = nowNs + EVERY_NS;
    }

    void show(long packets, long bytes) {
        show(packets, bytes, System.nanoTime());
    }

    /** Shows the line if its time has come. */
    void show(long packets, long bytes, long nowNs) {
        if (terminal == null || nowNs - nextNs < 0) {
            return;
        }
        nextNs = nowNs + EVERY_NS;
        isShown = true;
        double seconds = (nowNs - startNs) / 1e9;
        String percent = totalBytes > 0 ? ", " + Math.min(100, bytes * 100 / totalBytes) + " %" : "";
        terminal.print(CLEAR
                + String.format(
                        Locale.ROOT,
                        "%,d packets, %.1f MB%s, %.2f M packets/s",
                        packets,
                        bytes / MILLION,
                        percent,
                        packets / seconds / MILLION));
        terminal.flush();
    }

    /** Takes the line away. */
    void clear() {
        if (isShown) {
            terminal.print(CLEAR);
            terminal.flush();
            isShown = false;
        }
    }
}
