package io.headgate.daemon.control;

import io.headgate.control.ControlException;
import io.headgate.engine.lane.Heartbeat;
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
     * @throws SilentLane if there is none in time
     */
    static <T> T await(Lane lane, Future<T> answer) throws SilentLane {
        try {
            return answer.get(LIMIT_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException silent) {
            Heartbeat heartbeat = lane.heartbeat();
            String filter = heartbeat.filterAt(heartbeat.read());
            String where = filter == null ? "" : ": it is in filter " + filter;
            throw new SilentLane("lane " + lane.name() + " does not answer within " + LIMIT_MS + " ms" + where);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ControlException("interrupted", interrupted);
        }
    }

    /** A lane does not answer, which is no reason for the others not to be heard. */
    static final class SilentLane extends Exception {
        private static final long serialVersionUID = 1L;

        SilentLane(String message) {
            super(message);
        }
    }
}
