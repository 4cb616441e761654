package io.headgate.daemon.run;

import io.headgate.api.Segments;
import io.headgate.daemon.config.DatagramLane;
import io.headgate.daemon.config.DivertLane;
import io.headgate.daemon.config.LaneConfig;
import io.headgate.daemon.config.ListenConfig;
import io.headgate.daemon.config.StepConfig;
import io.headgate.daemon.outlets.Outlets;
import io.headgate.engine.lane.Chain;
import io.headgate.engine.lane.Enforcement;
import io.headgate.engine.lane.LaneRunner;
import io.headgate.engine.ring.SlotRing;
import io.headgate.net.DivertSockets;
import io.headgate.net.datagram.DatagramOptions;
import io.headgate.net.datagram.DatagramSource;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.divert.DivertSocket;
import io.headgate.net.relay.DatagramSink;
import io.headgate.net.sys.Sys;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens what a configured lane needs: rings, sockets, and the chain with its runner, not yet started. */
final class LaneOpener {
    private static final Logger LOG = LoggerFactory.getLogger(LaneOpener.class);

    private final Outlets outlets;
    private final Consumer<Throwable> onFailure;

    /**
     * @param outlets of all lanes
     * @param onFailure told, on the failing thread, when a lane ends by an error
     */
    LaneOpener(Outlets outlets, Consumer<Throwable> onFailure) {
        this.outlets = outlets;
        this.onFailure = onFailure;
    }

    /**
     * Opens one unit for each queue, or one.
     *
     * @param opened is given each unit as soon as it is open, so that it can be closed if the next one fails
     */
    void open(LaneConfig lane, Consumer<Unit> opened) {
        if (lane instanceof DivertLane diverted) {
            int queues = diverted.listen().queues();
            for (int i = 0; i < queues; i++) {
                opened.accept(divert(diverted, queues == 1 ? lane.name() : lane.name() + "-" + i, i));
            }
        } else if (lane instanceof DatagramLane datagrams) {
            opened.accept(datagrams(datagrams));
        }
    }

    private Unit divert(DivertLane lane, String name, int queue) {
        Chain chain = chain(lane);
        LaneRunner runner = runner(lane, name, chain);
        List<Port> ports = new ArrayList<>();
        try {
            for (ListenConfig listen : lane.listens()) {
                DivertOptions options = DivertOptions.of(listen.port() + queue, chain.segments(), lane.isFailOpen())
                        .withQueueLength(lane.queueLength())
                        .withDirection(listen.direction());
                SlotRing ring = runner.newRing(lane.slots());
                DivertSocket socket = DivertSockets.open(listen.backend(), options, ring);
                ports.add(new Port.Diverted(socket, ring));
                runner.addInput(ring, socket, socket);
                LOG.info("lane={} {}", name, socket.description());
            }
        } catch (RuntimeException refused) {
            ports.forEach(Port::close);
            throw refused;
        }
        if (chain.segments() == Segments.WIRE) {
            LOG.info(
                    "lane={} large segments are cut before the filters, which costs throughput, for {}",
                    name,
                    lane.wireFilters());
        }
        List<String> needy = lane.fragmentFilters();
        if (!needy.isEmpty() && !lane.isDivert4()) {
            LOG.info(
                    "lane={} the kernel has to put fragments together for {}: by the rules with -m socket that headgate check"
                            + " shows",
                    name,
                    needy);
        }
        return new Unit(lane, runner, ports);
    }

    private Unit datagrams(DatagramLane lane) {
        LaneRunner runner = runner(lane, lane.name(), chain(lane));
        SlotRing ring = runner.newRing(lane.slots());
        // The receivers first: no group is joined that could not be relayed.
        DatagramSink sink = DatagramSink.open(ring.arena(), lane.sendTo(), lane.inputs());
        try {
            DatagramSource source = lane.isMulticast()
                    ? DatagramSource.openMulticast(
                            Sys.libc(), DatagramOptions.DEFAULTS, lane.groups(), lane.linkLocal(), ring)
                    : DatagramSource.openUdp(Sys.libc(), DatagramOptions.DEFAULTS, lane.hosts(), ring);
            runner.addInput(ring, source, sink);
            LOG.info("lane={} {} {}", lane.name(), lane.whence(), source.description());
            return new Unit(lane, runner, List.of(new Port.Datagrams(source, sink, ring)));
        } catch (RuntimeException refused) {
            sink.close();
            throw refused;
        }
    }

    private static Chain chain(LaneConfig lane) {
        return new Chain(lane.chain().stream().map(StepConfig::create).toList());
    }

    private LaneRunner runner(LaneConfig lane, String name, Chain chain) {
        LaneRunner runner =
                new LaneRunner(name, chain, lane.threading(), lane.options().withOutlets(outlets.lane(name)));
        runner.onFailure((thread, failure) -> onFailure.accept(failure));
        if (lane.enforcement() == Enforcement.OBSERVE) {
            LOG.warn("lane={} observes only: packets are counted, but neither changed nor dropped", name);
        }
        return runner;
    }
}
