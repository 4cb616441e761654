package io.headgate.daemon.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.control.ControlException;
import io.headgate.daemon.config.ApplianceConfig;
import io.headgate.daemon.config.ConfigReader;
import io.headgate.daemon.config.LaneConfig;
import io.headgate.daemon.config.StepConfig;
import io.headgate.daemon.swap.SwapReport;
import io.headgate.daemon.swap.SwapTarget;
import io.headgate.daemon.swap.Swapper;
import io.headgate.engine.io.ErrnoCounters;
import io.headgate.engine.io.PacketSink;
import io.headgate.engine.lane.Chain;
import io.headgate.engine.lane.FilterCount;
import io.headgate.engine.lane.FilterState;
import io.headgate.engine.lane.FilterStatus;
import io.headgate.engine.lane.LaneRunner;
import io.headgate.engine.lane.Ledger;
import io.headgate.engine.lane.OnFull;
import io.headgate.engine.memory.MemorySource;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two lanes over packets in memory, as fast as they go, with a plugin whose jar is replaced. */
@Timeout(120)
class SwapperTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String CONFIG = """
            plugins: { directory: plugins }
            lanes:
              - { name: east, listen: [{ port: 1 }], chain: [{ plugin: passthru }, { plugin: counting, with: { size: 3 } }] }
              - { name: west, listen: [{ port: 2 }], chain: [{ plugin: counting }] }
              - { name: idle, listen: [{ port: 3 }], chain: [{ plugin: passthru }] }
            """;

    /** Takes what it is given. */
    private static final class Counted implements PacketSink {
        private final ErrnoCounters errors = new ErrnoCounters();
        private long packets;

        @Override
        public void reinject(Slot slot, boolean isChanged) {
            packets++;
        }

        @Override
        public void drop(Slot slot) {
            throw new AssertionError("dropped");
        }

        @Override
        public int flush() {
            return 0;
        }

        @Override
        public ErrnoCounters errors() {
            return errors;
        }
    }

    @TempDir
    private Path folder;

    private final List<LaneRunner> runners = new ArrayList<>();
    private final List<Counted> sinks = new ArrayList<>();
    private Path installed;
    private Swapper swapper;

    @BeforeEach
    void start() throws IOException {
        installed = Files.createDirectory(folder.resolve("plugins")).resolve("counting.jar");
        start(CountingPlugin.version("1.0"), CONFIG, step -> step);
    }

    /** Begins anew, with another first version and configuration. */
    private void restart(TestJar first, String yaml, UnaryOperator<StepConfig> change) throws IOException {
        stop();
        runners.clear();
        sinks.clear();
        start(first, yaml, change);
    }

    /** @param change what becomes of a step between the configuration and the start */
    private void start(TestJar first, String yaml, UnaryOperator<StepConfig> change) throws IOException {
        CountingPlugin.replace(installed, first.write(folder.resolve("next.jar")));
        ApplianceConfig config =
                new ConfigReader().parse(folder.resolve("headgate.yaml").toString(), yaml);
        List<SwapTarget> targets = new ArrayList<>();
        for (LaneConfig read : config.lanes()) {
            LaneConfig lane = read.withChain(read.chain().stream().map(change).toList());
            Chain chain =
                    new Chain(lane.chain().stream().map(StepConfig::create).toList());
            LaneRunner runner = new LaneRunner(lane.name(), chain, lane.threading());
            SlotRing ring = new SlotRing(64, runner.bell());
            sinks.add(new Counted());
            MemorySource source = new MemorySource(ring, List.of(packet()), Long.MAX_VALUE, OnFull.BACKPRESSURE);
            runner.addInput(ring, source, sinks.get(sinks.size() - 1));
            runner.start();
            runners.add(runner);
            targets.add(new SwapTarget(runner.lane(), lane));
        }
        swapper = new Swapper(config.plugins(), targets);
    }

    /** UDP without a checksum. */
    private static byte[] packet() {
        ByteBuffer packet = ByteBuffer.allocate(28);
        packet.putShort((short) 0x4500)
                .putShort((short) 28)
                .putInt(0)
                .put((byte) 64)
                .put((byte) 17);
        packet.putShort((short) 0).putInt(0x0A000001).putInt(0x0A000002);
        packet.putShort((short) 1).putShort((short) 53).putShort((short) 8).putShort((short) 0);
        return packet.array();
    }

    @AfterEach
    void stop() {
        runners.forEach(runner -> runner.stop(LIMIT));
    }

    private SwapReport swap(TestJar next) throws IOException {
        Path built = next.write(folder.resolve("next.jar"));
        CountingPlugin.replace(installed, built);
        return swapper.swap(CountingPlugin.NAME, Optional.empty());
    }

    private FilterStatus status(int lane, int place) throws Exception {
        return runners.get(lane)
                .lane()
                .requestFilterStatus()
                .get(10, TimeUnit.SECONDS)
                .get(place);
    }

    private Map<String, Long> counts(int lane, int place) throws Exception {
        return counts(status(lane, place));
    }

    private static Map<String, Long> counts(FilterStatus status) {
        return status.counts().stream().collect(Collectors.toMap(FilterCount::name, FilterCount::value));
    }

    /** Every packet was passed and counted, by the lane, by its counter, and by the state that went from hand to hand. */
    private void assertNothingLost(int lane, int place) {
        assertThat(runners.get(lane).stop(LIMIT)).isTrue();
        assertThat(runners.get(lane).failure()).isNull();
        Ledger ledger = runners.get(lane).lane().ledger();
        assertThat(ledger.isBalanced()).as("%s", ledger).isTrue();
        assertThat(ledger.received()).isPositive();
        assertThat(sinks.get(lane).packets).isEqualTo(ledger.received());
        assertThat(counts(runners.get(lane).lane().filterStatus().get(place)))
                .containsEntry("packets", ledger.received())
                .containsEntry("state", ledger.received());
    }

    @Test
    void shouldSwapAJarThatWasReplacedAgainAndAgain() throws Exception {
        long before = 0;
        for (int i = 1; i <= 20; i++) {
            SwapReport report = swap(CountingPlugin.version("1." + i));

            assertThat(report.from()).hasSize(1);
            assertThat(report.from().get(0)).startsWith("1." + (i - 1) + " (sha256 ");
            assertThat(report.to()).startsWith("1." + i + " (sha256 ");
            assertThat(report.lanes())
                    .hasSize(2)
                    .allSatisfy(taken -> assertThat(taken.stateBytes()).isEqualTo(8));
            long now = counts(0, 1).get("packets");
            assertThat(now).isGreaterThan(before);
            before = now;
        }

        assertNothingLost(0, 1);
        assertNothingLost(1, 0);
    }

    @Test
    void shouldSwapOneLaneOnlyAndKeepTheVersionThatAnotherStillUses() throws Exception {
        CountingPlugin.replace(installed, CountingPlugin.version("2.0").write(folder.resolve("next.jar")));
        SwapReport east = swapper.swap(CountingPlugin.NAME, Optional.of("east"));
        assertThat(east.lanes()).extracting(taken -> taken.lane()).containsExactly("east");

        SwapReport both = swap(CountingPlugin.version("3.0"));

        assertThat(both.from()).hasSize(2);
        assertThat(both.from().get(0)).startsWith("2.0");
        assertThat(both.from().get(1)).startsWith("1.0");
        assertThat(both.toText())
                .contains("counting: 2.0")
                .contains(" on 2 lanes\n  lane east: 8 bytes of state handed over, ");
        assertNothingLost(0, 1);
        assertNothingLost(1, 0);
    }

    private void assertRefused(TestJar next, String why) throws Exception {
        assertThatThrownBy(() -> swap(next))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining(why);
    }

    @Test
    void shouldGoOnAsBeforeWhateverIsWrongWithTheNewVersion() throws Exception {
        String takes = "count = ByteBuffer.wrap(state).getLong();";
        assertRefused(
                CountingPlugin.version("2.0", "", "", "throw new IllegalArgumentException(\"of 1.0\");"),
                "counting is not swapped, the lanes go on with what they have: lane ");
        assertRefused(
                CountingPlugin.version("2.0", "", "throw new IllegalStateException(\"no file\");", takes),
                "filter counting does not start: no file");
        assertRefused(
                CountingPlugin.version("2.0", "", "new io.headgate.engine.lane.DropReasons();", takes),
                "belongs to the appliance and is hidden from plugin");
        assertRefused(
                CountingPlugin.version(
                        "2.0", "public Set<Permission> permissions() { return Set.of(Permission.INJECT); }", "", takes),
                "asks for more permissions, [INJECT]: restart the appliance");
        TestJar noSize = CountingPlugin.version("2.0");
        noSize.source("demo.CountingFactory", """
                package demo;

                import io.headgate.api.*;

                public final class CountingFactory implements FilterFactory {
                    public String name() { return "counting"; }
                    public String summary() { return "Counts packets."; }
                    public Filter create(Settings with) { return new Counting(); }
                }
                """);
        assertRefused(noSize, "unknown key 'size'");
        TestJar failing = CountingPlugin.version("2.0");
        failing.source("demo.Counting", """
                package demo;

                import io.headgate.api.*;

                public final class Counting implements Filter {
                    public Verdict onPacket(Packet packet) { throw new IllegalStateException("of 2.0"); }
                    public Segments segments() { return Segments.ANY; }
                }
                """);
        assertRefused(
                failing,
                "filter counting failed on packets=100 of the self-test, first: java.lang.IllegalStateException: of 2.0");
        Files.writeString(installed, "no jar any more");
        assertThatThrownBy(() -> swapper.swap(CountingPlugin.NAME, Optional.empty()))
                .hasMessageContaining("counting is not swapped: " + installed);

        assertThat(swap(CountingPlugin.version("2.1")).from().get(0)).startsWith("1.0");
        assertNothingLost(0, 1);
        assertNothingLost(1, 0);
    }

    @Test
    void shouldHaveSwappedThoughTheOldVersionThrowsAnErrorAtItsEnd() throws Exception {
        restart(
                CountingPlugin.version(
                        "1.0", "", "public void onDetach() { throw new AssertionError(\"at the end\"); }"),
                CONFIG,
                step -> step);
        String loadingLate = """
                public void onBatchEnd() { Late.call(); }
                private static final class Late { static void call() {} }
                """;

        SwapReport report = swap(CountingPlugin.version("2.0", "", loadingLate));

        assertThat(report.to()).startsWith("2.0 (sha256 ");
        assertThat(swap(CountingPlugin.version("3.0")).from())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("2.0 ");
        assertNothingLost(0, 1);
        assertNothingLost(1, 0);
    }

    @Test
    void shouldTryAVersionThatTakesThePlaceOfAQuarantinedOne() throws Exception {
        restart(CountingPlugin.version("1.0"), CONFIG, StepConfig::quarantined);
        assertThat(status(0, 1).state()).isEqualTo(FilterState.QUARANTINED_AT_START);

        assertRefused(
                CountingPlugin.version("2.0", "", "public void onBatchStart() { throw new InternalError(\"no\"); }"),
                "self-test failed: the lane broke: java.lang.InternalError: no");
        assertThat(status(0, 1).state()).isEqualTo(FilterState.QUARANTINED_AT_START);
        SwapReport report = swap(CountingPlugin.version("3.0"));

        assertThat(report.lanes())
                .hasSize(2)
                .allSatisfy(taken -> assertThat(taken.stateBytes()).isZero());
        assertThat(status(0, 1).state()).isEqualTo(FilterState.RUNNING);
        assertThat(status(0, 0).state()).as("another plugin").isEqualTo(FilterState.QUARANTINED_AT_START);
        assertThat(runners).allSatisfy(runner -> assertThat(runner.stop(LIMIT)).isTrue());
        assertThat(counts(runners.get(0).lane().filterStatus().get(1)).get("packets"))
                .isPositive();
    }

    @Test
    void shouldGrantWhatWasGrantedAtTheStartWhateverTheVersionBetweenAskedFor() throws Exception {
        restart(asking("1.0", "Permission.HOLD, Permission.INJECT"), CONFIG, step -> step);

        swap(asking("2.0", "Permission.INJECT"));
        swap(asking("3.0", "Permission.HOLD, Permission.INJECT"));

        assertRefused(
                asking("4.0", "Permission.HOLD, Permission.INJECT, Permission.MIRROR"),
                "asks for more permissions, [MIRROR]: restart the appliance");
        assertNothingLost(0, 1);
    }

    private static TestJar asking(String version, String permissions) {
        return CountingPlugin.version(
                version, "public Set<Permission> permissions() { return Set.of(" + permissions + "); }", "");
    }

    private static final String NEEDS_PORTS = "public boolean needsFragmentPorts() { return true; }";

    @Test
    void shouldRefuseAVersionThatNeedsKernelRulesWhichAreNotThere() throws Exception {
        assertRefused(
                CountingPlugin.version("2.0", "", NEEDS_PORTS),
                "the kernel rules of lane east leave fragments as they are: restart the appliance");

        restart(CountingPlugin.version("1.0", "", NEEDS_PORTS), CONFIG, step -> step);
        swap(CountingPlugin.version("2.0"));
        assertThat(swap(CountingPlugin.version("3.0", "", NEEDS_PORTS)).to())
                .as("the rules are still those of the start")
                .startsWith("3.0");
        assertNothingLost(0, 1);
    }

    @Test
    void shouldRefuseAVersionThatMustSeeBothDirectionsWhereThereAreSeveralQueues() throws Exception {
        String rewrites = "public boolean rewritesAddresses() { return true; }";
        String keeps = "public boolean keepsFlows() { return true; }";
        restart(
                CountingPlugin.version("1.0"),
                CONFIG.replace("{ name: west, listen: [{ port: 2 }]", "{ name: west, listen: [{ port: 4, queues: 2 }]"),
                step -> step);

        assertRefused(
                CountingPlugin.version("2.0", "", rewrites + keeps), "lane west has 2 queues, which are chosen by");
        swap(CountingPlugin.version("3.0", "", rewrites));
        swap(CountingPlugin.version("4.0", "", keeps));
        CountingPlugin.replace(
                installed, CountingPlugin.version("5.0", "", rewrites + keeps).write(folder.resolve("next.jar")));
        assertThat(swapper.swap(CountingPlugin.NAME, Optional.of("east")).to())
                .as("where there is one queue")
                .startsWith("5.0");
        assertNothingLost(0, 1);
        assertNothingLost(1, 0);
    }

    @Test
    void shouldSayWhichPluginsAndLanesThereAre() {
        assertThatThrownBy(() -> swapper.swap("countin", Optional.empty()))
                .hasMessage("no lane has a plugin 'countin'; did you mean 'counting'? there are: counting, passthru");
        assertThatThrownBy(() -> swapper.swap(CountingPlugin.NAME, Optional.of("eest")))
                .hasMessage("no lane 'eest' with plugin 'counting'; did you mean 'east'? there are: east, west");
        assertThatThrownBy(() -> swapper.swap(CountingPlugin.NAME, Optional.of("idle")))
                .hasMessage("no lane 'idle' with plugin 'counting'; there are: east, west");
    }

    @Test
    void shouldMakeABundledPluginsFiltersAnew() {
        SwapReport report = swapper.swap("passthru", Optional.empty());

        assertThat(report.from()).containsExactly(report.to());
        assertThat(report.lanes()).extracting(taken -> taken.lane()).containsExactly("east", "idle");
        assertNothingLost(0, 1);
    }
}
