package io.headgate.plugin.nat;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.Outcome;
import io.headgate.testkit.packet.Packets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in to a mapping, from the world and from other inside hosts. */
class FilteringTest {
    private final FilterHarness harness = Gateway.harness();

    @BeforeEach
    void setUp() {
        harness.with("filtering", "endpoint-independent");
    }

    private Outcome udp(String ends) {
        return harness.filter(Packets.udp(ends).payload("x"));
    }

    @ParameterizedTest
    @CsvSource({
        "address-and-port-dependent, false, false",
        "address-dependent, true, false",
        "endpoint-independent, true, true"
    })
    void shouldLetInWhomTheOptionSays(String filtering, boolean isOtherPortLetIn, boolean isOtherAddressLetIn) {
        harness.with("filtering", filtering);
        udp("10.0.0.5:5000 > 203.0.113.9:53");

        assertThat(udp("203.0.113.9:53 > 198.51.100.1:5000").isChanged()).isTrue();
        assertThat(udp("203.0.113.9:54 > 198.51.100.1:5000").isChanged()).isEqualTo(isOtherPortLetIn);
        assertThat(udp("203.0.113.10:53 > 198.51.100.1:5000").isChanged()).isEqualTo(isOtherAddressLetIn);
        assertThat(harness.result().counter("filtered"))
                .isEqualTo((isOtherPortLetIn ? 0 : 1) + (isOtherAddressLetIn ? 0 : 1));
    }

    @Test
    void shouldForgetAnAddressWithItsLastFlow() {
        harness.with("filtering", "address-dependent").with("udp-timeout", "120s");
        udp("10.0.0.5:5000 > 203.0.113.9:53");
        udp("10.0.0.5:5000 > 203.0.113.9:54");
        harness.advance(Duration.ofSeconds(60));
        udp("10.0.0.5:5000 > 203.0.113.9:54");
        udp("10.0.0.5:5000 > 203.0.113.10:54");
        harness.advance(Duration.ofSeconds(61));

        assertThat(udp("203.0.113.9:99 > 198.51.100.1:5000").isChanged()).isTrue();
        harness.advance(Duration.ofSeconds(119));
        udp("10.0.0.5:5000 > 203.0.113.10:54");
        harness.advance(Duration.ofSeconds(2));

        assertThat(udp("203.0.113.9:99 > 198.51.100.1:5000").isChanged()).isFalse();
    }

    @Test
    void shouldLetStrangersBeginConnectionsButNotGoOnWithThem() {
        harness.filter(Packets.tcp("10.0.0.5:5000 > 203.0.113.9:80").syn());

        assertThat(harness.filter(Packets.tcp("203.0.113.10:80 > 198.51.100.1:5000"))
                        .isChanged())
                .isFalse();
        assertThat(harness.filter(Packets.tcp("203.0.113.10:80 > 198.51.100.1:5000")
                                .syn())
                        .ends())
                .isEqualTo("203.0.113.10:80 > 10.0.0.5:5000");
        assertThat(harness.filter(Packets.tcp("10.0.0.5:5000 > 203.0.113.10:80").synAck())
                        .ends())
                .isEqualTo("198.51.100.1:5000 > 203.0.113.10:80");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evict", "drop"})
    void shouldGiveInsideHostsTheRoomThatStrangersDoNotGet(String whenFull) {
        harness.with("flows", 2).with("when-full", whenFull);
        udp("10.0.0.5:5000 > 203.0.113.9:53");
        udp("10.0.0.6:6000 > 203.0.113.9:53");

        assertThat(udp("203.0.113.77:53 > 198.51.100.1:5000").isChanged()).isFalse();
        Outcome third = udp("10.0.0.7:7000 > 203.0.113.9:53");

        if (whenFull.equals("drop")) {
            assertThat(third.dropReason()).isEqualTo("nat-table-full");
            assertThat(udp("203.0.113.9:53 > 198.51.100.1:5000").isChanged()).isTrue();
        } else {
            assertThat(third.ends()).isEqualTo("198.51.100.1:7000 > 203.0.113.9:53");
            assertThat(udp("203.0.113.9:53 > 198.51.100.1:5000").isChanged()).isFalse();
            assertThat(harness.result().counter("evicted")).isOne();
        }
        assertThat(harness.result().counter("flows")).isEqualTo(2);
        assertThat(harness.result().counter("udp-ports")).isEqualTo(2);
    }

    @Test
    void shouldKeepTheMappingOfAFlowThatMakesRoomForItsSibling() {
        harness.with("flows", 1);
        udp("10.0.0.4:5000 > 203.0.113.9:53");
        String end = udp("10.0.0.5:5000 > 203.0.113.9:53").ends().replaceFirst(" >.*", "");

        assertThat(udp("10.0.0.5:5000 > 203.0.113.10:53").ends()).isEqualTo(end + " > 203.0.113.10:53");
        assertThat(harness.result().counter("mappings")).isOne();
        assertThat(harness.result().counter("evicted")).isEqualTo(2);
    }

    @Test
    void shouldTurnRoundBetweenInsideHosts() {
        udp("10.0.0.5:5000 > 203.0.113.9:53");

        assertThat(udp("10.0.0.6:6000 > 198.51.100.1:5000").bytes())
                .isEqualTo(Packets.udp("198.51.100.1:6000 > 10.0.0.5:5000")
                        .payload("x")
                        .build());
        assertThat(udp("10.0.0.5:5000 > 198.51.100.1:6000").bytes())
                .isEqualTo(Packets.udp("198.51.100.1:5000 > 10.0.0.6:6000")
                        .payload("x")
                        .build());
        assertThat(harness.result().counter("hairpinned")).isEqualTo(2);

        byte[] received =
                Packets.udp("198.51.100.1:6000 > 10.0.0.5:5000").payload("x").build();
        byte[] sent =
                Packets.udp("10.0.0.6:6000 > 198.51.100.1:5000").payload("x").build();
        assertThat(harness.filter(Packets.portUnreachable("10.0.0.5 > 198.51.100.1", received))
                        .bytes())
                .isEqualTo(
                        Packets.portUnreachable("198.51.100.1 > 10.0.0.6", sent).build());
    }

    @Test
    void shouldFilterInsideHostsAsItDoesOthers() {
        harness.with("filtering", "address-and-port-dependent");
        udp("10.0.0.5:5000 > 203.0.113.9:53");

        assertThat(udp("10.0.0.6:6000 > 198.51.100.1:5000").ends()).isEqualTo("10.0.0.6:6000 > 198.51.100.1:5000");
        // The first has punched its hole.
        assertThat(udp("10.0.0.5:5000 > 198.51.100.1:6000").ends()).isEqualTo("198.51.100.1:5000 > 10.0.0.6:6000");
        assertThat(udp("10.0.0.6:6000 > 198.51.100.1:5000").ends()).isEqualTo("198.51.100.1:6000 > 10.0.0.5:5000");
    }

    @Test
    void shouldLeaveInsideHostsToThisHostWithoutHairpinning() {
        harness.with("hairpin", false);
        udp("10.0.0.5:5000 > 203.0.113.9:53");

        assertThat(udp("10.0.0.6:6000 > 198.51.100.1:5000").isChanged()).isFalse();
    }
}
