package io.headgate.daemon.outlets;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Event;
import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import io.headgate.engine.event.Events;
import io.headgate.engine.lane.Chain;
import io.headgate.engine.lane.Lane;
import io.headgate.engine.lane.LaneOptions;
import io.headgate.engine.lane.LaneOutlets;
import io.headgate.engine.lane.OnError;
import io.headgate.engine.lane.OnFull;
import io.headgate.engine.memory.MemorySink;
import io.headgate.engine.memory.MemorySource;
import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.SlotRing;
import io.headgate.engine.tap.LaneTap;
import io.headgate.engine.telemetry.TelemetryBoard;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Events as an operator reads them. */
class EventLogTest {
    /** Tells of every packet, with what it says. */
    private static final class Telling implements Filter {
        private Event event;

        @Override
        public void onAttach(FilterContext context) {
            event = context.event("query", "somebody asked");
        }

        @Override
        public Verdict onPacket(Packet packet) {
            event.emit(packet, "a\nb \"c\" \u00e9");
            return Verdict.PASS;
        }
    }

    /** The log after so many datagrams. */
    private static List<String> logged(int packets, byte[] datagram) {
        List<String> lines = new CopyOnWriteArrayList<>();
        Events events = new Events(new EventLog(lines::add));
        LaneOptions options =
                LaneOptions.DEFAULTS.withOutlets(new LaneOutlets(LaneTap.NONE, events.newRing(), new TelemetryBoard()));
        Lane lane = new Lane(
                "edge",
                new Chain(List.of(new Chain.Step("names", new Telling(), OnError.PASS))),
                options,
                LaneBell.unheard());
        SlotRing ring = lane.newRing(64);
        MemorySource source = new MemorySource(ring, List.of(datagram), packets, OnFull.BACKPRESSURE);
        lane.addInput(ring, source, new MemorySink(ring));
        lane.start();
        for (int received = source.receive(); received != 0; received = source.receive()) {
            lane.doWork();
        }
        lane.stop();
        events.start();
        events.stop();
        return lines;
    }

    @Test
    void shouldLogWhoAndWhatOnOneLine() {
        byte[] ipv4 = ByteBuffer.allocate(28)
                .putInt(0, 0x4500_001C)
                .putInt(8, 0x4011_0000)
                .putInt(12, 0x0A00_0001)
                .putInt(16, 0xC000_0202)
                .putInt(20, 0x0400_0035)
                .putInt(24, 0x0008_0000)
                .array();
        byte[] ipv6 = ByteBuffer.allocate(48)
                .putInt(0, 0x6000_0000)
                .putInt(4, 0x0008_1140)
                .putInt(8, 0x2001_0DB8)
                .putInt(20, 1)
                .putInt(24, 0x2001_0DB8)
                .putInt(36, 2)
                .putInt(40, 0x0400_0035)
                .putInt(44, 0x0008_0000)
                .array();
        String what = " detail=\"a\\u000ab \\\"c\\\" \\u00e9\"";

        assertThat(logged(1, ipv4))
                .containsExactly(
                        "event=query lane=edge filter=names protocol=17 src=10.0.0.1:1024 dst=192.0.2.2:53" + what);
        assertThat(logged(1, ipv6))
                .containsExactly("event=query lane=edge filter=names protocol=17 src=[2001:db8:0:0:0:0:0:1]:1024"
                        + " dst=[2001:db8:0:0:0:0:0:2]:53" + what);
    }

    @Test
    void shouldLogTenASecondAndCountTheOthers() {
        byte[] datagram = ByteBuffer.allocate(28)
                .putInt(0, 0x4500_001C)
                .putInt(8, 0x4011_0000)
                .putInt(24, 0x0008_0000)
                .array();

        List<String> lines = logged(25, datagram);

        assertThat(lines).hasSize(11);
        assertThat(lines.get(10)).isEqualTo("event=query happened 15 times more, not logged one by one");
    }
}
