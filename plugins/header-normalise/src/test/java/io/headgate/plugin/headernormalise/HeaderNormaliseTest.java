package io.headgate.plugin.headernormalise;

import static io.headgate.plugin.headernormalise.Headers.DF;
import static io.headgate.plugin.headernormalise.Headers.RESERVED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Segments;
import io.headgate.api.Tcp;
import io.headgate.api.Verdict;
import io.headgate.engine.packet.SlotPacket;
import io.headgate.testkit.MapSettings;
import io.headgate.testkit.OnePacket;
import io.headgate.testkit.TestContext;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderNormaliseTest {
    private static final Map<String, Object> OPTIONS = Map.of("tcp-options", "known");

    private final OnePacket slot = new OnePacket();
    private final TestContext context = new TestContext();

    private Filter create(Map<String, ?> with) throws Exception {
        Filter filter = new HeaderNormaliseFactory().create(new MapSettings(with));
        filter.onAttach(context);
        return filter;
    }

    /** What becomes of a packet, which passes. */
    private byte[] normalised(Map<String, ?> with, byte[] packet) throws Exception {
        assertThat(create(with).onPacket(slot.load(packet))).isSameAs(Verdict.PASS);
        return slot.finish();
    }

    private void assertUntouched(Map<String, ?> with, byte[] packet) throws Exception {
        SlotPacket loaded = slot.load(packet);
        assertThat(create(with).onPacket(loaded)).isSameAs(Verdict.PASS);
        assertThat(loaded.isChanged()).isFalse();
    }

    @Test
    void shouldBeFoundByItsName() throws Exception {
        assertThat(ServiceLoader.load(FilterFactory.class))
                .singleElement()
                .isInstanceOf(HeaderNormaliseFactory.class)
                .returns("header-normalise", FilterFactory::name);
        assertThat(create(Map.of()).segments()).isEqualTo(Segments.ANY);
        assertThat(new HeaderNormaliseFactory().options())
                .extracting(Option::name)
                .containsExactly(
                        "reserved-flag",
                        "clear-df",
                        "ip-id",
                        "ip-options",
                        "min-ttl",
                        "dscp",
                        "ecn",
                        "trailing",
                        "tcp-flags",
                        "tcp-reserved",
                        "urgent-pointer",
                        "tcp-options");
    }

    @Test
    void shouldLeavePlainPacketsAlone() throws Exception {
        Headers plain = new Headers().tcpOptions(2, 4, 5, 0xB4, 1, 3, 3, 7).ipOptions(148, 4, 0, 0);

        assertUntouched(Map.of(), plain.ipv4());
        assertUntouched(Map.of(), plain.ipv6());
    }

    @Test
    void shouldClearTheReservedFlag() throws Exception {
        byte[] packet = new Headers().fragment(RESERVED | DF).ipv4();

        assertUntouched(Map.of("reserved-flag", false), packet);
        assertThat(normalised(Map.of(), packet)).isEqualTo(new Headers().ipv4());
        assertThat(context.value("reserved-flag")).isEqualTo(1);
    }

    @Test
    void shouldClearDfIfAsked() throws Exception {
        assertThat(normalised(Map.of("clear-df", true), new Headers().ipv4()))
                .isEqualTo(new Headers().fragment(0).ipv4());
        assertThat(context.value("df-cleared")).isEqualTo(1);
        assertUntouched(Map.of("clear-df", true), new Headers().fragment(0).ipv4());
    }

    @Test
    void shouldClearTheIdentificationOfAtomicPacketsOnly() throws Exception {
        Map<String, ?> with = Map.of("ip-id", "zero");

        assertThat(normalised(with, new Headers().ipv4()))
                .isEqualTo(new Headers().id(0).ipv4());
        assertThat(context.value("ids-changed")).isEqualTo(1);
        assertUntouched(with, new Headers().fragment(0).ipv4());
        assertUntouched(with, new Headers().fragment(DF | 0x2000).ipv4());
        assertUntouched(with, new Headers().fragment(DF | 10).ipv4());
        assertUntouched(with, new Headers().ipv6());
    }

    @Test
    void shouldGiveAtomicPacketsAnyIdentification() throws Exception {
        Filter filter = create(Map.of("ip-id", "random", "clear-df", true));
        BitSet ids = new BitSet();

        for (int i = 0; i < 1_000; i++) {
            SlotPacket packet = slot.load(new Headers().id(0).ipv4());
            filter.onPacket(packet);
            ids.set(packet.ipv4().identification());
            assertThat(slot.finish())
                    .isEqualTo(new Headers()
                            .id(packet.ipv4().identification())
                            .fragment(0)
                            .ipv4());
        }

        // 1,000 of 65,536 by chance: 7.6 pairs alike, on average.
        assertThat(ids.cardinality()).isBetween(970, 1_000);
    }

    @ParameterizedTest
    @CsvSource({"0, 16", "15, 16", "16, 16", "200, 200"})
    void shouldRaiseTheTimeToLive(int before, int after) throws Exception {
        Map<String, ?> with = Map.of("min-ttl", 16);

        assertThat(normalised(with, new Headers().ttl(before).ipv4()))
                .isEqualTo(new Headers().ttl(after).ipv4());
        assertThat(normalised(with, new Headers().ttl(before).ipv6()))
                .isEqualTo(new Headers().ttl(after).ipv6());
        assertThat(context.value("ttl-raised")).isEqualTo(before < after ? 2 : 0);
        assertUntouched(with, new Headers().ttl(before).destination(0xE000_00FB).ipv4());
        assertUntouched(with, new Headers().ttl(before).destination(0xE000_00FB).ipv6());
    }

    @ParameterizedTest
    @CsvSource({"46, , 0xBA", ", 0, 0x28", ", 3, 0x2B", "0, 0, 0x00", "10, 2, 0x2A"})
    void shouldMarkPackets(Integer dscp, Integer ecn, String typeOfService) throws Exception {
        int after = Integer.decode(typeOfService);
        Map<String, Object> with = new java.util.HashMap<>();
        with.put("dscp", dscp);
        with.put("ecn", ecn);
        with.values().removeIf(java.util.Objects::isNull);

        assertThat(normalised(with, new Headers().typeOfService(0x2A).ipv4()))
                .isEqualTo(new Headers().typeOfService(after).ipv4());
        assertThat(normalised(with, new Headers().typeOfService(0x2A).ipv6()))
                .isEqualTo(new Headers().typeOfService(after).ipv6());
        assertThat(context.value("marked")).isEqualTo(after == 0x2A ? 0 : 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // record route with one entry
                "7,7,4,1,2,3,4,0 | 1,1,1,1,1,1,1,0",
                "148,4,0,0,131,3,4,0 | 148,4,0,0,1,1,1,0",
                "1,1,1,0 | 1,1,1,0",
                "0,1,2,3 | 0,0,0,0",
                "68,12,5,0 | 1,1,1,1",
                "148,3,0,0 | 1,1,1,0",
                "1,1,1,137 | 1,1,1,1"
            })
    void shouldOverwriteOptionsOrDropThem(String before, String after) throws Exception {
        byte[] packet = new Headers().ipOptions(numbers(before)).ipv4();
        boolean isHarmless = before.equals(after) || before.startsWith("0,");

        assertUntouched(Map.of(), packet);
        assertThat(normalised(Map.of("ip-options", "clear"), packet))
                .isEqualTo(new Headers().ipOptions(numbers(after)).ipv4());
        assertThat(context.value("ip-options-cleared")).isEqualTo(before.equals(after) ? 0 : 1);
        assertThat(create(Map.of("ip-options", "drop"))
                        .onPacket(slot.load(packet))
                        .reason())
                .isEqualTo(isHarmless ? "pass" : "ip-options");
    }

    private static int[] numbers(String list) {
        return Arrays.stream(list.strip().split(","))
                .mapToInt(text -> Integer.parseInt(text.strip()))
                .toArray();
    }

    @Test
    void shouldDropTrailingBytesIfAsked() throws Exception {
        for (byte[] packet : List.of(new Headers().ipv4(), new Headers().ipv6())) {
            byte[] padded = Arrays.copyOf(packet, packet.length + 3);

            assertUntouched(Map.of(), padded);
            assertUntouched(Map.of("trailing", "drop"), packet);
            assertThat(create(Map.of("trailing", "drop"))
                            .onPacket(slot.load(padded))
                            .reason())
                    .isEqualTo("trailing-bytes");
        }
    }

    @Test
    void shouldDropFlagsThatNoConnectionSends() throws Exception {
        Filter filter = create(Map.of());
        List<Integer> legal = List.of(
                Tcp.SYN,
                Tcp.SYN | Tcp.ACK,
                Tcp.ACK,
                Tcp.ACK | Tcp.FIN,
                Tcp.RST,
                Tcp.RST | Tcp.ACK,
                Tcp.RST | Tcp.ACK | Tcp.FIN);
        int core = Tcp.SYN | Tcp.ACK | Tcp.FIN | Tcp.RST;

        for (int flags = 0; flags < 256; flags++) {
            SlotPacket packet = slot.load(new Headers().flags(flags).ipv4());
            assertThat(filter.onPacket(packet).reason())
                    .as("flags %s", flags)
                    .isEqualTo(legal.contains(flags & core) ? "pass" : "tcp-flags");
            assertUntouched(
                    Map.of("tcp-flags", "keep"), new Headers().flags(flags).ipv6());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 15})
    void shouldClearReservedBits(int reserved) throws Exception {
        byte[] packet = new Headers().reserved(reserved).ipv4();

        assertUntouched(Map.of("tcp-reserved", false), packet);
        assertThat(normalised(Map.of(), packet)).isEqualTo(new Headers().ipv4());
        assertThat(normalised(Map.of(), new Headers().reserved(reserved).ipv6()))
                .isEqualTo(new Headers().ipv6());
        assertThat(context.value("tcp-reserved")).isEqualTo(2);
    }

    @Test
    void shouldClearAnUrgentPointerThatIsNone() throws Exception {
        byte[] packet = new Headers().urgentPointer(77).ipv4();

        assertUntouched(Map.of("urgent-pointer", false), packet);
        assertUntouched(
                Map.of(),
                new Headers().urgentPointer(77).flags(Tcp.ACK | Tcp.URG).ipv4());
        assertThat(normalised(Map.of(), packet)).isEqualTo(new Headers().ipv4());
        assertThat(context.value("urgent-pointer")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2,4,5,180,1,3,3,7,4,2,1,1 | 2,4,5,180,1,3,3,7,4,2,1,1",
                "1,1,8,10,1,2,3,4,5,6,7,8 | 1,1,8,10,1,2,3,4,5,6,7,8",
                "1,1,5,10,1,2,3,4,5,6,7,8 | 1,1,5,10,1,2,3,4,5,6,7,8",
                // fast open, multipath
                "34,4,9,9,2,4,5,180 | 1,1,1,1,2,4,5,180",
                "30,3,9,2,4,5,180,0 | 1,1,1,2,4,5,180,0",
                // lengths that their kinds do not have
                "2,3,5,1 | 1,1,1,1",
                "5,9,1,1,1,1,1,1,1,1,1,1 | 1,1,1,1,1,1,1,1,1,1,1,1",
                "4,0,2,4,5,180,1,1 | 1,1,1,1,1,1,1,1",
                "1,1,2,4 | 1,1,1,1",
                "3 ,3,7,34 | 3,3,7,1",
                // what hides behind the end
                "2,4,5,180,0,1,2,3 | 2,4,5,180,0,0,0,0",
                "0,34,2,9 | 0,0,0,0"
            })
    void shouldOverwriteOptionsThatNotEverybodyUses(String before, String after) throws Exception {
        Headers given = new Headers().tcpOptions(numbers(before));
        Headers wanted = new Headers().tcpOptions(numbers(after));
        boolean isChanged = !Arrays.equals(given.ipv4(), wanted.ipv4());

        assertUntouched(Map.of(), given.ipv4());
        assertThat(normalised(OPTIONS, given.ipv4())).isEqualTo(wanted.ipv4());
        assertThat(normalised(OPTIONS, given.ipv6())).isEqualTo(wanted.ipv6());
        assertThat(context.value("tcp-options-cleared")).isEqualTo(isChanged ? 2 : 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {19, 29})
    void shouldLeaveSignedSegmentsAlone(int kind) throws Exception {
        int[] options = new int[20];
        options[0] = kind;
        options[1] = 18;
        options[18] = 34;
        options[19] = 2;

        assertUntouched(
                OPTIONS,
                new Headers().tcpOptions(options).reserved(5).urgentPointer(9).ipv4());
        assertThat(context.value("signed")).isEqualTo(1);
    }

    @Test
    void shouldLeaveLaterFragmentsAndOtherProtocolsAlone() throws Exception {
        byte[] fragment = new Headers().fragment(100).reserved(15).flags(0).ipv4();
        byte[] other = new Headers().reserved(15).flags(0).ipv4();
        other[9] = 47;

        assertUntouched(OPTIONS, fragment);
        assertUntouched(OPTIONS, other);
    }

    @Test
    void shouldRefuseSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> create(Map.of("clear-df", true, "ip-id", "zero")))
                .hasMessage(
                        "'ip-id' ('zero') must be keep or random with 'clear-df: true': what may be cut needs one of its own");
        assertThatThrownBy(() -> create(Map.of("dscp", 64)))
                .hasMessage("'dscp' is '64', but must be a number from 0 to 63");
        assertThatThrownBy(() -> create(Map.of("min-ttl", 0)))
                .hasMessage("'min-ttl' is '0', but must be a number from 1 to 255");
        assertThatThrownBy(() -> create(Map.of("ip-options", "strip")))
                .hasMessage("'ip-options' is 'strip', but must be one of keep, clear, drop");
    }
}
