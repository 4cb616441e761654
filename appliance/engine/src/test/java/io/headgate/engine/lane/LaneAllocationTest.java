package io.headgate.engine.lane;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.headgate.api.Counter;
import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Gauge;
import io.headgate.api.Packet;
import io.headgate.api.Rejection;
import io.headgate.api.Verdict;
import io.headgate.engine.memory.MemorySource;
import io.headgate.engine.packet.PacketBuilder;
import io.headgate.engine.ring.SlotRing;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The packet path makes no garbage: a lane's thread allocates as little for a million packets as for none. */
class LaneAllocationTest {
    private static final int WARM_UP = 200_000;
    private static final int MEASURED = 1_000_000;
    private static final double MOST_BYTES_PER_PACKET = 0.01;
    private static final long POLL_NS = 100_000;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static final Filter REWRITE = packet -> {
        packet.ipv4().ttl(63);
        packet.ipv4().source(0x0A00_0001);
        if (packet.tcp() != null) {
            packet.tcp().destinationPort(8_443);
            packet.payloadU32(packet.payloadOffset() + 1, 0x0102_0304);
        }
        return Verdict.PASS;
    };
    private static final Filter PASS = packet -> Verdict.PASS;

    /** Counts, and is told the time. */
    private static final class Counting implements Filter {
        private Counter packets;
        private Gauge latest;

        @Override
        public void onAttach(FilterContext context) {
            packets = context.counter("packets", "packets seen");
            latest = context.gauge("latest", "time of the last tick");
        }

        @Override
        public Verdict onPacket(Packet packet) {
            packets.increment();
            return Verdict.PASS;
        }

        @Override
        public void onTick(long nowNs) {
            latest.set(nowNs);
        }

        @Override
        public boolean needsTicks() {
            return true;
        }
    }

    /** Holds, clones, injects and rejects some of the packets, fewer at once than there is room for. */
    private static final class Asking implements Filter {
        private static final long HOLD_NS = 50_000;

        private final ByteBuffer made =
                ByteBuffer.wrap(PacketBuilder.udp(5, 6).payload(9).build());
        private FilterContext context;
        private Verdict reject;
        private int count;
        private boolean isFull;

        @Override
        public void onAttach(FilterContext its) {
            context = its;
            reject = its.reject(Rejection.PORT_UNREACHABLE, "refused", "some");
        }

        @Override
        public Verdict onPacket(Packet packet) {
            return switch (count++ & 0xFF) {
                case 0, 100 -> {
                    packet.ipv4().ttl(9);
                    yield context.hold(context.nowNs() + HOLD_NS);
                }
                case 50, 150 -> {
                    long forNs = (count & 0xFF) < 100 ? 0 : HOLD_NS;
                    isFull |= !context.clone(packet, context.nowNs() + forNs);
                    yield Verdict.PASS;
                }
                case 200 -> reject;
                default -> Verdict.PASS;
            };
        }

        @Override
        public void onBatchEnd() {
            isFull |= !context.inject(made);
        }
    }

    static Stream<Arguments> cases() {
        return Stream.of(Threading.values())
                .flatMap(threading -> Stream.of(
                        Arguments.of(threading, Enforcement.ENFORCE, "pass", PASS),
                        Arguments.of(threading, Enforcement.ENFORCE, "counting", new Counting()),
                        Arguments.of(threading, Enforcement.ENFORCE, "rewrite", REWRITE),
                        Arguments.of(threading, Enforcement.ENFORCE, "asking", new Asking()),
                        Arguments.of(threading, Enforcement.OBSERVE, "rewrite", REWRITE)));
    }

    @ParameterizedTest(name = "{0}, {1}, {2}")
    @MethodSource("cases")
    @Timeout(60)
    void shouldAllocateNothingPerPacket(Threading threading, Enforcement enforcement, String name, Filter filter) {
        Chain chain = new Chain(List.of(LaneRig.allowed(name, filter)));
        LaneRunner runner = new LaneRunner("frugal", chain, threading, enforcement);
        SlotRing ring = runner.newRing(256);
        List<byte[]> corpus = List.of(
                PacketBuilder.tcp(1, 443).payload(30).build(),
                PacketBuilder.udp(1, 53).payload(200).build(),
                PacketBuilder.udp(1, 53).payload(1_000).build(),
                new byte[] {0x60, 1, 2});
        MemorySource source = new MemorySource(ring, corpus, Long.MAX_VALUE, OnFull.BACKPRESSURE);
        runner.addInput(ring, source, new FakeSink(null));
        runner.start();

        awaitPackets(ring, WARM_UP);
        Thread lane = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("lane-frugal"))
                .findAny()
                .orElseThrow();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(lane.getId());
        awaitPackets(ring, ring.publishedPackets() + MEASURED);
        long allocated = threads.getThreadAllocatedBytes(lane.getId()) - before;
        assertThat(runner.stop(LIMIT)).isTrue();

        assertThat((double) allocated / MEASURED).as("bytes per packet").isLessThan(MOST_BYTES_PER_PACKET);
        if (filter instanceof Asking asking) {
            Ledger ledger = runner.lane().ledger();
            assertThat(ledger.changed()).as("held").isGreaterThan(MEASURED / 256);
            assertThat(ledger.injected().sent()).isGreaterThan(MEASURED / 128);
            assertThat(ledger.injected().rejectsSuppressed()).isPositive();
            assertThat(runner.lane().filterStatus().get(0).errors()).isZero();
            assertThat(asking.isFull).isFalse();
        }
    }

    private static void awaitPackets(SlotRing ring, long packets) {
        long endNs = System.nanoTime() + LIMIT.toNanos();
        while (ring.publishedPackets() < packets) {
            assertThat(System.nanoTime()).as("time for %d packets", packets).isLessThan(endNs);
            // Two cores may be all there are, and both are needed.
            LockSupport.parkNanos(POLL_NS);
        }
    }
}
