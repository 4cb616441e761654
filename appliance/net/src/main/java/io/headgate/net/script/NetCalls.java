package io.headgate.net.script;

import io.headgate.net.Net;
import java.util.function.Function;

/** The one way from programs to {@link Net}: calls that {@link #interrupt} ends. */
final class NetCalls {
    private final Net net;
    private final Evaluator evaluator;

    /** An interrupt sets the evaluator's flag and ends the call under way: both or, between two programs, neither. */
    private final Object lock = new Object();

    private boolean isInCall;

    NetCalls(Net net, Evaluator evaluator) {
        this.net = net;
        this.evaluator = evaluator;
    }

    /** A program begins; an interrupt from before was not meant for it. */
    void begin() {
        synchronized (lock) {
            evaluator.setInterrupted(false);
        }
    }

    <T> T call(Function<Net, T> body) {
        synchronized (lock) {
            evaluator.checkInterrupted();
            isInCall = true;
        }
        T result;
        try {
            result = body.apply(net);
        } finally {
            leave();
        }
        evaluator.checkInterrupted();
        return result;
    }

    private void leave() {
        synchronized (lock) {
            isInCall = false;
            if (evaluator.isInterrupted()) {
                net.clearInterrupt(); // Came too late to end this call and shall not end the next.
            }
        }
    }

    /** Any thread. */
    void interrupt() {
        synchronized (lock) {
            evaluator.setInterrupted(true);
            if (isInCall) {
                net.interrupt();
            }
        }
    }
}
