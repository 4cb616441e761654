package io.headgate.plugin.nat;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Direction;
import io.headgate.api.Segments;
import io.headgate.api.Tcp;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.Outcome;
import io.headgate.testkit.packet.PacketBuilder;
import io.headgate.testkit.packet.Packets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NatTest {
    private static final byte[] DATA = {1, 2, 3, 4, 5};

    private final FilterHarness harness = Gateway.harness();

    private Outcome udp(String ends) {
        return harness.filter(Packets.udp(ends).payload(DATA));
    }

    @Test
    void shouldTranslateTheSourceAndTheAnswersDestination() {
        assertThat(udp("10.0.0.5:5000 > 203.0.113.9:53").bytes())
                .isEqualTo(Packets.udp("198.51.100.1:5000 > 203.0.113.9:53")
                        .payload(DATA)
                        .build());
        assertThat(udp("203.0.113.9:53 > 198.51.100.1:5000").bytes())
                .isEqualTo(Packets.udp("203.0.113.9:53 > 10.0.0.5:5000")
                        .payload(DATA)
                        .build());
        assertThat(harness.result().counter("translated-out")).isOne();
        assertThat(harness.result().counter("translated-in")).isOne();
    }

    @Test
    void shouldTranslateEchoesByTheirIdentifier() {
        harness.filter(Packets.icmpEcho("10.0.0.5 > 203.0.113.9").identifier(7));
        Outcome second =
                harness.filter(Packets.icmpEcho("10.0.0.6 > 203.0.113.9").identifier(7));
        int identifier = second.view().icmp().identifier();

        assertThat(second.ends()).isEqualTo("198.51.100.1 > 203.0.113.9");
        assertThat(identifier).isNotEqualTo(7);
        assertThat(harness.filter(Packets.icmpEchoReply("203.0.113.9 > 198.51.100.1")
                                .identifier(identifier))
                        .bytes())
                .isEqualTo(Packets.icmpEchoReply("203.0.113.9 > 10.0.0.6")
                        .identifier(7)
                        .build());
        assertThat(harness.filter(Packets.icmpEchoReply("203.0.113.9 > 198.51.100.1")
                                .identifier(7))
                        .ends())
                .isEqualTo("203.0.113.9 > 10.0.0.5");
    }

    @Test
    void shouldKeepAnInsideEndsMappingWhoeverItSendsTo() {
        udp("10.0.0.4:5000 > 203.0.113.9:53");
        String first = udp("10.0.0.5:5000 > 203.0.113.9:53").ends().replaceFirst(" > .*", "");

        assertThat(first).startsWith("198.51.100.1:").isNotEqualTo("198.51.100.1:5000");
        assertThat(udp("10.0.0.5:5000 > 203.0.113.9:123").ends()).isEqualTo(first + " > 203.0.113.9:123");
        assertThat(udp("10.0.0.5:5000 > 203.0.113.77:53").ends()).isEqualTo(first + " > 203.0.113.77:53");
        assertThat(harness.result().counter("mappings")).isEqualTo(2);
        assertThat(harness.result().counter("flows")).isEqualTo(4);
        assertThat(harness.result().counter("udp-ports")).isEqualTo(2);
    }

    @Test
    void shouldKeepParityWhereItCannotKeepThePort() {
        for (int host = 1; host <= 50; host++) {
            Outcome even = udp("10.0.0." + host + ":5004 > 203.0.113.9:53");
            Outcome odd = udp("10.0.0." + host + ":5005 > 203.0.113.9:53");

            assertThat(even.view().udp().sourcePort() % 2).isZero();
            assertThat(odd.view().udp().sourcePort() % 2).isOne();
        }
    }

    @Test
    void shouldUseAllOutsideAddressesAndOneForEachHost() {
        harness.with("outside", List.of("198.51.100.8/30"));
        Set<String> seen = new HashSet<>();
        for (int host = 1; host <= 60; host++) {
            String address =
                    udp("10.0.0." + host + ":5000 > 203.0.113.9:53").ends().replaceFirst(":.*", "");
            seen.add(address);

            assertThat(udp("10.0.0." + host + ":7777 > 203.0.113.9:53").ends()).startsWith(address + ":");
        }

        assertThat(seen).containsExactlyInAnyOrder("198.51.100.8", "198.51.100.9", "198.51.100.10", "198.51.100.11");
    }

    @Test
    void shouldNeverGiveReservedPortsOrThoseOutOfRange() {
        harness.with("ports", "2000-2005").with("reserved", List.of("2001", "2003-2004"));
        Set<Integer> ports = new HashSet<>();
        for (int host = 1; host <= 4; host++) {
            Outcome outcome = harness.filter(
                    Packets.tcp("10.0.0." + host + ":2001 > 203.0.113.9:80").syn());
            if (host <= 3) {
                ports.add(outcome.view().tcp().sourcePort());
            } else {
                assertThat(outcome.dropReason()).isEqualTo("nat-ports-exhausted");
            }
        }

        assertThat(ports).containsExactlyInAnyOrder(2000, 2002, 2005);
        assertThat(harness.result().counter("tcp-ports")).isEqualTo(3);
        assertThat(udp("10.0.0.9:2001 > 203.0.113.9:53").hasLeft()).isTrue();
    }

    @Test
    void shouldPassWhatIsNotItsOwn() {
        for (String ends : List.of(
                "192.0.2.1:5000 > 203.0.113.9:53", // Neither inside nor to an outside address.
                "10.0.0.1:5000 > 10.9.9.9:53",
                "10.0.0.1:5353 > 224.0.0.251:5353",
                "10.0.0.1:67 > 255.255.255.255:68",
                "203.0.113.9:53 > 198.51.100.1:5000", // For this host.
                "[fd00::1]:5000 > [2001:db8::2]:53")) {
            assertThat(udp(ends).isChanged()).as(ends).isFalse();
            assertThat(harness.result().last().hasLeft()).as(ends).isTrue();
        }
        assertThat(harness.filter(Packets.icmpEcho("203.0.113.9 > 198.51.100.1"))
                        .isChanged())
                .isFalse();
        assertThat(harness.result().counter("unmatched")).isEqualTo(2);
        assertThat(harness.result().counter("flows")).isZero();
    }

    @Test
    void shouldDropWhatNobodyAskedForIfToldTo() {
        harness.with("unmatched", "drop");

        assertThat(udp("203.0.113.9:53 > 198.51.100.1:5000").dropReason()).isEqualTo("nat-unmatched");
    }

    @Test
    void shouldDropWhatWouldLeakInsideAddresses() {
        byte[] large =
                Packets.udp("10.0.0.5:5000 > 203.0.113.9:53").payloadLength(200).build();

        for (byte[] fragment : Packets.fragments(large, 64)) {
            assertThat(harness.filter(fragment).dropReason()).isEqualTo("nat-fragment");
        }
        assertThat(harness.filter(Packets.ip("10.0.0.5 > 203.0.113.9", 47).payloadLength(60))
                        .dropReason())
                .isEqualTo("nat-other-protocol");
        assertThat(harness.filter(Packets.tcp("10.0.0.5:80 > 203.0.113.9:5000").synAck())
                        .dropReason())
                .isEqualTo("nat-no-flow");
        assertThat(harness.filter(Packets.tcp("10.0.0.5:80 > 203.0.113.9:5000").flags(Tcp.RST))
                        .dropReason())
                .isEqualTo("nat-no-flow");
        assertThat(harness.filter(Packets.icmpEchoReply("10.0.0.5 > 203.0.113.9"))
                        .dropReason())
                .isEqualTo("nat-no-flow");
    }

    @Test
    void shouldTakeUpConnectionsThatBeganBefore() {
        assertThat(harness.filter(Packets.tcp("10.0.0.5:5000 > 203.0.113.9:80")).ends())
                .isEqualTo("198.51.100.1:5000 > 203.0.113.9:80");
    }

    @Test
    void shouldTranslateAtTheOutsideInterfaceOnlyIfToldWhereThatIs() {
        harness.with("outside-interface", "wan");
        String out = "10.0.0.5:5000 > 203.0.113.9:53";
        String back = "203.0.113.9:53 > 198.51.100.1:5000";

        assertThat(harness.filter(Packets.udp(out).via("lan")).isChanged()).isFalse();
        assertThat(harness.filter(Packets.udp(out).via("wan").direction(Direction.OUT))
                        .ends())
                .isEqualTo("198.51.100.1:5000 > 203.0.113.9:53");
        assertThat(harness.filter(Packets.udp(back).via("lan")).isChanged()).isFalse();
        assertThat(harness.filter(Packets.udp(back).via("wan")).ends()).isEqualTo("203.0.113.9:53 > 10.0.0.5:5000");
        assertThat(harness.filter(Packets.udp(out).via("wan")).dropReason()).isEqualTo("nat-spoofed");
        assertThat(harness.filter(Packets.udp(out).via("lan").direction(Direction.OUT))
                        .isChanged())
                .isFalse();
    }

    @Test
    void shouldSayWhatItNeeds() {
        Nat nat = Gateway.filter("flows", 1);

        assertThat(nat.segments()).isEqualTo(Segments.ANY);
        assertThat(nat.rewritesAddresses()).isTrue();
        assertThat(nat.keepsFlows()).isTrue();
        assertThat(nat.needsFragmentPorts()).isTrue();
        assertThat(nat.needsTicks()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"address-and-port-dependent", "address-dependent"})
    void shouldAllocateNothing(String filtering) {
        byte[] quoted =
                Packets.udp("198.51.100.1:5000 > 203.0.113.9:53").payload(DATA).build();
        byte[] ping =
                Packets.icmpEcho("198.51.100.1 > 203.0.113.9").identifier(9).build();
        // Sixty-four packets go round, so that with room for 20 flows some come and go all the time.
        List<PacketBuilder<?>> packets = new ArrayList<>();
        for (int i = 0; i < 56; i++) {
            packets.add(Packets.udp("10.0.1." + i + ":5000 > 203.0.113.9:53"));
        }
        packets.add(Packets.udp("10.0.0.5:5000 > 203.0.113.9:53"));
        packets.add(Packets.udp("203.0.113.9:53 > 198.51.100.1:5000"));
        packets.add(Packets.tcp("10.0.0.5:5000 > 203.0.113.9:53").syn());
        packets.add(Packets.tcp("203.0.113.9:53 > 198.51.100.1:5000").synAck());
        packets.add(Packets.icmpEcho("10.0.0.5 > 203.0.113.9").identifier(9));
        packets.add(Packets.icmp("192.0.2.1 > 198.51.100.1", 11, 0).payload(ping));
        packets.add(Packets.portUnreachable("203.0.113.9 > 198.51.100.1", quoted));
        packets.add(Packets.udp("10.0.0.6:5000 > 198.51.100.1:5000"));

        harness.with("flows", 20)
                .with("filtering", filtering)
                .assertNoAllocation(packets.toArray(PacketBuilder[]::new));

        assertThat(harness.result().counter("evicted")).isPositive();
        assertThat(harness.result().counter("errors-translated")).isPositive();
    }
}
