package io.headgate.plugin.passthru;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.FilterFactory;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.Outcome;
import io.headgate.testkit.mutation.Mutations;
import io.headgate.testkit.packet.Packets;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class PassthruTest {
    @Test
    void shouldBeFoundByItsName() {
        assertThat(ServiceLoader.load(FilterFactory.class))
                .singleElement()
                .isInstanceOf(PassthruFactory.class)
                .returns("passthru", FilterFactory::name);
    }

    @Test
    void shouldPassEveryPacketAsItIs() {
        FilterHarness harness = FilterHarness.of(new PassthruFactory());

        for (byte[] packet : Packets.various()) {
            assertThat(harness.filter(packet).bytes()).isEqualTo(packet);
        }

        assertThat(harness.result().packets())
                .noneMatch(Outcome::isChanged)
                .allMatch(packet -> packet.verdict() == Verdict.Kind.PASS);
    }

    @Test
    void shouldCopeWithUncutSegments() {
        assertThat(new Passthru().segments()).isEqualTo(Segments.ANY);
    }

    @Test
    void shouldSurviveDamagedPackets() {
        FilterHarness.of(new PassthruFactory()).survives(Mutations.of(Packets.various(), 1));
    }
}
