package io.headgate.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.api.Verdict;
import io.headgate.daemon.config.ApplianceConfig;
import io.headgate.daemon.config.DivertConfig;
import io.headgate.daemon.config.DivertLane;
import io.headgate.daemon.config.LaneConfig;
import io.headgate.daemon.config.ListenConfig;
import io.headgate.daemon.config.StepConfig;
import io.headgate.daemon.host.HostFacts;
import io.headgate.engine.lane.LaneOptions;
import io.headgate.engine.lane.OnError;
import io.headgate.engine.lane.OnFull;
import io.headgate.engine.lane.Threading;
import io.headgate.engine.plugin.Plugins;
import io.headgate.net.lab.RouterLab;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Start and stop on the lab's router, which has no default route and no rules. */
@EnabledIf(value = "io.headgate.net.sys.Sys#isRoot", disabledReason = "needs root")
@Timeout(60)
class ApplianceIT {
    private static final long LIMIT_S = 10;

    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private RouterLab lab;

    @BeforeEach
    void make() {
        lab = RouterLab.create();
    }

    @TempDir
    private Path state;

    @AfterEach
    void remove() {
        lab.close();
    }

    private static LaneConfig lane(String name, int port, Supplier<Filter> filter) {
        List<StepConfig> chain = List.of(new StepConfig("only", OnError.PASS, Map.of(), filter));
        return new DivertLane(
                name,
                List.of(new ListenConfig(port, 1)),
                new DivertConfig(List.of(RouterLab.WAN), List.of()),
                LaneOptions.DEFAULTS,
                chain,
                OnFull.FAIL_OPEN,
                Threading.SHARED,
                64,
                Duration.ofSeconds(60),
                8_192);
    }

    private Appliance appliance(LaneConfig... lanes) {
        ApplianceConfig config = new ApplianceConfig(List.of(lanes), Plugins.bundled(), List.of(), List.of(), state);
        return new Appliance(config, HostFacts.ofThisHost(), Duration.ofMillis(100), said::add);
    }

    private Appliance start(LaneConfig... lanes) {
        return lab.router().call(() -> {
            Appliance appliance = appliance(lanes);
            appliance.start(failure -> said.add("failed: " + failure));
            return appliance;
        });
    }

    private String next() throws InterruptedException {
        String message = said.poll(LIMIT_S, TimeUnit.SECONDS);
        assertThat(message).as("a message within %d s", LIMIT_S).isNotNull();
        return message;
    }

    @Test
    void shouldPrintTheRulesUntilTheyAreThereAndThenUntilTheFirstPacket() throws Exception {
        Appliance appliance = start(lane("edge", 8668, () -> packet -> Verdict.PASS));
        try {
            String missing = next();
            assertThat(missing).startsWith("lane=edge packets arrived: 0; no iptables rule sends any to queue 8668");
            assertThat(next()).as("said again").isEqualTo(missing);

            List<String> commands = missing.lines()
                    .map(String::strip)
                    .filter(l -> l.startsWith("iptables "))
                    .toList();
            assertThat(commands).hasSize(2);
            commands.forEach(lab.router()::run);
            String present = next();
            while (present.equals(missing)) {
                present = next();
            }
            assertThat(present)
                    .startsWith("lane=edge packets arrived: 0; rules for queue 8668 are there")
                    .contains("  0  iptables raw -A PREROUTING -i wan")
                    .contains("  0  iptables mangle -A POSTROUTING -o wan");

            lab.client().run("ping -n -c 3 -i 0.01 -W 2 " + RouterLab.SERVER_ADDRESS);
            String last = next();
            while (!last.endsWith("first packet arrived")) {
                last = next();
            }
            assertThat(said.poll(500, TimeUnit.MILLISECONDS))
                    .as("after the first packet")
                    .isNull();
        } finally {
            assertThat(appliance.stop()).isTrue();
        }
        // The self-test's packets are in no ledger.
        assertThat(appliance.totals().received()).isEqualTo(6);
        assertThat(appliance.totals().isBalanced()).isTrue();
    }

    @Test
    void shouldRefuseToStartAfterAFailedSelfTestAndLeaveTheQueueToTheBypass() {
        AtomicBoolean isHanging = new AtomicBoolean();
        CountDownLatch release = new CountDownLatch(1);
        // The warm-up's filter works, that of the self-test hangs: the queue is open by then.
        Supplier<Filter> filters = () -> {
            boolean hangs = isHanging.getAndSet(true);
            return packet -> {
                if (hangs) {
                    awaitQuietly(release);
                }
                return Verdict.PASS;
            };
        };

        assertThatThrownBy(() -> start(lane("edge", 8668, filters)))
                .hasStackTraceContaining("lane edge: filter only did not return within 2000 ms");

        lab.router().run("iptables -w -t mangle -A POSTROUTING -o wan -j NFQUEUE --queue-num 8668 --queue-bypass");
        lab.client().run("ping -n -c 1 -W 2 " + RouterLab.SERVER_ADDRESS);
        assertThat(lab.router().run("cat /proc/net/netfilter/nfnetlink_queue")).isBlank();
        release.countDown();
    }

    @Test
    void shouldEndInTimeThoughAFilterHangsAndStillDecideTheOtherLane() {
        CountDownLatch release = new CountDownLatch(1);
        AtomicBoolean isUp = new AtomicBoolean();
        Appliance appliance =
                start(lane("good", 8668, () -> packet -> Verdict.PASS), lane("stuck", 8669, () -> packet -> {
                    if (isUp.get()) {
                        awaitQuietly(release);
                    }
                    return Verdict.PASS;
                }));
        isUp.set(true);
        lab.router().run("iptables -w -t mangle -A POSTROUTING -o wan -p udp -j NFQUEUE --queue-num 8669");
        lab.router().run("iptables -w -t mangle -A POSTROUTING -o wan -p icmp -j NFQUEUE --queue-num 8668");
        lab.client().run("ping -n -c 3 -i 0.01 -W 2 " + RouterLab.SERVER_ADDRESS);
        lab.client().call(() -> {
            try (var socket = new java.net.DatagramSocket()) {
                var to = new java.net.InetSocketAddress(RouterLab.SERVER_ADDRESS, 7);
                socket.send(new java.net.DatagramPacket(new byte[10], 10, to));
            }
            return null;
        });
        awaitWaiting();

        long startNs = System.nanoTime();
        boolean allEnded = appliance.stop();

        assertThat(allEnded).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(Duration.ofSeconds(5));
        assertThat(appliance.totals().reinjected()).isEqualTo(3);
        release.countDown();
    }

    /** Until the kernel has handed the datagram over: its queue then has one packet without verdict. */
    private void awaitWaiting() {
        long endNs = System.nanoTime() + LIMIT_S * 1_000_000_000L;
        while (!lab.router().run("cat /proc/net/netfilter/nfnetlink_queue").matches("(?s).*8669 +\\d+ +1 .*")) {
            assertThat(System.nanoTime()).as("time for the datagram to arrive").isLessThan(endNs);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
