package io.headgate.engine.lane;

import static io.headgate.engine.lane.LaneRig.allowed;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.headgate.api.Event;
import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Mirror;
import io.headgate.api.Packet;
import io.headgate.api.Telemetry;
import io.headgate.api.Verdict;
import io.headgate.engine.event.Events;
import io.headgate.engine.memory.MemorySource;
import io.headgate.engine.packet.PacketBuilder;
import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.SlotRing;
import io.headgate.engine.tap.TapRecord;
import io.headgate.engine.tap.TapSink;
import io.headgate.engine.tap.TapStatus;
import io.headgate.engine.tap.TapTarget;
import io.headgate.engine.tap.Taps;
import io.headgate.engine.telemetry.TelemetryBoard;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Copies, events and telemetry make no garbage on the lane, whether or not there is room for them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OutletsAllocationTest {
    private static final int ROUNDS = 20_000;

    /** Copies and tells of every packet. */
    private static final class Talking implements Filter {
        private final StringBuilder detail = new StringBuilder("load is high");
        private Mirror mirror;
        private Event event;
        private Telemetry load;

        @Override
        public void onAttach(FilterContext context) {
            mirror = context.mirror("ids");
            event = context.event("seen", "a packet");
            load = context.telemetry("load");
        }

        @Override
        public Verdict onPacket(Packet packet) {
            packet.ipv4().ttl(9);
            mirror.copy(packet);
            if (load.value() > 0.5 && load.ageNs() < Long.MAX_VALUE) {
                event.emit(packet, detail);
            }
            return Verdict.PASS;
        }
    }

    /** Counts. */
    private static final class CountingTap implements TapSink {
        private final AtomicLong packets = new AtomicLong();

        @Override
        public void open() {}

        @Override
        public void write(TapRecord record) {
            packets.incrementAndGet();
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}

        @Override
        public Status status() {
            return new Status("nowhere", packets.get(), 0, 0, "");
        }
    }

    @Test
    void shouldAllocateNothingPerPacket() {
        AtomicLong told = new AtomicLong();
        Events events = new Events(entry -> told.incrementAndGet());
        Taps taps = new Taps(List.of(new TapTarget("ids", 65_535, new CountingTap())));
        TelemetryBoard board = new TelemetryBoard();
        board.report("load", 0.75);
        LaneOptions options =
                LaneOptions.DEFAULTS.withOutlets(new LaneOutlets(taps.lane("frugal"), events.newRing(), board));
        Lane lane = new Lane("frugal", new Chain(List.of(allowed("talk", new Talking()))), options, LaneBell.unheard());
        SlotRing ring = lane.newRing(256);
        List<byte[]> corpus = List.of(
                PacketBuilder.tcp(1, 443).payload(30).build(),
                PacketBuilder.udp(1, 53).payload(1_000).build());
        MemorySource source = new MemorySource(ring, corpus, Long.MAX_VALUE, OnFull.BACKPRESSURE);
        lane.addInput(ring, source, new FakeSink(null));
        lane.start();
        taps.start();
        events.start();

        run(lane, source);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        long packets = run(lane, source);
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        taps.stop(10_000);
        events.stop();

        assertThat((double) allocated / packets).as("bytes per packet").isLessThan(0.01);
        TapStatus status = taps.status().get(0);
        assertThat(status.copied() + status.lost()).isEqualTo(lane.ledger().reinjected());
        assertThat(status.sink().packets()).isEqualTo(status.copied()).isPositive();
        List<FilterCount> counts = lane.filterStatus().get(0).counts();
        assertThat(counts.get(0).value()).isEqualTo(lane.ledger().reinjected());
        long lost = counts.size() > 1 ? counts.get(1).value() : 0;
        assertThat(told.get()).isEqualTo(counts.get(0).value() - lost).isPositive();
    }

    private static long run(Lane lane, MemorySource source) {
        long packets = 0;
        for (int i = 0; i < ROUNDS; i++) {
            packets += source.receive();
            lane.doWork();
        }
        return packets;
    }
}
