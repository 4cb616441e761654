package io.headgate.toolkit.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.headgate.api.Packet;
import io.headgate.testkit.OnePacket;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTest {
    private static final int DRAWS = 200_000;
    /** Of a right sampler, one test of these in a million fails; seeds are fixed, so that none fails by chance later. */
    private static final double SIGMAS = 5;

    private final OnePacket one = new OnePacket();
    private final Packet anyPacket = one.load(new Flow(false, Flow.UDP, 1, 2, 3, 4).packet());

    static Stream<Arguments> ratesAndSeeds() {
        Random seeds = new Random(20_260_303);
        return Stream.of(1, 2, 3, 10, 100, 1_000)
                .flatMap(n -> Stream.generate(seeds::nextLong).limit(8).map(seed -> Arguments.of(n, seed)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1_000})
    void shouldTakeExactlyEachNth(int n) {
        Sampler sampler = Sampler.everyNth(n);

        for (int i = 1; i <= 5_000; i++) {
            assertThat(sampler.takes(anyPacket)).isEqualTo(i % n == 0);
        }
        assertThat(sampler.oneOf()).isEqualTo(n);
    }

    @ParameterizedTest(name = "one of {0}, seed {1}")
    @MethodSource("ratesAndSeeds")
    void shouldTakeOneOfNAtRandom(int n, long seed) {
        Sampler sampler = Sampler.random(n, seed);
        int taken = 0;
        int takenInSuccession = 0;
        boolean wasTaken = false;

        for (int i = 0; i < DRAWS; i++) {
            boolean isTaken = sampler.takes(anyPacket);
            taken += isTaken ? 1 : 0;
            takenInSuccession += isTaken && wasTaken ? 1 : 0;
            wasTaken = isTaken;
        }

        assertBinomial(taken, DRAWS, 1.0 / n);
        assertBinomial(takenInSuccession, DRAWS - 1, 1.0 / n / n);
    }

    @Test
    void shouldRepeatAtRandomOnlyWithTheSameSeed() {
        List<Boolean> first = draws(Sampler.random(10, 1));

        assertThat(draws(Sampler.random(10, 1))).isEqualTo(first);
        assertThat(draws(Sampler.random(10, 2))).isNotEqualTo(first);
    }

    private List<Boolean> draws(Sampler sampler) {
        return Stream.generate(() -> sampler.takes(anyPacket)).limit(1_000).toList();
    }

    /** Neighbouring addresses and ports, as of one network: a poor hash would take stripes of them. */
    @ParameterizedTest(name = "one of {0}, seed {1}")
    @MethodSource("ratesAndSeeds")
    void shouldTakeOneFlowOfN(int n, long seed) {
        Sampler sampler = Sampler.byFlow(n, seed);
        Sampler other = Sampler.byFlow(n, seed + 1);
        int taken = 0;
        int takenByBoth = 0;
        int flows = 0;
        for (int host = 0; host < 50; host++) {
            for (int port = 0; port < 200; port++) {
                for (boolean isIpv6 : new boolean[] {false, true}) {
                    for (int protocol : new int[] {Flow.TCP, Flow.UDP}) {
                        Packet packet = one.load(new Flow(isIpv6, protocol, host, 1, 40_000 + port, 443).packet());
                        flows++;
                        taken += sampler.takes(packet) ? 1 : 0;
                        takenByBoth += sampler.takes(packet) && other.takes(packet) ? 1 : 0;
                    }
                }
            }
        }

        assertBinomial(taken, flows, 1.0 / n);
        assertBinomial(takenByBoth, flows, 1.0 / n / n);
    }

    private static void assertBinomial(int hits, int draws, double probability) {
        double sigma = Math.sqrt(draws * probability * (1 - probability));
        assertThat((double) hits)
                .as("of %s draws at %s", draws, probability)
                .isBetween(draws * probability - SIGMAS * sigma - 1, draws * probability + SIGMAS * sigma + 1);
    }

    @Test
    void shouldTakeAllPacketsOfAFlowOrNone() {
        Random random = new Random(11);
        Sampler sampler = Sampler.byFlow(4, 99);
        int whole = 0;
        for (int i = 0; i < 10_000; i++) {
            Flow flow = new Flow(
                    random.nextBoolean(),
                    List.of(Flow.TCP, Flow.UDP, Flow.GRE).get(random.nextInt(3)),
                    random.nextInt(1 << 16),
                    random.nextInt(1 << 16),
                    random.nextInt(1 << 16),
                    random.nextInt(1 << 16));

            boolean isTaken = sampler.takes(one.load(flow.packet()));

            assertThat(sampler.takes(one.load(flow.packet()))).as("%s", flow).isEqualTo(isTaken);
            assertThat(sampler.takes(one.load(flow.back().packet())))
                    .as("%s back", flow)
                    .isEqualTo(isTaken);
            whole += isTaken ? 1 : 0;
        }
        assertBinomial(whole, 10_000, 0.25);
    }

    @Test
    void shouldTakeAllFragmentsOfADatagramOrNone() {
        FlowHash hash = new FlowHash(5);
        for (boolean isIpv6 : new boolean[] {false, true}) {
            Flow flow = new Flow(isIpv6, Flow.UDP, 1, 2, 1_000, 2_000);

            long first = hash.of(one.load(flow.packet(0, true)));

            assertThat(hash.of(one.load(flow.packet(1_480, true)))).isEqualTo(first);
            assertThat(hash.of(one.load(flow.packet(2_960, false)))).isEqualTo(first);
            assertThat(hash.of(one.load(flow.back().packet(1_480, false)))).isEqualTo(first);
            assertThat(hash.of(one.load(flow.packet()))).isNotEqualTo(first);
        }
    }

    /** Each part of a flow's name counts, and so does which port belongs to which address. */
    @Test
    void shouldTellFlowsApart() {
        FlowHash hash = new FlowHash(5);
        List<Long> hashes = new ArrayList<>();
        for (Flow flow : List.of(
                new Flow(false, Flow.TCP, 1, 2, 3, 4),
                new Flow(false, Flow.UDP, 1, 2, 3, 4),
                new Flow(false, Flow.GRE, 1, 2, 3, 4),
                new Flow(false, Flow.TCP, 1, 2, 4, 3),
                new Flow(false, Flow.TCP, 5, 2, 3, 4),
                new Flow(false, Flow.TCP, 1, 5, 3, 4),
                new Flow(false, Flow.TCP, 1, 2, 5, 4),
                new Flow(false, Flow.TCP, 1, 2, 3, 5),
                new Flow(true, Flow.TCP, 1, 2, 3, 4),
                new Flow(true, Flow.TCP, 5, 2, 3, 4))) {
            hashes.add(hash.of(one.load(flow.packet())));
        }
        hashes.add(hash.of(one.load(new byte[] {1, 2, 3, 4})));

        assertThat(hashes).doesNotHaveDuplicates();
    }

    @Test
    void shouldNotSeePortsInOtherProtocols() {
        FlowHash hash = new FlowHash(5);

        assertThat(hash.of(one.load(new Flow(false, Flow.GRE, 1, 2, 3, 4).packet())))
                .isEqualTo(hash.of(one.load(new Flow(false, Flow.GRE, 1, 2, 5, 6).packet())));
    }

    @Test
    void shouldRefuseToTakeMoreThanAll() {
        assertThatThrownBy(() -> Sampler.everyNth(0)).hasMessage("a sampler takes one of 1 or more packets: 0");
        assertThatThrownBy(() -> Sampler.random(-1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Sampler.byFlow(0, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldAllocateNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<Sampler> samplers = List.of(Sampler.everyNth(10), Sampler.random(10, 1), Sampler.byFlow(10, 1));
        for (Sampler sampler : samplers) {
            drive(sampler, 20_000);

            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            int taken = drive(sampler, 1_000_000);
            long allocated =
                    threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;

            assertThat(taken).isBetween(0, 1_000_000);
            assertThat(allocated).as("bytes for a million packets").isLessThan(10_000);
        }
    }

    private int drive(Sampler sampler, int packets) {
        int taken = 0;
        for (int i = 0; i < packets; i++) {
            taken += sampler.takes(anyPacket) ? 1 : 0;
        }
        return taken;
    }
}
