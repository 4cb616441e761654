package io.headgate.engine.lane;

import io.headgate.api.Filter;
import io.headgate.engine.io.PacketSink;
import io.headgate.engine.io.PacketSource;
import io.headgate.engine.ring.CommandRing;
import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Takes packets from its rings through the chain to their sinks, batch by batch. An agent: {@link #doWork} is one duty
 * cycle, called by a {@link LaneRunner}'s thread or by a test.
 */
public final class Lane {
    /** Packets taken from one ring before their verdicts are sent and commands get their turn. */
    public static final int BATCH = PacketSource.BATCH;

    private final String name;
    private Chain chain;
    private final LaneOptions options;
    private final LaneBell bell;
    private final CommandRing commands;
    private final DropReasons reasons;
    private final List<Input> inputs = new ArrayList<>();
    private final Tally tally = new Tally();
    private final LaneHome home = new LaneHome();
    private final LaneClock clock;
    private final HeldPackets held;
    private final Decider decider;
    private final LaneServices services;
    private final LedgerReader ledger;
    private final Ticks ticks;

    /** A lane that does what its filters decide. */
    public Lane(String name, Chain chain, LaneBell bell) {
        this(name, chain, LaneOptions.DEFAULTS, bell);
    }

    public Lane(String name, Chain chain, LaneOptions options, LaneBell bell) {
        this(name, chain, options, bell, LaneClock.systemTicker());
    }

    /**
     * A lane with a clock of its own, which a test may set by hand.
     *
     * @param ticker nanoseconds since 1970-01-01 UTC, never backwards: what passes while no packet arrives, and the time
     *     before the first one
     */
    public Lane(String name, Chain chain, LaneOptions options, LaneBell bell, LongSupplier ticker) {
        this.name = name;
        this.chain = chain;
        this.options = options;
        this.bell = bell;
        this.commands = new CommandRing(bell);
        this.reasons = chain.reasons();
        this.clock = new LaneClock(ticker);
        this.ticks = new Ticks(chain, clock);
        PacketAtHand atHand = new PacketAtHand();
        this.held = new HeldPackets(options, atHand, clock, tally);
        OwnPackets own = new OwnPackets(options, atHand, held, clock, tally);
        own.open(inputs);
        Rejects rejects = new Rejects(options.limits(), own, clock, tally);
        this.decider = new Decider(chain, held, atHand, rejects, tally, isEnforcing());
        this.services = new LaneServices(name, options, home, clock, atHand, held, own);
        this.ledger = new LedgerReader(inputs, reasons, held, tally, isEnforcing());
    }

    /**
     * A ring for {@link #addInput}, with the spare slots that the chain's filters need.
     *
     * @param slots a power of two, at most {@link io.headgate.engine.ring.SlotArena#MAX_SLOTS}
     */
    public SlotRing newRing(int slots) {
        return new SlotRing(slots, chain.spares(options), bell);
    }

    /** Adds a ring. Before the lane starts. */
    public void addInput(SlotRing ring, PacketSource source, PacketSink sink) {
        inputs.add(new Input(ring, source, sink));
    }

    public String name() {
        return name;
    }

    /** Whether packets are changed and dropped as the filters decide, rather than only counted. */
    public boolean isEnforcing() {
        return options.enforcement() == Enforcement.ENFORCE;
    }

    /**
     * Starts the filters. Thread: the lane's.
     *
     * @throws IllegalStateException naming the filter that refused
     */
    public void start() {
        home.settle();
        held.open(inputs);
        chain.start(services);
        ticks.start();
    }

    /** Stops the filters. Thread: the lane's. */
    public void stop() {
        chain.stop();
        options.outlets().announce();
    }

    /**
     * Runs the commands that wait, goes on with what is due, takes a batch from each ring; tells the filters the time if
     * it is due.
     *
     * @return what was done, 0 if there was nothing to do
     */
    public int doWork() {
        int work = commands.drain();
        work += goOnWithDue();
        for (int i = 0; i < inputs.size(); i++) {
            work += drain(inputs.get(i));
        }
        ticks.run();
        flush();
        options.outlets().announce();
        return work;
    }

    /**
     * Ends all holds, as the lane's options say; from here on nothing is held. Thread: the lane's.
     *
     * @return how many there were
     */
    public int releaseHeld() {
        held.release();
        if (options.heldAtStop() == HeldAtStop.DROP) {
            int dropped = decider.dropHeld();
            flush();
            return dropped;
        }
        int count = 0;
        for (int some = goOn(Long.MAX_VALUE); some > 0; some = goOn(Long.MAX_VALUE)) {
            count += some;
        }
        return count;
    }

    private int goOnWithDue() {
        return held.isEmpty() ? 0 : goOn(clock.nowNs());
    }

    private int goOn(long nowNs) {
        if (held.isEmpty() || held.firstDueNs() > nowNs) {
            return 0;
        }
        chain.beginBatch();
        int count = decider.goOn(nowNs, BATCH);
        chain.endBatch(count);
        flush();
        return count;
    }

    /** Sends what is gathered. */
    private void flush() {
        for (int i = 0; i < inputs.size(); i++) {
            Input input = inputs.get(i);
            if (input.isGathered()) {
                tally.reinjected -= input.flush();
            }
        }
    }

    /** How long {@link #doWork} need not be called if nothing arrives; {@link Long#MAX_VALUE} for ever. */
    public long sleepNs() {
        return Math.min(ticks.sleepNs(), holdSleepNs());
    }

    /** How long until a hold ends; {@link Long#MAX_VALUE} if there is none. */
    private long holdSleepNs() {
        long firstNs = held.firstDueNs();
        if (held.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long nowNs = clock.nowNs();
        return firstNs <= nowNs ? 0 : firstNs - nowNs;
    }

    /** Whether {@link #doWork} would find something. */
    boolean hasWork() {
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).ring().readable(1) > 0) {
                return true;
            }
        }
        return !commands.isEmpty();
    }

    private int drain(Input input) {
        SlotRing ring = input.ring();
        int count = ring.readable(BATCH);
        if (count == 0) {
            return 0;
        }
        input.fetch(count);
        chain.beginBatch();
        for (int i = 0; i < count; i++) {
            Slot slot = ring.readableSlot(i);
            if (slot.isPacket()) {
                clock.onPacket(slot.timestampNs());
                decider.received(input, slot);
            }
        }
        chain.endBatch(count);
        // Sets the clock by the latest packet, if nobody asked for the time since.
        clock.nowNs();
        tally.reinjected -= input.flush();
        ring.release(count);
        return count;
    }

    /**
     * Attaches filters that are to take the place of others while the lane runs.
     *
     * @param filters by place in the chain, 0 for the first
     * @throws IllegalStateException if one refuses to start, or copes less with segments than the lane was opened for
     */
    public ChainSwap prepareSwap(Map<Integer, Filter> filters) {
        return new ChainSwap(this, chain, filters, services);
    }

    /** Goes on with another chain. Thread: the lane's, between two batches. */
    void follow(Chain successor) {
        chain = successor;
        decider.follow(successor);
        ticks.follow(successor);
    }

    /** Queues a command for the lane's thread. Any thread. */
    public void submit(Runnable command) {
        commands.submit(command);
    }

    /** Asks for the ledger as of the next batch edge. Any thread; needs a running lane. */
    public CompletableFuture<Ledger> requestLedger() {
        CompletableFuture<Ledger> result = new CompletableFuture<>();
        submit(() -> result.complete(ledger()));
        return result;
    }

    /** Asks how the filters are doing. Any thread; needs a running lane. */
    public CompletableFuture<List<FilterStatus>> requestFilterStatus() {
        CompletableFuture<List<FilterStatus>> result = new CompletableFuture<>();
        submit(() -> result.complete(chain.status()));
        return result;
    }

    /** The ledger now. Thread: the lane's, or any once the lane has stopped. */
    public Ledger ledger() {
        return ledger.read();
    }

    /** How the filters are doing. Thread: the lane's, or any once the lane has stopped. */
    public List<FilterStatus> filterStatus() {
        return chain.status();
    }

    /** In which filter it is. Any thread. */
    public Heartbeat heartbeat() {
        return chain.heartbeat();
    }

    /** Looks for threads that filters started; {@link FilterStatus} names them. Any thread but the lane's. */
    public void lookAtThreads() {
        chain.lookAtThreads();
    }

    /** What each drop reason means. */
    public Map<String, String> dropExplanations() {
        Map<String, String> result = new LinkedHashMap<>(reasons.explanations());
        for (Input input : inputs) {
            input.sink().drops().explanations().forEach(result::putIfAbsent);
        }
        return result;
    }
}
