package io.headgate.engine.lane;

import io.headgate.api.Verdict;
import io.headgate.engine.io.ErrnoCounters;
import io.headgate.engine.io.PacketSink;
import io.headgate.engine.io.PacketSource;
import io.headgate.engine.io.SourceCounters;
import io.headgate.engine.packet.SlotPacket;
import io.headgate.engine.ring.CommandRing;
import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Takes packets from its rings through the chain to their sinks, batch by batch. An agent: {@link #doWork} is one duty
 * cycle, called by a {@link LaneRunner}'s thread or by a test.
 */
public final class Lane {
    /** Packets taken from one ring before their verdicts are sent and commands get their turn. */
    public static final int BATCH = PacketSource.BATCH;

    /** A ring, who fills it, and who takes back what came through it. */
    private static final class Input {
        private final SlotRing ring;
        private final SlotPacket packet;
        private final PacketSink sink;
        private final SourceCounters sourceCounters;
        private final ByteBuffer bytes;

        @SuppressWarnings("UnusedVariable") // Only written, so that no compiler leaves the reads out.
        private int fetched;

        private Input(SlotRing ring, PacketSource source, PacketSink sink) {
            this.ring = ring;
            this.packet = new SlotPacket(ring.arena());
            this.sink = sink;
            this.sourceCounters = source.counters();
            this.bytes = ring.arena().bytes();
        }

        /**
         * Reads a byte of each packet before any is looked at. Another core may just have written them; here the misses
         * of a batch overlap, while in the chain each would be waited for.
         */
        private void fetch(int count) {
            int sum = 0;
            for (int i = 0; i < count; i++) {
                sum += bytes.get(ring.readableSlot(i).packetOffset());
            }
            fetched = sum;
        }
    }

    private final String name;
    private final Chain chain;
    private final CommandRing commands;
    private final Verdict cutAndChanged;
    private final Verdict unrepairable;
    private final DropReasons reasons;
    private final boolean isEnforcing;
    private final List<Input> inputs = new ArrayList<>();
    private final Ticks ticks;

    private long consumed;
    private long reinjected;
    private long changed;
    private long bypassed;
    private long observedChanged;

    /** A lane that does what its filters decide. */
    public Lane(String name, Chain chain, LaneBell bell) {
        this(name, chain, Enforcement.ENFORCE, bell);
    }

    public Lane(String name, Chain chain, Enforcement enforcement, LaneBell bell) {
        this.isEnforcing = enforcement == Enforcement.ENFORCE;
        this.name = name;
        this.chain = chain;
        this.ticks = new Ticks(chain, System::nanoTime);
        this.commands = new CommandRing(bell);
        this.reasons = chain.reasons();
        this.cutAndChanged = reasons.declare("cut-and-changed", "a filter changed a packet that had arrived cut");
        this.unrepairable = reasons.declare(
                "unrepairable",
                "a filter changed a packet whose checksum cannot be set right: out of reach, or of no known kind");
    }

    /** Adds a ring. Before the lane starts. */
    void addInput(SlotRing ring, PacketSource source, PacketSink sink) {
        inputs.add(new Input(ring, source, sink));
    }

    public String name() {
        return name;
    }

    /** Whether packets are changed and dropped as the filters decide, rather than only counted. */
    public boolean isEnforcing() {
        return isEnforcing;
    }

    /** Starts the filters. Thread: the lane's. */
    void start() {
        chain.start(name);
        ticks.start();
    }

    /** Stops the filters. Thread: the lane's. */
    void stop() {
        chain.stop();
    }

    /**
     * Runs the commands that wait, then a batch from each ring; tells the filters the time if it is due.
     *
     * @return what was done, 0 if there was nothing to do
     */
    public int doWork() {
        int work = commands.drain();
        for (int i = 0; i < inputs.size(); i++) {
            work += drain(inputs.get(i));
        }
        ticks.run();
        return work;
    }

    /** How long {@link #doWork} need not be called if nothing arrives; {@link Long#MAX_VALUE} for ever. */
    long sleepNs() {
        return ticks.sleepNs();
    }

    /** Whether {@link #doWork} would find something. */
    boolean hasWork() {
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).ring.readable(1) > 0) {
                return true;
            }
        }
        return !commands.isEmpty();
    }

    private int drain(Input input) {
        SlotRing ring = input.ring;
        int count = ring.readable(BATCH);
        if (count == 0) {
            return 0;
        }
        input.fetch(count);
        long latestNs = Ticks.NO_TIME;
        for (int i = 0; i < count; i++) {
            Slot slot = ring.readableSlot(i);
            if (slot.isPacket()) {
                consumed++;
                latestNs = slot.timestampNs();
                decide(input, slot);
            }
        }
        ticks.onPackets(latestNs);
        reinjected -= input.sink.flush();
        ring.release(count);
        return count;
    }

    private void decide(Input input, Slot slot) {
        SlotPacket packet = input.packet;
        SlotPacket.Kind kind = slot.isIp() ? packet.wrap(slot) : SlotPacket.Kind.OTHER;
        if (kind != SlotPacket.Kind.IPV4 && kind != SlotPacket.Kind.IPV6) {
            bypassed++;
            reinject(input, slot, false);
            return;
        }
        Verdict verdict = chain.apply(packet);
        if (!isEnforcing) {
            observe(packet, slot, verdict);
            reinject(input, slot, false);
            return;
        }
        boolean isChanged = packet.isChanged();
        if (isChanged && verdict.kind() == Verdict.Kind.PASS) {
            verdict = repair(packet, slot);
        }
        if (verdict.kind() == Verdict.Kind.DROP) {
            reasons.count(verdict.reasonIndex());
            input.sink.drop(slot);
        } else {
            reinject(input, slot, isChanged);
        }
    }

    /** Counts what the verdict would have done, and makes the packet what it was. */
    private void observe(SlotPacket packet, Slot slot, Verdict decided) {
        Verdict verdict = decided;
        boolean isChanged = packet.isChanged();
        if (isChanged && verdict.kind() == Verdict.Kind.PASS) {
            verdict = isCut(slot) ? cutAndChanged : packet.isRepairable() ? Verdict.PASS : unrepairable;
        }
        if (verdict.kind() == Verdict.Kind.DROP) {
            reasons.count(verdict.reasonIndex());
        } else if (isChanged) {
            observedChanged++;
        }
        packet.restore();
    }

    /** Whether bytes are missing that have to be there where it goes. */
    private static boolean isCut(Slot slot) {
        return slot.packetLength() != slot.originalLength() && !slot.leavesCut();
    }

    private void reinject(Input input, Slot slot, boolean isChanged) {
        reinjected++;
        if (isChanged) {
            changed++;
        }
        input.sink.reinject(slot, isChanged);
    }

    /** A changed packet leaves with right sums and, into a network, whole; or not at all. */
    private Verdict repair(SlotPacket packet, Slot slot) {
        if (isCut(slot)) {
            return cutAndChanged;
        }
        return packet.repair() ? Verdict.PASS : unrepairable;
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
        long received = 0;
        long refused = 0;
        Map<Integer, Long> errors = new TreeMap<>();
        for (Input input : inputs) {
            received += input.ring.publishedPackets();
            merge(errors, input.sink.errors());
            Map<Integer, Long> refusals = input.sourceCounters.refusals().byErrno();
            refused += refusals.values().stream().mapToLong(Long::longValue).sum();
            refusals.forEach((errno, count) -> errors.merge(errno, count, Long::sum));
        }
        Map<String, Long> drops = reasons.counts();
        Map<String, Long> dropped = new LinkedHashMap<>(isEnforcing ? drops : Map.of());
        for (Input input : inputs) {
            input.sink.drops().counts().forEach((reason, count) -> dropped.merge(reason, count, Long::sum));
        }
        return new Ledger(
                received,
                reinjected - refused,
                dropped,
                errors,
                0,
                received - consumed,
                changed,
                bypassed,
                isEnforcing ? Map.of() : drops,
                observedChanged);
    }

    private static void merge(Map<Integer, Long> into, ErrnoCounters from) {
        from.byErrno().forEach((errno, count) -> into.merge(errno, count, Long::sum));
    }

    /** How the filters are doing. Thread: the lane's, or any once the lane has stopped. */
    public List<FilterStatus> filterStatus() {
        return chain.status();
    }

    /** What each drop reason means. */
    public Map<String, String> dropExplanations() {
        Map<String, String> result = new LinkedHashMap<>(reasons.explanations());
        for (Input input : inputs) {
            input.sink.drops().explanations().forEach(result::putIfAbsent);
        }
        return result;
    }
}
