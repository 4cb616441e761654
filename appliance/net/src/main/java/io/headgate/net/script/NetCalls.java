package io.headgate.net.script;

import io.headgate.net.Net;
import java.util.function.Function;

/** The one way from programs to {@link Net}: calls that {@link #interrupt} ends. */
final class NetCalls {
    private final Net net;
    private final Evaluator evaluator;
    private volatile boolean isInCall;

    NetCalls(Net net, Evaluator evaluator) {
        this.net = net;
        this.evaluator = evaluator;
    }

    <T> T call(Function<Net, T> body) {
        isInCall = true;
        try {
            evaluator.checkInterrupted();
            T result = body.apply(net);
            evaluator.checkInterrupted();
            return result;
        } finally {
            isInCall = false;
            if (evaluator.isInterrupted()) {
                net.clearInterrupt(); // Came too late to end this call and shall not end the next.
            }
        }
    }

    /** Any thread. First the flag, then the call: one that begins in between sees the flag. */
    void interrupt() {
        evaluator.interrupt();
        if (isInCall) {
            net.interrupt();
        }
    }
}
