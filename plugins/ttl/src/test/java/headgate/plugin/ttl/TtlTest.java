package headgate.plugin.ttl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import headgate.api.Filter;
import headgate.api.FilterContext;
import headgate.api.FilterFactory;
import headgate.api.Segments;
import headgate.api.Settings;
import headgate.api.Verdict;
import headgate.engine.packet.SlotPacket;
import headgate.engine.ring.LaneBell;
import headgate.engine.ring.Slot;
import headgate.engine.ring.SlotRing;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class TtlTest {
    /** Settings from a map of texts and numbers. */
    private record MapSettings(Map<String, ?> values) implements Settings {
        @Override
        public OptionalInt integer(String key, int min, int max) {
            Object value = values.get(key);
            if (value == null) {
                return OptionalInt.empty();
            }
            if (!(value instanceof Integer number) || number < min || number > max) {
                throw new IllegalArgumentException(key + " must be " + min + " to " + max + ": " + value);
            }
            return OptionalInt.of(number);
        }

        @Override
        public String choice(String key, String fallback, String... allowed) {
            Object value = values.containsKey(key) ? values.get(key) : fallback;
            if (!List.of(allowed).contains(value)) {
                throw new IllegalArgumentException(key + " must be one of " + List.of(allowed) + ": " + value);
            }
            return (String) value;
        }
    }

    /** Makes verdicts without counting. */
    private static final class Reasons implements FilterContext {
        @Override
        public String laneName() {
            return "test";
        }

        @Override
        public Logger logger() {
            return LoggerFactory.getLogger("test");
        }

        @Override
        public Verdict drop(String reason, String explanation) {
            return Verdict.drop(0, reason);
        }
    }

    private static SlotPacket packet(byte[] bytes) {
        LaneBell bell = new LaneBell(new LaneBell.Bed() {
            @Override
            public void sleep() {}

            @Override
            public void wake() {}
        });
        SlotRing ring = new SlotRing(2, bell);
        Slot slot = ring.writableSlot(0);
        ring.arena().bytes().put(slot.dataOffset(), bytes);
        slot.setPacket(slot.dataOffset(), bytes.length, bytes.length);
        SlotPacket packet = new SlotPacket(ring.arena());
        packet.wrap(slot);
        return packet;
    }

    private static SlotPacket packetWithTtl(int ttl) {
        ByteBuffer header = ByteBuffer.allocate(20).putInt(0, 0x4500_0014).put(8, (byte) ttl);
        return packet(header.array());
    }

    private static Filter create(Map<String, ?> with) throws Exception {
        Filter filter = new TtlFactory().create(new MapSettings(with));
        filter.start(new Reasons());
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

        Verdict verdict = create(Map.of("set", set)).filter(packet);

        assertThat(verdict).isSameAs(Verdict.PASS);
        assertThat(packet.ipv4().ttl()).isEqualTo(set);
        assertThat(packet.isChanged()).isEqualTo(before != set);
    }

    @ParameterizedTest
    @CsvSource({"64, 1, 63", "255, 254, 1", "2, 1, 1"})
    void shouldTakeHopsOff(int before, int subtract, int after) throws Exception {
        SlotPacket packet = packetWithTtl(before);

        Verdict verdict = create(Map.of("subtract", subtract)).filter(packet);

        assertThat(verdict).isSameAs(Verdict.PASS);
        assertThat(packet.ipv4().ttl()).isEqualTo(after);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "64, 64", "5, 255"})
    void shouldDropWhatHasNoHopsLeft(int before, int subtract) throws Exception {
        SlotPacket packet = packetWithTtl(before);

        Verdict verdict = create(Map.of("subtract", subtract)).filter(packet);

        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.DROP);
        assertThat(verdict.reason()).isEqualTo("ttl-expired");
        assertThat(packet.isChanged()).isFalse();
    }

    @Test
    void shouldTakeExactlyOneSetting() {
        for (Map<String, Integer> wrong : List.<Map<String, Integer>>of(Map.of(), Map.of("set", 1, "subtract", 1))) {
            assertThatThrownBy(() -> create(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("ttl needs either 'set' or 'subtract', a number from 1 to 255");
        }
    }

    @Test
    void shouldRefuseNumbersThatAreNoTtl() {
        for (int wrong : new int[] {-1, 0, 256}) {
            assertThatThrownBy(() -> create(Map.of("set", wrong))).hasMessage("set must be 1 to 255: " + wrong);
            assertThatThrownBy(() -> create(Map.of("subtract", wrong)))
                    .hasMessage("subtract must be 1 to 255: " + wrong);
        }
    }

    @Test
    void shouldCopeWithUncutSegments() throws Exception {
        assertThat(create(Map.of("set", 1)).segments()).isEqualTo(Segments.ANY);
        assertThat(create(Map.of("subtract", 1)).segments()).isEqualTo(Segments.ANY);
    }
}
