package io.headgate.bench.mcast;

import io.headgate.daemon.cli.CliException;
import io.headgate.daemon.cli.Json;
import io.headgate.daemon.config.ConfigReader;
import io.headgate.daemon.config.StepConfig;
import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.engine.lane.Chain;
import io.headgate.engine.lane.LaneRunner;
import io.headgate.engine.lane.Ledger;
import io.headgate.engine.lane.OnError;
import io.headgate.engine.lane.Threading;
import io.headgate.engine.ring.SlotRing;
import io.headgate.net.datagram.DatagramOptions;
import io.headgate.net.datagram.DatagramSink;
import io.headgate.net.datagram.DatagramSource;
import io.headgate.net.datagram.Input;
import io.headgate.net.datagram.Receiver;
import io.headgate.net.multicast.Group;
import io.headgate.net.multicast.SourceList;
import io.headgate.net.sys.Sys;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The lane that is measured, in a process of its own inside the lab's router. */
final class RelayLane {
    private static final String CHAIN = """
            lanes:
              - name: relay
                listen: [{ port: 1, mode: divert }]
                chain: [{ plugin: ttl, with: { set: %d } }]
            """;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private RelayLane() {}

    /** Says "ready", relays until {@code until} ends, and prints its ledger. */
    static void run(InputStream until, PrintWriter out) {
        LaneRunner runner = new LaneRunner("relay", chain(), Threading.SHARED);
        SlotRing ring = new SlotRing(ConfigReader.DEFAULT_SLOTS, runner.bell());
        Group group = new Group(address(McastLab.GROUP), McastLab.PORT, McastLab.IN, SourceList.any());
        try (DatagramSource source = DatagramSource.openMulticast(
                        Sys.libc(), DatagramOptions.DEFAULTS, List.of(group), Set.of(), ring);
                DatagramSink sink = DatagramSink.open(ring.arena(), receivers(), inputs())) {
            runner.addInput(ring, source, sink);
            runner.start();
            say(out, "ready");
            until.readAllBytes();
            boolean isStopped = runner.stop(STOP_LIMIT);
            if (!isStopped || runner.failure() != null) {
                throw CliException.failed("the relay's lane did not end well: " + runner.failure());
            }
            say(out, "ledger " + Json.line(report(runner.lane().ledger(), source)));
        } catch (IOException broken) {
            throw CliException.failed("cannot read standard input: " + broken.getMessage(), broken);
        } finally {
            runner.stop(STOP_LIMIT);
        }
    }

    private static Chain chain() {
        List<Chain.Step> steps = new ArrayList<>();
        new ConfigReader()
                .parse("bench mcast", CHAIN.formatted(McastLab.TTL)).lanes().get(0).chain().stream()
                        .map(StepConfig::create)
                        .forEach(steps::add);
        steps.add(new Chain.Step("stamp-payload", new StampPayload(), OnError.DROP));
        return new Chain(steps);
    }

    private static List<Receiver> receivers() {
        return McastLab.RECEIVERS.stream()
                .map(receiver -> receiver.split(":", -1))
                .map(parts -> Receiver.of(address(parts[0]), Integer.parseInt(parts[1]))
                        .withInterface(McastLab.OUT))
                .toList();
    }

    private static List<Input> inputs() {
        return List.of(new Input(address(McastLab.GROUP), McastLab.PORT, McastLab.IN));
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException wrong) {
            throw CliException.failed("no address: " + text, wrong);
        }
    }

    private static Map<String, Object> report(Ledger ledger, DatagramSource source) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("received", ledger.received());
        map.put("reinjected", ledger.reinjected());
        map.put("changed", ledger.changed());
        map.put("dropped", ledger.dropped());
        map.put("errors", ledger.errorsTotal());
        map.put("kernelLoss", source.counters().get(Counter.KERNEL_LOSS));
        map.put("balanced", ledger.isBalanced());
        return map;
    }

    private static void say(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }
}
