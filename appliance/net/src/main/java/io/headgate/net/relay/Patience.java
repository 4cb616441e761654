package io.headgate.net.relay;

import io.headgate.net.relay.ReceiverCounters.Counter;
import io.headgate.net.sys.Sys;
import java.util.concurrent.locks.LockSupport;

/** Decides whether a send that failed is tried again. One per socket. */
final class Patience {
    /** Waits of one batch: a full buffer must not hold the lane up. */
    private static final int WAITS = 4;

    private static final long WAIT_NS = 50_000;

    /** A reported refusal clears itself; more in a row are refusals that keep coming in. */
    private static final int REFUSALS = 8;

    private final SendAbi.Errnos errnos;
    private final ReceiverCounters counters;
    private int waits;
    private int refusals;

    /** Whether the buffer stayed full: then nobody waits for this receiver until it takes something again. */
    private boolean isStuck;

    Patience(SendAbi.Errnos errnos, ReceiverCounters counters) {
        this.errnos = errnos;
        this.counters = counters;
    }

    void beginBatch() {
        waits = isStuck ? 0 : WAITS;
        refusals = REFUSALS;
    }

    void sent(int datagrams) {
        counters.add(Counter.SENT, datagrams);
        refusals = REFUSALS;
        isStuck = false;
    }

    /**
     * Waits a little if that may help.
     *
     * @return 0 to try again, else why it is no use
     */
    int reason() {
        int errno = Sys.errno();
        if (errno == SendAbi.Errnos.INTERRUPTED) {
            return 0;
        }
        if (errno == errnos.refused() && refusals > 0) {
            refusals--;
            counters.add(Counter.REFUSALS, 1);
            return 0;
        }
        if (errno == errnos.again() || errno == errnos.noBuffers()) {
            if (waits > 0) {
                waits--;
                counters.add(Counter.WAITS, 1);
                LockSupport.parkNanos(this, WAIT_NS);
                return 0;
            }
            isStuck = true;
        }
        return errno;
    }
}
