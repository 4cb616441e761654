package io.headgate.bench.mcast;

import io.headgate.bench.lab.ProcStat;
import io.headgate.bench.lab.Waiting;
import io.headgate.daemon.cli.CliException;
import io.headgate.daemon.cli.Json;
import java.time.Duration;
import java.util.Map;

/** Measures one relay: its own process, started for this and ended after it. */
final class Measuring {
    /** What a sender sends at most, whatever its time. */
    private static final long MOST_PACKETS = 100_000_000;

    private static final Duration MARGIN = Duration.ofSeconds(2);

    /** How far a sender may fall behind the rate it was told. */
    private static final double LEAST_OF_RATE = 0.97;

    private static final int RECEIVERS = McastLab.RECEIVERS.size();

    /** Parts of the loop's rate under a flood, at which it is tried whether it loses something. */
    private static final double[] PARTS = {0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1};

    private final McastLab lab;
    private final Duration warmup;
    private final Duration measured;

    Measuring(McastLab lab, Duration warmup, Duration measured) {
        this.lab = lab;
        this.warmup = warmup;
        this.measured = measured;
    }

    /** More is sent than any relay can take. */
    Sample flood(Case which, Sizes sizes) {
        Duration all = warmup.plus(measured).plus(MARGIN);
        try (Program relay = lab.startRelay(which);
                Program sender = lab.send(sizes, 0, all, MOST_PACKETS)) {
            Waiting.pass(warmup);
            long packetsBefore = lab.relayed();
            long deliveredBefore = lab.delivered();
            double cpuBefore = ProcStat.processCpuS(relay.pid());
            long startNs = System.nanoTime();
            Waiting.pass(measured);
            long packets = lab.relayed() - packetsBefore;
            long delivered = lab.delivered() - deliveredBefore;
            double cpuS = ProcStat.processCpuS(relay.pid()) - cpuBefore;
            double seconds = (System.nanoTime() - startNs) / 1e9;
            sender.terminate("sent ");
            stop(which, relay);
            if (packets == 0 || cpuS <= 0) {
                throw CliException.failed(which.label() + ": nothing went through the relay");
            }
            return new Sample(packets, delivered, cpuS, seconds);
        }
    }

    /** No relay may have left out work: every packet went to all receivers; Headgate's through both filters too. */
    private static void stop(Case which, Program relay) {
        if (which == Case.PLAIN) {
            String refused = relay.terminate("refused ");
            if (!refused.equals("0")) {
                throw CliException.failed("the kernel refused datagrams of the plain loop: " + refused);
            }
            return;
        }
        Map<String, Object> ledger = Json.parse(relay.endInput("ledger "));
        Object received = ledger.get("received");
        if (!Boolean.TRUE.equals(ledger.get("balanced"))
                || !received.equals(ledger.get("changed"))
                || !received.equals(ledger.get(RelayLane.LEAST_SENT))) {
            throw CliException.failed("the relay did not send all that it received to everybody: " + ledger);
        }
    }

    /** Finds a rate that the loop in C sustains, and what Headgate loses at it. */
    Loss loss(Sizes sizes, double floodPps) {
        for (double part : PARTS) {
            int ratePps = (int) (floodPps * part);
            if (lossAt(Case.PLAIN, sizes, ratePps).lost() == 0) {
                return lossAt(Case.HEADGATE, sizes, ratePps);
            }
        }
        throw CliException.failed("the loop in C loses packets at a tenth of its rate too: leave the machine alone");
    }

    private Loss lossAt(Case which, Sizes sizes, int ratePps) {
        try (Program relay = lab.startRelay(which)) {
            send(sizes, ratePps, warmup);
            long before = lab.deliveredInTheEnd();
            Sent sent = send(sizes, ratePps, measured);
            long lost = sent.packets() * RECEIVERS - (lab.deliveredInTheEnd() - before);
            stop(which, relay);
            return new Loss(sizes, (int) sent.pps(), sent.packets(), lost);
        }
    }

    /** A sender that was held up would try a lower rate than it was told. */
    private Sent send(Sizes sizes, int ratePps, Duration time) {
        long count = ratePps * time.toSeconds();
        try (Program sender = lab.send(sizes, ratePps, time.plus(MARGIN), count)) {
            Sent sent = Sent.parse(sender.expect("sent "));
            if (sent.packets() != count || sent.pps() < LEAST_OF_RATE * ratePps) {
                throw CliException.failed("the sender managed only " + (long) sent.pps() + " of " + ratePps
                        + " packets a second: leave the machine alone");
            }
            return sent;
        }
    }
}
