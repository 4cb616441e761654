package io.headgate.bench.inline;

import io.headgate.bench.lab.ApplianceProgram;
import io.headgate.bench.lab.BenchLab;
import io.headgate.bench.lab.IperfResult;
import io.headgate.bench.lab.PingTimes;
import io.headgate.bench.lab.QueueProgram;
import io.headgate.bench.lab.ReferenceLoop;
import io.headgate.bench.lab.TcpLoad;
import io.headgate.bench.lab.Usage;
import io.headgate.bench.lab.Waiting;
import io.headgate.daemon.cli.CliException;
import java.time.Duration;

/** Measures one case: its own process, started for this and ended after it. */
final class Measuring {
    /** The processor times are read a little before the load ends, so that they do not include an idle moment. */
    private static final Duration MARGIN = Duration.ofMillis(200);

    /** A transfer has left its slow start after this time. */
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private final BenchLab lab;
    private final ReferenceLoop loop;

    Measuring(BenchLab lab, ReferenceLoop loop) {
        this.lab = lab;
        this.loop = loop;
    }

    Sample throughput(Profile profile, Case which, Duration warmup, Duration measured) {
        try (QueueProgram program = start(which)) {
            if (!warmup.isZero()) {
                warmUp(profile, warmup);
            }
            Sample sample = measure(profile, program, measured);
            if (sample.packets() == 0 && which != Case.NONE) {
                throw CliException.failed(which.label() + ": no packet went through the queue");
            }
            return sample;
        }
    }

    /**
     * A transfer of its own, not only first seconds cut off: what a young program loses halves the window of the transfer
     * that loses it, and Reno does not recover from that for minutes.
     */
    private void warmUp(Profile profile, Duration length) {
        try (TcpLoad load = TcpLoad.start(lab.hosts(), profile.mss(), Duration.ZERO, length)) {
            load.result();
        }
    }

    private Sample measure(Profile profile, QueueProgram program, Duration measured) {
        try (TcpLoad load = TcpLoad.start(lab.hosts(), profile.mss(), SETTLING, measured)) {
            Waiting.pass(SETTLING);
            Usage before = Usage.now(lab.hosts().server(), program.pid());
            Waiting.pass(measured.minus(MARGIN));
            Usage used = Usage.now(lab.hosts().server(), program.pid()).since(before);
            IperfResult transfer = load.result();
            return new Sample(transfer, used, program.stop());
        }
    }

    /** Round-trip times beside a load that lasts a little longer than the pings. */
    PingTimes latency(Profile profile, Case which, int seconds) {
        Duration length = SETTLING.plus(SETTLING).plusSeconds(seconds);
        try (QueueProgram program = start(which);
                TcpLoad load = TcpLoad.start(lab.hosts(), profile.mss(), Duration.ZERO, length)) {
            Waiting.pass(SETTLING);
            PingTimes times = PingTimes.measure(lab.hosts(), seconds);
            load.result();
            program.stop();
            return times;
        }
    }

    private QueueProgram start(Case which) {
        lab.setQueueing(which != Case.NONE);
        return switch (which) {
            case NONE -> new NoProgram();
            case PLAIN -> loop.start(lab.router(), ReferenceLoop.Mode.PLAIN);
            case GSO -> loop.start(lab.router(), ReferenceLoop.Mode.GSO);
            case PASSTHROUGH -> ApplianceProgram.start(lab.router(), "plugin: passthru");
            case REWRITE -> ApplianceProgram.start(lab.router(), "plugin: ttl, with: { set: 33 }");
        };
    }

    private static final class NoProgram implements QueueProgram {
        @Override
        public long pid() {
            return 0;
        }

        @Override
        public long stop() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
