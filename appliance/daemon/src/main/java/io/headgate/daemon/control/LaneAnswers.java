package io.headgate.daemon.control;

import io.headgate.control.ControlException;
import io.headgate.engine.lane.Lane;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what a lane was asked. */
final class LaneAnswers {
    private static final long LIMIT_MS = 1_000;

    private LaneAnswers() {}

    /**
     * The answer.
     *
     * @throws ControlException if the lane does not answer: it hangs in a filter
     */
    static <T> T await(Lane lane, Future<T> answer) {
        try {
            return answer.get(LIMIT_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException silent) {
            throw new ControlException(
                    "lane " + lane.name() + " does not answer within " + LIMIT_MS + " ms; the thread lane-"
                            + lane.name() + " in the output of jstack says where it is",
                    silent);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ControlException("interrupted", interrupted);
        }
    }
}
