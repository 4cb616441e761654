package io.headgate.bench.mcast;

import io.headgate.daemon.cli.CliException;
import io.headgate.daemon.cli.Json;
import io.headgate.daemon.config.ApplianceConfig;
import io.headgate.daemon.config.ConfigReader;
import io.headgate.daemon.config.DatagramLane;
import io.headgate.daemon.config.StepConfig;
import io.headgate.daemon.report.ReceiverReport;
import io.headgate.daemon.run.Appliance;
import io.headgate.engine.lane.OnError;
import io.headgate.net.relay.ReceiverCounters.Counter;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** The appliance that is measured, in a process of its own inside the lab's router: one lane, as {@code run} has it. */
final class RelayLane {
    private static final String CONFIGURATION = """
            lanes:
              - name: relay
                listen: [{ port: %d, mode: multi, address: %s, interface: %s }]
                send-to: [%s]
                chain: [{ plugin: ttl, with: { set: %d } }]
            """;

    /** In the ledger: datagrams of the receiver that was sent fewest. */
    static final String LEAST_SENT = "leastSent";

    private RelayLane() {}

    /** Says "ready", relays until {@code until} ends, and prints its ledger. */
    static void run(InputStream until, PrintWriter out) {
        Appliance appliance = new Appliance(configuration());
        AtomicReference<Throwable> failure = new AtomicReference<>();
        appliance.start(failure::set);
        boolean isStopped = false;
        try {
            say(out, "ready");
            until.readAllBytes();
        } catch (IOException broken) {
            throw CliException.failed("cannot read standard input: " + broken.getMessage(), broken);
        } finally {
            isStopped = appliance.stop();
        }
        if (!isStopped || failure.get() != null) {
            throw CliException.failed("the relay's lane did not end well: " + failure.get());
        }
        Map<String, Object> ledger = appliance.totals().toMap();
        ledger.put(LEAST_SENT, leastSent(appliance.receiverReport()));
        say(out, "ledger " + Json.line(ledger));
    }

    private static long leastSent(ReceiverReport report) {
        return report.receivers().stream()
                .mapToLong(receiver -> receiver.counts().get(Counter.SENT.label()))
                .min()
                .orElseThrow();
    }

    /** A filter that rewrites payloads is no plugin yet, so it is put behind those of the configuration. */
    private static ApplianceConfig configuration() {
        String text = CONFIGURATION.formatted(McastLab.PORT, McastLab.GROUP, McastLab.IN, receivers(), McastLab.TTL);
        DatagramLane lane = (DatagramLane)
                new ConfigReader().parse("bench mcast", text).lanes().get(0);
        List<StepConfig> chain = new ArrayList<>(lane.chain());
        chain.add(new StepConfig("stamp-payload", OnError.DROP, Map.of(), StampPayload::new));
        return new ApplianceConfig(List.of(lane.withChain(chain)));
    }

    private static String receivers() {
        return McastLab.RECEIVERS.stream()
                .map(receiver -> receiver.split(":", -1))
                .map(parts -> "{ address: " + parts[0] + ", port: " + parts[1] + ", interface: " + McastLab.OUT + " }")
                .collect(Collectors.joining(", "));
    }

    private static void say(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }
}
