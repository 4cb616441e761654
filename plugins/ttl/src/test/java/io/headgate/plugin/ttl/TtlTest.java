package io.headgate.plugin.ttl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;
import io.headgate.engine.packet.SlotPacket;
import io.headgate.testkit.MapSettings;
import io.headgate.testkit.OnePacket;
import io.headgate.testkit.TestContext;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TtlTest {
    private static SlotPacket packet(byte[] bytes) {
        return new OnePacket().load(bytes);
    }

    private static SlotPacket packetWithTtl(int ttl) {
        ByteBuffer header = ByteBuffer.allocate(20).putInt(0, 0x4500_0014).put(8, (byte) ttl);
        return packet(header.array());
    }

    private static Filter create(Map<String, ?> with) throws Exception {
        Filter filter = new TtlFactory().create(new MapSettings(with));
        filter.onAttach(new TestContext());
        return filter;
    }

    @Test
    void shouldBeFoundByItsName() {
        assertThat(ServiceLoader.load(FilterFactory.class))
                .singleElement()
                .isInstanceOf(TtlFactory.class)
                .returns("ttl", FilterFactory::name);
    }

    @ParameterizedTest
    @CsvSource({"1, 64", "64, 64", "255, 1", "0, 255"})
    void shouldSetAnyTtl(int before, int set) throws Exception {
        SlotPacket packet = packetWithTtl(before);

        Verdict verdict = create(Map.of("set", set)).onPacket(packet);

        assertThat(verdict).isSameAs(Verdict.PASS);
        assertThat(packet.ipv4().ttl()).isEqualTo(set);
        assertThat(packet.isChanged()).isEqualTo(before != set);
    }

    @ParameterizedTest
    @CsvSource({"64, 1, 63", "255, 254, 1", "2, 1, 1"})
    void shouldTakeHopsOff(int before, int subtract, int after) throws Exception {
        SlotPacket packet = packetWithTtl(before);

        Verdict verdict = create(Map.of("subtract", subtract)).onPacket(packet);

        assertThat(verdict).isSameAs(Verdict.PASS);
        assertThat(packet.ipv4().ttl()).isEqualTo(after);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "64, 64", "5, 255"})
    void shouldDropWhatHasNoHopsLeft(int before, int subtract) throws Exception {
        SlotPacket packet = packetWithTtl(before);

        Verdict verdict = create(Map.of("subtract", subtract)).onPacket(packet);

        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.DROP);
        assertThat(verdict.reason()).isEqualTo("ttl-expired");
        assertThat(packet.isChanged()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, 5, 5", "4, 5, 5", "5, 5, 5", "6, 5, 6", "254, 255, 255", "255, 255, 255"})
    void shouldRaiseToTheLeastButNeverLower(int before, int min, int after) throws Exception {
        TestContext context = new TestContext();
        Filter filter = new TtlFactory().create(new MapSettings(Map.of("min", min)));
        filter.onAttach(context);
        SlotPacket ipv4 = packetWithTtl(before);
        SlotPacket ipv6 = packet(ByteBuffer.allocate(40)
                .putInt(0, 0x6000_0000)
                .put(6, (byte) 59)
                .put(7, (byte) before)
                .array());

        assertThat(filter.onPacket(ipv4)).isSameAs(Verdict.PASS);
        assertThat(filter.onPacket(ipv6)).isSameAs(Verdict.PASS);

        assertThat(ipv4.ipv4().ttl()).isEqualTo(after);
        assertThat(ipv6.ipv6().hopLimit()).isEqualTo(after);
        assertThat(ipv4.isChanged()).isEqualTo(before < min);
        assertThat(context.value("raised")).isEqualTo(before < min ? 2 : 0);
    }

    @Test
    void shouldListItsOptions() {
        assertThat(new TtlFactory().options()).extracting(Option::name).containsExactly("set", "subtract", "min");
    }

    @Test
    void shouldTakeExactlyOneSetting() {
        for (Map<String, Integer> wrong : List.<Map<String, Integer>>of(
                Map.of(),
                Map.of("set", 1, "subtract", 1),
                Map.of("min", 1, "set", 1),
                Map.of("min", 1, "subtract", 2))) {
            assertThatThrownBy(() -> create(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("ttl needs one of 'set', 'subtract' and 'min', a number from 1 to 255");
        }
    }

    @Test
    void shouldRefuseNumbersThatAreNoTtl() {
        for (int wrong : new int[] {-1, 0, 256}) {
            assertThatThrownBy(() -> create(Map.of("set", wrong))).hasMessage("set must be 1 to 255: " + wrong);
            assertThatThrownBy(() -> create(Map.of("subtract", wrong)))
                    .hasMessage("subtract must be 1 to 255: " + wrong);
            assertThatThrownBy(() -> create(Map.of("min", wrong))).hasMessage("min must be 1 to 255: " + wrong);
        }
    }

    @Test
    void shouldCopeWithUncutSegments() throws Exception {
        assertThat(create(Map.of("set", 1)).segments()).isEqualTo(Segments.ANY);
        assertThat(create(Map.of("subtract", 1)).segments()).isEqualTo(Segments.ANY);
        assertThat(create(Map.of("min", 1)).segments()).isEqualTo(Segments.ANY);
    }
}
