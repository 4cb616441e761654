package io.headgate.daemon.run;

import io.headgate.control.ControlServer;
import io.headgate.daemon.config.ApplianceConfig;
import io.headgate.daemon.config.DatagramLane;
import io.headgate.daemon.config.LaneConfig;
import io.headgate.daemon.control.ControlVerbs;
import io.headgate.daemon.control.FiltersReport;
import io.headgate.daemon.control.StatusReport;
import io.headgate.daemon.host.HostFacts;
import io.headgate.daemon.outlets.Outlets;
import io.headgate.daemon.outlets.TapReport;
import io.headgate.daemon.quarantine.QuarantineFile;
import io.headgate.daemon.quarantine.StartList;
import io.headgate.daemon.report.FilterHealth;
import io.headgate.daemon.report.FilterReport;
import io.headgate.daemon.report.GroupReport;
import io.headgate.daemon.report.ReceiverReport;
import io.headgate.daemon.report.Totals;
import io.headgate.daemon.selftest.SelfTest;
import io.headgate.daemon.swap.SwapTarget;
import io.headgate.daemon.swap.Swapper;
import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.engine.lane.StuckException;
import io.headgate.engine.ring.SlotRing;
import io.headgate.net.multicast.Group;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running lanes. Start order: warm-up, sockets, self-test, then filters and threads, the control socket; stop order: that,
 * sources, lanes, filters, sockets.
 *
 * <p>Thread: {@link #start} and {@link #stop} from the one that owns it.
 */
public final class Appliance {
    private static final Logger LOG = LoggerFactory.getLogger(Appliance.class);

    /** Time for deciding what was received before the stop; a supervisor that waits 5 s sees us end. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(3);

    /** For the warm-up of all lanes together; what the first has compiled the others need not. */
    private static final long WARM_UP_MS = 200;

    /** How often to say that no packet has arrived yet. */
    private static final Duration REMIND_EVERY = Duration.ofSeconds(10);

    private final ApplianceConfig config;
    private final HostFacts host;
    private final Duration remindEvery;
    private final Consumer<String> say;
    private final List<Unit> units = new ArrayList<>();
    private final List<Arrivals> arrivals = new ArrayList<>();
    private final List<GroupWatch> groupWatches = new ArrayList<>();
    private final Watch watch;
    private final Outlets outlets;
    private Swapper swapper;
    private ControlServer control;
    private final QuarantineFile quarantine;
    private final StallReport stalls;
    private final StallWatch stallWatch;
    private GroupReport groupReport = new GroupReport(List.of());

    public Appliance(ApplianceConfig config) {
        this(config, HostFacts.ofThisHost(), REMIND_EVERY, LOG::info);
    }

    /**
     * @param remindEvery how often to say that no packet has arrived yet; also bounds how soon the first is noticed
     * @param say what is told to the operator about arriving packets
     */
    Appliance(ApplianceConfig config, HostFacts host, Duration remindEvery, Consumer<String> say) {
        this.config = config;
        this.host = host;
        this.remindEvery = remindEvery;
        this.say = say;
        this.outlets = new Outlets(config.taps());
        this.watch = new Watch(units, arrivals, groupWatches, remindEvery.toMillis());
        this.quarantine = new QuarantineFile(config.state());
        this.stalls = new StallReport(quarantine);
        this.stallWatch = new StallWatch(stalls, Runtime.getRuntime()::halt);
    }

    /**
     * Opens and starts everything, or nothing.
     *
     * @param onFailure told, on the failing thread, when a lane ends by an error
     */
    public void start(Consumer<Throwable> onFailure) {
        List<LaneConfig> lanes = new StartList(quarantine, config.plugins()).applyTo(config.lanes());
        Map<LaneConfig, SelfTest> selfTests = new LinkedHashMap<>();
        lanes.forEach(lane -> selfTests.put(lane, new SelfTest(lane, Outlets.trial(config.taps()))));
        try {
            // Before the queues are ours: what arrives meanwhile need not wait.
            selfTests.forEach((lane, test) -> watched(lane.name(), lane, () -> test.warmUp(WARM_UP_MS / lanes.size())));
            lanes.forEach(lane -> open(lane, onFailure));
            selfTests.forEach((lane, test) -> watched(lane.name(), lane, test::run));
            outlets.start();
            stallWatch.start();
            units.forEach(unit -> watched(unit.runner().lane().name(), unit.config(), unit.runner()::start));
            arrivals.forEach(lane -> lane.look(System.nanoTime()));
            watch.start();
            startControl();
        } catch (RuntimeException failed) {
            stop();
            throw failed;
        }
    }

    /** Runs filters; one that does not come back is put on the quarantine list, so that the next start goes on without it. */
    private void watched(String name, LaneConfig lane, Runnable work) {
        try {
            stalls.started(name, lane, config.plugins());
            work.run();
        } catch (StuckException hangs) {
            if (hangs.filter() != null) {
                stalls.add(name, lane, hangs.filter(), hangs.limit(), hangs.stack());
            }
            throw hangs;
        }
    }

    /** Last: who asks finds everything running. */
    private void startControl() {
        List<SwapTarget> targets = units.stream()
                .map(unit -> new SwapTarget(unit.runner().lane(), unit.config()))
                .toList();
        swapper = new Swapper(
                config.plugins(),
                targets,
                Outlets.trial(config.taps()),
                (target, plugin) -> stalls.swapped(target.lane().name(), plugin));
        if (!config.control().isEmpty()) {
            List<StatusReport.Watched> watched =
                    units.stream().map(Unit::watched).toList();
            long startNs = System.nanoTime();
            control = ControlServer.start(
                    config.control(),
                    ControlVerbs.of(
                            swapper,
                            outlets.telemetry(),
                            () -> StatusReport.of(
                                    Duration.ofNanos(System.nanoTime() - startNs), watched, outlets.report()),
                            () -> FiltersReport.of(targets, swapper)));
        }
    }

    /** Swaps plugins of the lanes; after {@link #start}. */
    public Swapper swapper() {
        return swapper;
    }

    private void open(LaneConfig lane, Consumer<Throwable> onFailure) {
        if (lane instanceof DatagramLane datagrams) {
            watchGroups(datagrams);
        }
        List<SlotRing> rings = new ArrayList<>();
        new LaneOpener(outlets, onFailure).open(lane, unit -> {
            units.add(unit);
            stallWatch.add(lane, unit.runner());
            unit.ports().forEach(port -> rings.add(port.ring()));
        });
        arrivals.add(new Arrivals(
                lane.name(),
                Missing.of(lane, host),
                () -> rings.stream().mapToLong(SlotRing::publishedPackets).sum(),
                remindEvery.toNanos(),
                say));
    }

    /** Before the lane joins: what it tells the network then is seen. */
    private void watchGroups(DatagramLane lane) {
        List<Group> everything = ApplianceConfig.lanesOf(DatagramLane.class, config.lanes()).stream()
                .flatMap(any -> any.groups().stream())
                .toList();
        List<GroupWatch> watches = GroupWatch.of(lane, everything);
        watches.forEach(groups -> groups.poll(System.nanoTime()));
        groupWatches.addAll(watches);
    }

    private void stopWatchingGroups() {
        long nowNs = System.nanoTime();
        groupReport = new GroupReport(groupWatches.stream()
                .flatMap(groups -> groups.report(nowNs).stream())
                .toList());
        groupWatches.forEach(GroupWatch::close);
    }

    /**
     * Decides what was received, stops the filters and closes the sockets.
     *
     * @return whether every lane ended in time
     */
    public boolean stop() {
        if (control != null) {
            control.close();
        }
        stallWatch.stop();
        watch.stop();
        stopWatchingGroups();
        long deadlineNs = System.nanoTime() + STOP_LIMIT.toNanos();
        // All at once: a lane that hangs must not take the others' time.
        reversed().forEach(unit -> unit.runner().requestStop());
        List<Unit> ended = new ArrayList<>();
        for (Unit unit : reversed()) {
            if (unit.runner().stop(Duration.ofNanos(deadlineNs - System.nanoTime()))) {
                ended.add(unit);
            }
        }
        outlets.stop();
        watch.look();
        // A lane that hangs in a filter may still use its socket; that one closes with the process.
        ended.forEach(unit -> unit.ports().forEach(Port::close));
        return ended.size() == units.size();
    }

    private List<Unit> reversed() {
        List<Unit> result = new ArrayList<>(units);
        Collections.reverse(result);
        return result;
    }

    /** What each drop reason of any lane means. */
    public Map<String, String> dropExplanations() {
        Map<String, String> all = new LinkedHashMap<>();
        units.forEach(unit -> all.putAll(unit.runner().lane().dropExplanations()));
        return all;
    }

    /** What the filters have counted; after {@link #stop}. */
    public FilterReport filterReport() {
        return FilterReport.of(units.stream().map(unit -> unit.runner().lane()).toList());
    }

    /** How the filters have done; after {@link #stop}. */
    public FilterHealth filterHealth() {
        return FilterHealth.of(units.stream().map(unit -> unit.runner().lane()).toList());
    }

    /** What became of the copies; after {@link #stop}. */
    public TapReport tapReport() {
        return outlets.report();
    }

    /** What the network knew of the groups; as of {@link #stop}. */
    public GroupReport groupReport() {
        return groupReport;
    }

    /** What became of the datagrams for each receiver; after {@link #stop}. */
    public ReceiverReport receiverReport() {
        return new ReceiverReport(units.stream()
                .flatMap(unit -> unit.ports().stream()
                        .flatMap(port -> port.receivers().stream())
                        .map(counters -> ReceiverReport.of(unit.name(), counters)))
                .toList());
    }

    /** What became of all packets; after {@link #stop}. */
    public Totals totals() {
        long kernelPassed = units.stream()
                .flatMap(unit -> unit.ports().stream())
                .mapToLong(port -> port.counters().get(Counter.ID_GAPS))
                .sum();
        return Totals.of(
                units.stream().map(unit -> unit.runner().lane().ledger()).toList(), watch.kernelLoss(), kernelPassed);
    }
}
