package io.headgate.engine.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Counter;
import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Gauge;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import io.headgate.engine.packet.PacketBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterCountersTest {
    /** Counts packets and bytes; shows the length of the last. */
    private static final class Counting implements Filter {
        private Counter packets;
        private Counter bytes;
        private Gauge last;

        @Override
        public void onAttach(FilterContext context) {
            packets = context.counter("packets", "packets seen");
            bytes = context.counter("bytes", "bytes of these packets");
            last = context.gauge("last-bytes", "length of the last packet");
        }

        @Override
        public Verdict onPacket(Packet packet) {
            packets.increment();
            bytes.add(packet.length());
            last.set(packet.length());
            return Verdict.PASS;
        }
    }

    @Test
    void shouldShowWhatEachFilterCounted() {
        LaneRig rig = new LaneRig(
                LaneRig.pass("first", new Counting()),
                LaneRig.pass("silent", packet -> Verdict.PASS),
                LaneRig.pass("second", new Counting()));
        byte[] small = PacketBuilder.udp(1, 53).payload(2).build();
        byte[] large = PacketBuilder.udp(1, 53).payload(100).build();

        rig.feed(large, small, small).run();

        List<FilterStatus> status = rig.lane().filterStatus();
        List<FilterCount> expected = List.of(
                new FilterCount("packets", 3, "packets seen"),
                new FilterCount("bytes", large.length + 2L * small.length, "bytes of these packets"),
                new FilterCount("last-bytes", small.length, "length of the last packet"));
        assertThat(status).extracting(FilterStatus::name).containsExactly("first", "silent", "second");
        assertThat(status.get(0).counts()).isEqualTo(expected);
        assertThat(status.get(1).counts()).isEmpty();
        assertThat(status.get(2).counts()).isEqualTo(expected);
    }

    @Test
    void shouldGiveTheSameCounterForTheSameName() {
        FilterCounters counters = new FilterCounters();

        assertThat(counters.counter("lost", "one")).isSameAs(counters.counter("lost", "another"));
        assertThat(counters.gauge("streams", "one")).isSameAs(counters.gauge("streams", "another"));
        assertThat(counters.read())
                .containsExactly(new FilterCount("lost", 0, "one"), new FilterCount("streams", 0, "one"));
    }

    @Test
    void shouldRefuseACounterThatIsAGauge() {
        FilterCounters counters = new FilterCounters();
        counters.counter("lost", "packets lost");

        assertThatThrownBy(() -> counters.gauge("lost", "packets lost"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'lost' is declared as a counter and as a gauge; give one of them another name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Lost", "lost packets", "-lost", "lost_packets", "1st"})
    void shouldRefuseNamesOfAnotherForm(String name) {
        assertThatThrownBy(() -> new FilterCounters().counter(name, "?"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("counter must be lower case letters, digits and single dashes: '" + name + "'");
    }
}
