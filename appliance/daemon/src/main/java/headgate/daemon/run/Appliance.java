package headgate.daemon.run;

import headgate.api.Segments;
import headgate.daemon.config.ApplianceConfig;
import headgate.daemon.config.LaneConfig;
import headgate.daemon.config.StepConfig;
import headgate.engine.lane.Chain;
import headgate.engine.lane.Enforcement;
import headgate.engine.lane.LaneRunner;
import headgate.engine.ring.SlotRing;
import headgate.net.DivertSockets;
import headgate.net.divert.DivertOptions;
import headgate.net.divert.DivertSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running lanes. Start order: sockets, then filters and threads; stop order: sources, lanes, filters, sockets.
 *
 * <p>Thread: {@link #start} and {@link #stop} from the one that owns it.
 */
public final class Appliance {
    private static final Logger LOG = LoggerFactory.getLogger(Appliance.class);

    /** Time for deciding what was received before the stop; a supervisor that waits 5 s sees us end. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(3);

    /** One queue of a lane. */
    record Unit(LaneRunner runner, DivertSocket socket) {}

    private final ApplianceConfig config;
    private final List<Unit> units = new ArrayList<>();
    private final Watch watch = new Watch(units);

    public Appliance(ApplianceConfig config) {
        this.config = config;
    }

    /**
     * Opens and starts everything, or nothing.
     *
     * @param onFailure told, on the failing thread, when a lane ends by an error
     */
    public void start(Consumer<Throwable> onFailure) {
        try {
            for (LaneConfig lane : config.lanes()) {
                for (int i = 0; i < lane.listen().queues(); i++) {
                    units.add(open(lane, i, onFailure));
                }
            }
            units.forEach(unit -> unit.runner().start());
            watch.start();
        } catch (RuntimeException failed) {
            stop();
            throw failed;
        }
    }

    private static Unit open(LaneConfig lane, int queue, Consumer<Throwable> onFailure) {
        String name = lane.listen().queues() == 1 ? lane.name() : lane.name() + "-" + queue;
        Chain chain = new Chain(lane.chain().stream().map(StepConfig::create).toList());
        LaneRunner runner = new LaneRunner(name, chain, lane.threading(), lane.enforcement());
        runner.onFailure((thread, failure) -> onFailure.accept(failure));
        SlotRing ring = new SlotRing(lane.slots(), runner.bell());
        DivertSocket socket = DivertSockets.open(
                DivertOptions.of(lane.listen().port() + queue, chain.segments(), lane.isFailOpen()), ring);
        runner.addInput(ring, socket, socket);
        LOG.info("lane={} {}", name, socket.description());
        if (chain.segments() == Segments.WIRE) {
            LOG.info(
                    "lane={} large segments are cut before the filters, which costs throughput, for {}",
                    name,
                    lane.wireFilters());
        }
        if (lane.enforcement() == Enforcement.OBSERVE) {
            LOG.warn("lane={} observes only: packets are counted, but neither changed nor dropped", name);
        }
        return new Unit(runner, socket);
    }

    /**
     * Decides what was received, stops the filters and closes the sockets.
     *
     * @return whether every lane ended in time
     */
    public boolean stop() {
        watch.stop();
        List<Unit> ended = new ArrayList<>();
        for (Unit unit : reversed()) {
            if (unit.runner().stop(STOP_LIMIT)) {
                ended.add(unit);
            }
        }
        watch.look();
        // A lane that hangs in a filter may still use its socket; that one closes with the process.
        ended.forEach(unit -> unit.socket().close());
        return ended.size() == units.size();
    }

    private List<Unit> reversed() {
        List<Unit> result = new ArrayList<>(units);
        Collections.reverse(result);
        return result;
    }

    /** What became of all packets; after {@link #stop}. */
    public Totals totals() {
        return Totals.of(units, watch.kernelLoss());
    }
}
