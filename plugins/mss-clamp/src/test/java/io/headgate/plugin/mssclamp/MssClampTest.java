package io.headgate.plugin.mssclamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Segments;
import io.headgate.api.Tcp;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.MapSettings;
import io.headgate.testkit.Outcome;
import io.headgate.testkit.Result;
import io.headgate.testkit.mutation.Mutations;
import io.headgate.testkit.packet.Packets;
import io.headgate.testkit.packet.TcpBuilder;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MssClampTest {
    private static final int CLAMP = 1360;

    private static FilterHarness clamp() {
        return FilterHarness.of(new MssClampFactory()).with("mss", CLAMP);
    }

    private static TcpBuilder ipv4(int flags) {
        return Packets.tcp("192.0.2.1:40000 > 198.51.100.2:443").flags(flags);
    }

    private static TcpBuilder ipv6(int flags) {
        return Packets.tcp("[2001:db8::1]:40000 > [2001:db8::2]:443").flags(flags);
    }

    private static byte[] filter(TcpBuilder packet) {
        return clamp().filter(packet).bytes();
    }

    @Test
    void shouldBeFoundByItsName() {
        assertThat(ServiceLoader.load(FilterFactory.class))
                .singleElement()
                .isInstanceOf(MssClampFactory.class)
                .returns("mss-clamp", FilterFactory::name);
    }

    @ParameterizedTest
    @ValueSource(ints = {1361, 1460, 8960, 65_535})
    void shouldLowerWhatIsTooLarge(int offered) {
        assertThat(filter(ipv4(Tcp.SYN).mss(offered)))
                .isEqualTo(ipv4(Tcp.SYN).mss(CLAMP).build());
        assertThat(filter(ipv4(Tcp.SYN | Tcp.ACK).mss(offered)))
                .isEqualTo(ipv4(Tcp.SYN | Tcp.ACK).mss(CLAMP).build());
        assertThat(filter(ipv6(Tcp.SYN).mss(offered)))
                .isEqualTo(ipv6(Tcp.SYN).mss(CLAMP).build());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 536, 1359, 1360})
    void shouldNeverRaise(int offered) {
        assertThat(filter(ipv4(Tcp.SYN).mss(offered)))
                .isEqualTo(ipv4(Tcp.SYN).mss(offered).build());
    }

    @Test
    void shouldFindTheOptionAmongOthers() {
        assertThat(filter(ipv4(Tcp.SYN).options(1, 3, 3, 7, 4, 2).mss(1460).options(1, 1)))
                .isEqualTo(ipv4(Tcp.SYN)
                        .options(1, 3, 3, 7, 4, 2)
                        .mss(CLAMP)
                        .options(1, 1)
                        .build());
    }

    @Test
    void shouldCopeWithTheOptionAtAnOddOffset() {
        assertThat(filter(ipv4(Tcp.SYN).options(1).mss(1460).options(4, 2, 1)))
                .isEqualTo(ipv4(Tcp.SYN).options(1).mss(CLAMP).options(4, 2, 1).build());
    }

    @Test
    void shouldLeaveEverythingElseAlone() {
        Result result = clamp().feed(
                        ipv4(Tcp.SYN),
                        ipv4(Tcp.ACK).mss(9000), // Not in a SYN: means nothing.
                        ipv4(Tcp.SYN).options(0, 2, 4, 0x23, 0x28, 0, 0, 0), // Behind the end of the options.
                        ipv4(Tcp.SYN).options(2, 3, 0x23, 0x28), // Of another length.
                        ipv4(Tcp.SYN).options(1, 1, 2, 4), // Cut off by the header's end.
                        ipv4(Tcp.SYN).options(5, 0, 2, 4, 0x23, 0x28, 1, 1)); // Behind an option without length.

        assertThat(result.packets()).allMatch(Outcome::hasLeft).noneMatch(Outcome::isChanged);
    }

    @Test
    void shouldSurviveDamagedPackets() {
        clamp().survives(Mutations.of(ipv4(Tcp.SYN).options(1, 3, 3, 7).mss(1460), 1));
        clamp().survives(Mutations.of(ipv6(Tcp.SYN).mss(1440).options(4, 2), 2));
    }

    @Test
    void shouldAllocateNothing() {
        clamp().assertNoAllocation(ipv4(Tcp.SYN).mss(1460), ipv6(Tcp.SYN).mss(1440), ipv4(Tcp.ACK));
    }

    @ParameterizedTest
    @CsvSource({"87", "0", "-1", "65496"})
    void shouldRefuseNumbersThatAreNoMss(int wrong) {
        assertThatThrownBy(() -> MapSettings.create(new MssClampFactory(), Map.of("mss", wrong)))
                .hasMessage("'mss' is '" + wrong + "', but must be a number from 88 to 65495");
    }

    @Test
    void shouldLeaveRoomForTheHeadersOfEachFamilyWithinAnMtu() {
        FilterHarness harness = FilterHarness.of(new MssClampFactory()).with("mtu", 1_400);

        Result result = harness.feed(
                ipv4(Tcp.SYN).mss(1_460),
                ipv6(Tcp.SYN).mss(1_440),
                ipv6(Tcp.SYN).mss(1_340));

        assertThat(result.packet(0).bytes()).isEqualTo(ipv4(Tcp.SYN).mss(1_360).build());
        assertThat(result.packet(1).bytes()).isEqualTo(ipv6(Tcp.SYN).mss(1_340).build());
        assertThat(result.packet(2).isChanged()).isFalse();
        assertThat(result.counter("clamped")).isEqualTo(2);
    }

    /** Packets of the test come in. */
    @ParameterizedTest
    @CsvSource({"any, 1360", "in, 1360", "out, 1460"})
    void shouldClampOneDirectionIfAsked(String direction, int after) {
        assertThat(clamp().with("direction", direction)
                        .filter(ipv4(Tcp.SYN).mss(1_460))
                        .bytes())
                .isEqualTo(ipv4(Tcp.SYN).mss(after).build());
    }

    @Test
    void shouldTakeEitherLimit() {
        String either = "mss-clamp needs either 'mss', a number from 88 to 65495, or 'mtu', a number from 148 to 65535";

        assertThatThrownBy(() -> MapSettings.create(new MssClampFactory(), Map.of()))
                .hasMessage(either);
        assertThatThrownBy(() -> MapSettings.create(new MssClampFactory(), Map.of("mss", 1_360, "mtu", 1_400)))
                .hasMessage(either);
        assertThatThrownBy(() -> MapSettings.create(new MssClampFactory(), Map.of("mtu", 147)))
                .hasMessage("'mtu' is '147', but must be a number from 148 to 65535");
        assertThat(new MssClampFactory().options()).extracting(Option::name).containsExactly("mss", "mtu", "direction");
    }

    @Test
    void shouldCopeWithUncutSegments() {
        assertThat(MapSettings.create(new MssClampFactory(), Map.of("mss", CLAMP))
                        .segments())
                .isEqualTo(Segments.ANY);
    }
}
