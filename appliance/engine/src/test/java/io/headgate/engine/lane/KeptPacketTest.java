package io.headgate.engine.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Packet;
import io.headgate.api.Udp;
import io.headgate.api.Verdict;
import io.headgate.engine.packet.PacketBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** With assertions, as tests run, a filter that keeps a packet or view fails where it uses it. */
class KeptPacketTest {
    private static final byte[] UDP = PacketBuilder.udp(1_000, 53).payload(20).build();

    @Test
    void shouldFailTheFilterThatUsesAViewOfAnEarlierPacket() {
        Udp[] kept = new Udp[1];
        LaneRig rig = new LaneRig(LaneRig.pass("keeper", packet -> {
            if (kept[0] == null) {
                kept[0] = packet.udp();
            }
            return kept[0].destinationPort() == 53 ? Verdict.PASS : null;
        }));

        rig.feed(UDP, UDP, UDP).run();

        FilterErrors failures = rig.lane().filterStatus().get(0).failures();
        assertThat(failures.byKind()).containsExactly(Map.entry(FailureKind.EXCEPTION, 2L));
        assertThat(failures.first().get(0).stack())
                .contains("a packet of filter keeper")
                .contains("KeptPacketTest");
    }

    @Test
    void shouldFailTheFilterThatUsesAPacketOfAnotherFilter() {
        Packet[] kept = new Packet[1];
        LaneRig rig = new LaneRig(
                LaneRig.pass("giver", packet -> {
                    kept[0] = packet;
                    return Verdict.PASS;
                }),
                LaneRig.pass("taker", packet -> kept[0].length() > 0 ? Verdict.PASS : null));

        rig.feed(UDP).run();

        assertThat(rig.lane().filterStatus().get(0).errors()).isZero();
        assertThat(rig.lane().filterStatus().get(1).failures().lastMessage()).contains("a packet of filter giver");
    }
}
