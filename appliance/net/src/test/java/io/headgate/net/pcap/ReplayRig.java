package io.headgate.net.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Filter;
import io.headgate.api.Permission;
import io.headgate.engine.lane.Chain;
import io.headgate.engine.lane.GuardPolicy;
import io.headgate.engine.lane.LaneRunner;
import io.headgate.engine.lane.Ledger;
import io.headgate.engine.lane.OnError;
import io.headgate.engine.lane.Threading;
import io.headgate.engine.ring.SlotRing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A capture through one filter to a file, on the threads of a real lane. */
final class ReplayRig {
    private static final long LIMIT_MS = 20_000;

    /** What a replay left behind. */
    record Result(Ledger ledger, CaptureException damage, String failure, long written, long elapsedNs) {}

    private ReplayRig() {}

    /** Time is no concern: a busy machine must not make packets drop. */
    private static Chain.Step step(Filter filter) {
        GuardPolicy patient = new GuardPolicy(OnError.DROP, 0, GuardPolicy.MAX_TIME_BUDGET_NS, false);
        return new Chain.Step("test", "test", filter, patient, Set.of(Permission.INJECT));
    }

    static Result run(byte[] capture, Path out, Filter filter) throws IOException, InterruptedException {
        return run(capture, out, filter, Threading.SHARED, CaptureSource.Timing.FAST);
    }

    static Result run(byte[] capture, Path out, Filter filter, Threading threading, CaptureSource.Timing timing)
            throws IOException, InterruptedException {
        CaptureReader reader = CaptureReader.open("test.cap", Channels.newChannel(new ByteArrayInputStream(capture)));
        LaneRunner runner = new LaneRunner("test", new Chain(List.of(step(filter))), threading);
        SlotRing ring = runner.newRing(64);
        try (CaptureSource source = new CaptureSource(reader, ring, timing);
                CaptureSink sink = new CaptureSink(out, reader, source, ring)) {
            runner.addInput(ring, source, sink);
            long startNs = System.nanoTime();
            runner.start();
            assertThat(source.awaitEnd(LIMIT_MS)).as("the capture ended").isTrue();
            assertThat(runner.stop(Duration.ofMillis(LIMIT_MS))).isTrue();
            long elapsedNs = System.nanoTime() - startNs;
            assertThat(runner.failure()).isNull();
            Ledger ledger = runner.lane().ledger();
            assertThat(ledger.isBalanced()).as("%s", ledger).isTrue();
            assertThat(ledger.reinjected() + ledger.injected().sent()).isEqualTo(sink.writtenPackets());
            return new Result(ledger, source.damage(), sink.failure(), sink.writtenPackets(), elapsedNs);
        }
    }
}
