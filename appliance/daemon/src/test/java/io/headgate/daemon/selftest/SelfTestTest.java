package io.headgate.daemon.selftest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import io.headgate.daemon.config.ConfigReader;
import io.headgate.daemon.config.DivertConfig;
import io.headgate.daemon.config.DivertLane;
import io.headgate.daemon.config.LaneConfig;
import io.headgate.daemon.config.ListenConfig;
import io.headgate.daemon.config.StepConfig;
import io.headgate.engine.lane.LaneOptions;
import io.headgate.engine.lane.LaneOutlets;
import io.headgate.engine.lane.OnError;
import io.headgate.engine.lane.OnFull;
import io.headgate.engine.lane.Threading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

@Timeout(30)
class SelfTestTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int PACKETS = TestPackets.all().size();

    private static LaneConfig lane(Threading threading, Supplier<Filter> filter) {
        List<StepConfig> chain = List.of(new StepConfig("only", OnError.PASS, Map.of(), filter));
        return new DivertLane(
                "edge",
                List.of(new ListenConfig(8668, 1)),
                DivertConfig.NOTHING,
                LaneOptions.DEFAULTS,
                chain,
                OnFull.FAIL_OPEN,
                threading,
                64,
                Duration.ofSeconds(1),
                8_192);
    }

    private static SelfTest of(Supplier<Filter> filter) {
        return new SelfTest(lane(Threading.SHARED, filter), TestPackets.all(), LIMIT);
    }

    /** Changes every packet in several places. */
    private static Verdict rewrite(Packet packet) {
        if (packet.ipv4() != null) {
            packet.ipv4().ttl(3);
        } else {
            packet.ipv6().hopLimit(3);
        }
        if (packet.udp() != null) {
            packet.udp().destinationPort(5353);
        }
        if (packet.tcp() != null) {
            packet.tcp().destinationPort(8443);
        }
        return Verdict.PASS;
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldFindEveryRewrittenPacketWhole(Threading threading) {
        SelfTest test = new SelfTest(lane(threading, () -> SelfTestTest::rewrite), TestPackets.all(), LIMIT);

        assertThat(test.run()).isEqualTo(PACKETS);
        assertThat(test.warmUp(LIMIT.toMillis())).isGreaterThan(1_000);
    }

    @Test
    void shouldWarmUpForAShortWhileOnly() {
        // A filter of which no machine gets through 20,000 calls in the time.
        SelfTest test = of(() -> packet -> {
            LockSupport.parkNanos(1_000_000);
            return Verdict.PASS;
        });

        assertThat(test.warmUp(50)).isLessThan(2_000);
    }

    @Test
    void shouldSendWhatALaneDecodes() {
        List<byte[]> packets = TestPackets.all();

        assertThat(packets).hasSize(7).allMatch(PlainChecksums::areRight);
        packets.forEach(packet -> packet[packet.length - 1] ^= 1);
        assertThat(packets).noneMatch(PlainChecksums::areRight);
    }

    @Test
    void shouldUseFiltersOfItsOwnAndStopThem() {
        List<String> life = new ArrayList<>();
        SelfTest test = of(() -> new Filter() {
            @Override
            public void onAttach(FilterContext context) {
                life.add("start");
            }

            @Override
            public Verdict onPacket(Packet packet) {
                return Verdict.PASS;
            }

            @Override
            public void onDetach() {
                life.add("stop");
            }
        });

        test.run();
        test.run();

        assertThat(life).containsExactly("start", "stop", "start", "stop");
    }

    @Test
    void shouldTakeADropForADecision() {
        SelfTest test = of(() -> new Filter() {
            private Verdict drop;

            @Override
            public void onAttach(FilterContext context) {
                drop = context.drop("everything", "nothing passes");
            }

            @Override
            public Verdict onPacket(Packet packet) {
                return drop;
            }
        });

        assertThat(test.run()).isEqualTo(PACKETS);
    }

    @Test
    void shouldOnlyWarnOfAFilterThatThrows() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(SelfTest.class);
        log.start();
        logger.addAppender(log);
        try {
            of(() -> packet -> {
                        throw new IllegalStateException("broken on purpose");
                    })
                    .run();
        } finally {
            logger.detachAppender(log);
        }

        assertThat(log.list)
                .anyMatch(
                        event -> event.getFormattedMessage()
                                .startsWith(
                                        "lane=edge filter=only failed on packets=" + PACKETS
                                                + " of the self-test, first: java.lang.IllegalStateException: broken on purpose\n\tat "));
    }

    @Test
    void shouldFailWhenAFilterDoesNotComeBack() {
        CountDownLatch release = new CountDownLatch(1);
        SelfTest test = new SelfTest(
                lane(Threading.SHARED, () -> packet -> {
                    awaitQuietly(release);
                    return Verdict.PASS;
                }),
                TestPackets.all(),
                Duration.ofMillis(200));

        assertThatThrownBy(test::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("lane edge: filter only did not return within 200 ms");
        release.countDown();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void shouldFailOnAWrongChecksum() {
        List<byte[]> packets = TestPackets.all();
        packets.get(1)[30] ^= 1;
        SelfTest test = new SelfTest(lane(Threading.SHARED, () -> SelfTestTest::rewrite), packets, LIMIT);

        assertThatThrownBy(test::run).hasMessageContaining("packets=1 came out with a wrong checksum");
    }

    @Test
    void shouldPassDamagedPacketsThatAFilterMeansToSend() {
        SelfTest test = of(() -> new Filter() {
            @Override
            public Verdict onPacket(Packet packet) {
                if (packet.udp() != null && packet.payloadLength() > 0) {
                    packet.damage(packet.payloadOffset(), 1);
                }
                return Verdict.PASS;
            }

            @Override
            public boolean damagesPackets() {
                return true;
            }
        });

        assertThat(test.run()).isEqualTo(PACKETS);
    }

    @Test
    void shouldSayWhichFilterDoesNotStart() {
        SelfTest test = of(() -> new Filter() {
            @Override
            public void onAttach(FilterContext context) throws Exception {
                throw new java.io.IOException("no table");
            }

            @Override
            public Verdict onPacket(Packet packet) {
                return Verdict.PASS;
            }
        });

        assertThatThrownBy(test::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("lane edge: filter only does not start: no table");
    }

    @Test
    void shouldRunTheShippedPlugins() {
        LaneConfig lane = new ConfigReader().parse("edge.yaml", """
                        lanes:
                          - name: edge
                            listen: [{ port: 8668 }]
                            chain:
                              - { plugin: passthru }
                              - { plugin: ttl, with: { subtract: 1 } }
                              - { plugin: drop, with: { protocol: udp, port: 53 } }
                        """).lanes().get(0);

        assertThat(new SelfTest(lane, LaneOutlets.NONE).run()).isEqualTo(PACKETS);
    }
}
