package io.headgate.plugin.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Permission;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;
import io.headgate.testkit.MapSettings;
import io.headgate.testkit.OnePacket;
import io.headgate.testkit.TestContext;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleTest {
    private final OnePacket slot = new OnePacket();
    private final TestContext context = new TestContext();

    private Filter create(Map<String, ?> with) throws Exception {
        return create(with, context);
    }

    private static Filter create(Map<String, ?> with, TestContext context) throws Exception {
        Filter filter = new SampleFactory().create(new MapSettings(with));
        filter.onAttach(context);
        return filter;
    }

    /** A UDP packet of a flow, from its first host or back. */
    private static byte[] packet(int flow, boolean isBack) {
        ByteBuffer bytes = ByteBuffer.allocate(28).putInt(0x4500_001C).putInt(0).putInt(0x4011_0000);
        bytes.putInt(isBack ? 0xC633_6402 : 0xC000_0201).putInt(isBack ? 0xC000_0201 : 0xC633_6402);
        bytes.putShort((short) (isBack ? 53 : flow)).putShort((short) (isBack ? flow : 53));
        return bytes.putShort((short) 8).putShort((short) 0).array();
    }

    private BitSet sampleOf(Filter filter, int packets) {
        BitSet passed = new BitSet();
        for (int i = 0; i < packets; i++) {
            passed.set(i, filter.onPacket(slot.load(packet(i, false))).kind() == Verdict.Kind.PASS);
        }
        return passed;
    }

    @Test
    void shouldBeFoundByItsName() {
        assertThat(ServiceLoader.load(FilterFactory.class))
                .singleElement()
                .isInstanceOf(SampleFactory.class)
                .returns("sample", FilterFactory::name);
        assertThat(new SampleFactory().permissions()).containsExactly(Permission.MIRROR);
        assertThat(new SampleFactory().options())
                .extracting(Option::name)
                .containsExactly("one-of", "take", "mode", "mirror", "seed");
    }

    @Test
    void shouldLetEachNthThroughAndDropTheRest() throws Exception {
        Filter filter = create(Map.of("one-of", 4));

        for (int i = 1; i <= 100; i++) {
            Verdict verdict = filter.onPacket(slot.load(packet(i, false)));
            assertThat(verdict.reason()).as("packet %s", i).isEqualTo(i % 4 == 0 ? "pass" : "not-sampled");
        }
        assertThat(context.value("sampled")).isEqualTo(25);
    }

    /** 10,000 packets of which one of 10: 1,000, with a standard deviation of 30. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void shouldTakeAboutOneOfNAtRandomAndTheSameWithTheSameSeed(int seed) throws Exception {
        Map<String, ?> with = Map.of("one-of", 10, "take", "random", "seed", seed);

        BitSet passed = sampleOf(create(with), 10_000);

        assertThat(passed.cardinality()).isBetween(850, 1_150);
        assertThat(context.value("sampled")).isEqualTo(passed.cardinality());
        assertThat(sampleOf(create(with, new TestContext()), 10_000)).isEqualTo(passed);
        assertThat(sampleOf(
                        create(Map.of("one-of", 10, "take", "random", "seed", seed + 100), new TestContext()), 10_000))
                .isNotEqualTo(passed);
    }

    @Test
    void shouldTakeWholeFlowsInBothDirections() throws Exception {
        Filter filter = create(Map.of("one-of", 8, "take", "by-flow", "seed", 3));
        BitSet taken = sampleOf(filter, 4_000);

        assertThat(taken.cardinality()).isBetween(350, 650);
        for (int flow = 0; flow < 4_000; flow++) {
            Verdict back = filter.onPacket(slot.load(packet(flow, true)));
            assertThat(back.kind() == Verdict.Kind.PASS).as("flow %s", flow).isEqualTo(taken.get(flow));
        }
    }

    @Test
    void shouldMirrorTheSampleAndPassEverything() throws Exception {
        Filter filter = create(Map.of("one-of", 3, "mode", "mirror", "mirror", "ids"));

        for (int i = 1; i <= 9; i++) {
            assertThat(filter.onPacket(slot.load(packet(i, false)))).isSameAs(Verdict.PASS);
        }

        assertThat(context.recordingMirror("ids").copies())
                .containsExactly(packet(3, false), packet(6, false), packet(9, false));
        assertThat(context.value("sampled")).isEqualTo(3);
        assertThat(context.value("mirror-lost")).isZero();
    }

    @Test
    void shouldCountWhatTheMirrorHasNoRoomFor() throws Exception {
        Filter filter = create(Map.of("one-of", 1, "mode", "mirror", "mirror", "ids"));
        context.recordingMirror("ids").limit(2);

        for (int i = 0; i < 5; i++) {
            assertThat(filter.onPacket(slot.load(packet(i, false)))).isSameAs(Verdict.PASS);
        }

        assertThat(context.recordingMirror("ids").copies()).hasSize(2);
        assertThat(context.value("mirror-lost")).isEqualTo(3);
    }

    @Test
    void shouldAskForCutSegmentsOnlyToCountPackets() throws Exception {
        assertThat(create(Map.of("one-of", 2)).segments()).isEqualTo(Segments.WIRE);
        assertThat(create(Map.of("one-of", 2, "take", "random")).segments()).isEqualTo(Segments.WIRE);
        assertThat(create(Map.of("one-of", 2, "take", "by-flow")).segments()).isEqualTo(Segments.ANY);
    }

    @Test
    void shouldRefuseSettingsThatMakeNoSense() {
        String mirror = "'mirror' goes with 'mode: mirror', one not without the other";

        assertThatThrownBy(() -> create(Map.of())).hasMessage("'one-of' is missing: give a number from 1 to 1000000");
        assertThatThrownBy(() -> create(Map.of("one-of", 0)))
                .hasMessage("'one-of' is '0', but must be a number from 1 to 1000000");
        assertThatThrownBy(() -> create(Map.of("one-of", 2, "take", "first")))
                .hasMessage("'take' is 'first', but must be one of every-nth, random, by-flow");
        assertThatThrownBy(() -> create(Map.of("one-of", 2, "mode", "mirror"))).hasMessage(mirror);
        assertThatThrownBy(() -> create(Map.of("one-of", 2, "mirror", "ids")))
                .hasMessage(mirror.replace("'mirror' goes", "'mirror' ('ids') goes"));
    }
}
