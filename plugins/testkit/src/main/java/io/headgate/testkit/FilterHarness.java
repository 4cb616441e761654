package io.headgate.testkit;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Permission;
import io.headgate.engine.lane.Enforcement;
import io.headgate.engine.lane.LaneLimits;
import io.headgate.engine.lane.OnError;
import io.headgate.testkit.mutation.Mutations;
import io.headgate.testkit.packet.Arrival;
import io.headgate.testkit.packet.PacketBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Runs filters as a lane does and shows what became of each packet. It is a lane: ring, chain, guard, repair and ledger are
 * the appliance's own, only source, sink and clock are the test's. So what a test sees here is what happens to packets
 * of a network.
 *
 * <pre>
 *   var harness = FilterHarness.of(new TtlFactory()).with("set", 9);
 *
 *   var result = harness.feed(Packets.udp("10.0.0.1:5000 &gt; 10.0.0.2:53").payload("hi"));
 *
 *   assertThat(result.packet(0).ttl()).isEqualTo(9);
 * </pre>
 *
 * <p>First it is set up, then packets are fed; the filters are created and attached by the first packet, or by {@link
 * #start}. Time stands still until {@link #advance}. A filter that throws fails the test, unless {@link
 * #toleratingFailures}.
 *
 * <p>Thread: one, the test's. Closing it detaches the filters; a test that has nothing to see of that may leave it open.
 */
public final class FilterHarness implements AutoCloseable {
    private final Setup setup = new Setup();
    private HarnessLane lane;

    private FilterHarness() {}

    /** A harness with the filter of a plugin. */
    public static FilterHarness of(FilterFactory factory) {
        return new FilterHarness().chain(factory);
    }

    /** A harness with a filter that is no plugin's. */
    public static FilterHarness of(String name, Filter filter, Permission... permissions) {
        FilterHarness harness = new FilterHarness();
        harness.setup.steps.add(new PlannedStep(new GivenFilter(name, filter, Set.of(permissions))));
        return harness;
    }

    /** Adds filters behind those that are there. */
    public FilterHarness chain(FilterFactory... factories) {
        for (FilterFactory factory : factories) {
            changing().steps.add(new PlannedStep(factory));
        }
        return this;
    }

    /** Gives the filter that was added last a setting, as its {@code with} block would. */
    public FilterHarness with(String key, Object value) {
        changing().last().with(key, value);
        return this;
    }

    /** Says what becomes of packets on which the filter that was added last fails; else they go on. */
    public FilterHarness onError(OnError onError) {
        changing().last().onError(onError);
        return this;
    }

    /** Sets the time budget of the filter that was added last, by the harness's clock. */
    public FilterHarness timeBudget(Duration budget) {
        changing().last().timeBudget(budget.toNanos());
        return this;
    }

    /** Has each packet take the filter that was added last so long by the harness's clock; else calls take no time. */
    public FilterHarness callsTake(Duration time) {
        changing().last().callsTake(time.toNanos());
        return this;
    }

    /** Names the lane. */
    public FilterHarness lane(String name) {
        changing().laneName = name;
        return this;
    }

    /** Makes what the filters draw at random the same in each run. */
    public FilterHarness seed(long seed) {
        changing().options = setup.options.withSeed(seed);
        return this;
    }

    /** Sets the clock; it begins with 2026-01-01T00:00:00Z. */
    public FilterHarness at(Instant time) {
        changing().startNs = Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
        return this;
    }

    /** Names the interfaces of the lane. */
    public FilterHarness interfaces(String... names) {
        changing().options = setup.options.withInterfaceNames(List.of(names));
        return this;
    }

    /** Has the lane only count what it would do, as {@code enforce: false} does. */
    public FilterHarness observing() {
        changing().options = setup.options.withEnforcement(Enforcement.OBSERVE);
        return this;
    }

    /** Sets how much the filters may hold, and how many senders are told of rejected packets. */
    public FilterHarness limits(LaneLimits limits) {
        changing().options = setup.options.withLimits(limits);
        return this;
    }

    /** Lets filters fail as they may in the appliance; {@link Result#failures} tells of it. */
    public FilterHarness toleratingFailures() {
        changing().isTolerant = true;
        return this;
    }

    /** Names a mirror that the configuration has; {@link Result#mirrored} shows what it got. */
    public FilterHarness mirror(String name) {
        changing().outlets.addMirror(name);
        return this;
    }

    /** Reports a number as a host would, now. At any time. */
    public FilterHarness telemetry(String name, double value) {
        setup.outlets.report(name, value);
        return this;
    }

    private Setup changing() {
        if (lane != null) {
            throw new IllegalStateException("the filters run already; set the harness up before the first packet");
        }
        return setup;
    }

    /**
     * Creates and attaches the filters, unless that was done.
     *
     * @throws IllegalArgumentException if the settings are wrong, in the daemon's words
     * @throws IllegalStateException if a filter refuses to be attached
     */
    public FilterHarness start() {
        running();
        return this;
    }

    HarnessLane running() {
        if (lane == null) {
            lane = HarnessLane.start(setup);
        }
        return lane;
    }

    /** Has these packets arrive together, in batches as large as a lane takes. */
    public Result feed(PacketBuilder<?>... packets) {
        return feedAll(arrivals(packets));
    }

    /** Has these packets arrive together; each from its IP header on. */
    public Result feed(byte[]... packets) {
        return feedAll(Arrays.stream(packets).map(Arrival::of).toList());
    }

    /** Has the packets of a capture arrive, pcap or pcapng, at the times at which they were recorded. */
    public Result feed(Path capture) {
        return feedAll(CapturedPackets.read(capture));
    }

    /** Has these packets arrive, those without a time together. */
    public Result feedAll(List<Arrival> arrivals) {
        running().feed(arrivals);
        return result();
    }

    /** Has one packet arrive; returns what became of it. */
    public Outcome filter(PacketBuilder<?> packet) {
        return feed(packet).last();
    }

    /** Has one packet arrive, from its IP header on; returns what became of it. */
    public Outcome filter(byte[] packet) {
        return feed(packet).last();
    }

    /** Lets time pass: ticks and held packets come when they are due. */
    public Result advance(Duration time) {
        running().advance(time.toNanos());
        return result();
    }

    /** What has happened since the start. */
    public Result result() {
        return running().result();
    }

    /**
     * Sends these packets through the lane often, 10,000 a second by the harness's clock, and sees that
     * it allocates nothing. They are not among the {@link Result}'s packets.
     *
     * @throws AssertionError with the bytes per packet if it allocates
     */
    public FilterHarness assertNoAllocation(PacketBuilder<?>... packets) {
        new Measuring(running(), arrivals(packets)).requireNoAllocation();
        return this;
    }

    /**
     * Sends these packets through the lane often and sees how long it takes with each, its own work
     * included, by the system's clock.
     *
     * @param median most time per packet, of the batches in the middle; generous, as other programs want the processor too
     * @throws AssertionError with the time if it takes longer
     */
    public FilterHarness assertWithin(Duration median, PacketBuilder<?>... packets) {
        new Measuring(running(), arrivals(packets)).requireWithin(median);
        return this;
    }

    /**
     * Sends these packets through the lane so many times, 10,000 a second by the harness's clock: for a test that measures
     * something of its own. They are not among the {@link Result}'s packets.
     *
     * @param packets each from its IP header on
     */
    public FilterHarness repeat(int times, List<byte[]> packets) {
        running().beginRepeating(packets.stream().map(Arrival::of).toList());
        for (int i = 0; i < times; i++) {
            running().repeat();
        }
        running().endRepeating();
        return this;
    }

    /**
     * Sends damaged packets through the lane, a hundred a second by the harness's clock, and sees that it survives: no filter
     * throws or fails otherwise, each packet is accounted for, those that were not changed are what they were to the byte, and
     * in those that were a checksum that was right is right.
     *
     * @throws AssertionError with seed, number, damage and bytes of the first packet that it does not survive
     */
    public FilterHarness survives(Mutations mutations) {
        new Survival(running(), mutations.list()).require();
        return this;
    }

    private static List<Arrival> arrivals(PacketBuilder<?>... packets) {
        return Arrays.stream(packets).map(PacketBuilder::arrival).toList();
    }

    /**
     * Has what is held go on, then detaches the filters.
     *
     * @throws AssertionError if one of them throws meanwhile
     */
    @Override
    public void close() {
        if (lane != null) {
            lane.stop();
        }
    }
}
