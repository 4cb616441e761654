package io.headgate.engine.packet;

import io.headgate.api.Packet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * The setters of all views, one line each: name, a packet, a call of the setter, what reads the field, and what it then
 * reads.
 */
final class EverySetter {
    private static final byte[] TCP = PacketBuilder.tcp(1_000, 2_000)
            .options(2)
            .tcpOptionBytes((byte) 2, (byte) 4, (byte) 5, (byte) 0xB4)
            .payload(9)
            .build();
    private static final byte[] UDP = PacketBuilder.udp(1_000, 2_000).payload(9).build();
    private static final byte[] ICMP = PacketBuilder.icmp(8, 1, 2).payload(9).build();
    private static final byte[] ICMPV6 =
            PacketBuilder.icmpv6(128, 1, 2).payload(9).ipv6().build();
    private static final byte[] IPV6 = PacketBuilder.tcp(1_000, 2_000)
            .payload(9)
            .ipv6()
            .options(0, 1)
            .routing(0, 1, 2)
            .fragment(false, 0)
            .build();
    private static final byte[] ERROR =
            PacketBuilder.icmp(3, 0, 0).payloadBytes(UDP).build();
    private static final byte[] ERROR_V6 =
            PacketBuilder.icmpv6(1, 0, 0).payloadBytes(ICMPV6).ipv6().build();

    private EverySetter() {}

    private static Arguments setter(
            String name, byte[] packet, Consumer<Packet> set, Function<Packet, Object> get, Object expected) {
        return Arguments.of(name, packet, set, get, expected);
    }

    static Stream<Arguments> ipv4() {
        return Stream.of(
                setter("dscp", TCP, p -> p.ipv4().dscp(46), p -> p.ipv4().dscp(), 46),
                setter("ecn", TCP, p -> p.ipv4().ecn(3), p -> p.ipv4().ecn(), 3),
                setter(
                        "identification",
                        TCP,
                        p -> p.ipv4().identification(7),
                        p -> p.ipv4().identification(),
                        7),
                setter(
                        "reserved flag",
                        TCP,
                        p -> p.ipv4().reservedFlag(true),
                        p -> p.ipv4().reservedFlag(),
                        true),
                setter(
                        "dont fragment",
                        TCP,
                        p -> p.ipv4().dontFragment(true),
                        p -> p.ipv4().dontFragment(),
                        true),
                setter(
                        "more fragments",
                        TCP,
                        p -> p.ipv4().moreFragments(true),
                        p -> p.ipv4().moreFragments(),
                        true),
                setter(
                        "offset",
                        TCP,
                        p -> p.ipv4().fragmentOffset(65_528),
                        p -> p.ipv4().fragmentOffset(),
                        65_528),
                setter("ttl", TCP, p -> p.ipv4().ttl(1), p -> p.ipv4().ttl(), 1),
                setter(
                        "protocol",
                        TCP,
                        p -> p.ipv4().protocol(47),
                        p -> p.ipv4().protocol(),
                        47),
                setter("source", TCP, p -> p.ipv4().source(-2), p -> p.ipv4().source(), -2),
                setter(
                        "destination",
                        TCP,
                        p -> p.ipv4().destination(-3),
                        p -> p.ipv4().destination(),
                        -3),
                setter("first option", TCP, p -> p.ipv4().optionU8(20, 9), p -> p.u8(20), 9),
                setter("last option", TCP, p -> p.ipv4().optionU8(27, 9), p -> p.u8(27), 9));
    }

    static Stream<Arguments> ipv6() {
        return Stream.of(
                setter("dscp", IPV6, p -> p.ipv6().dscp(46), p -> p.ipv6().dscp(), 46),
                setter("ecn", IPV6, p -> p.ipv6().ecn(3), p -> p.ipv6().ecn(), 3),
                setter(
                        "flow label",
                        IPV6,
                        p -> p.ipv6().flowLabel(0xF_EDCB),
                        p -> p.ipv6().flowLabel(),
                        0xF_EDCB),
                setter(
                        "hop limit",
                        IPV6,
                        p -> p.ipv6().hopLimit(1),
                        p -> p.ipv6().hopLimit(),
                        1),
                setter(
                        "protocol",
                        IPV6,
                        p -> p.ipv6().protocol(47),
                        p -> p.ipv6().protocol(),
                        47),
                setter(
                        "source",
                        IPV6,
                        p -> p.ipv6().source(-2, 3),
                        p -> p.ipv6().sourceHigh(),
                        -2L),
                setter(
                        "source",
                        IPV6,
                        p -> p.ipv6().source(-2, 3),
                        p -> p.ipv6().sourceLow(),
                        3L),
                setter(
                        "next hop",
                        IPV6,
                        p -> p.ipv6().destination(-4, 5),
                        p -> p.ipv6().destinationHigh(),
                        -4L),
                setter(
                        "next hop",
                        IPV6,
                        p -> p.ipv6().destination(-4, 5),
                        p -> p.ipv6().destinationLow(),
                        5L),
                setter(
                        "destination",
                        ICMPV6,
                        p -> p.ipv6().destination(6, 7),
                        p -> p.ipv6().destinationLow(),
                        7L),
                setter("option", IPV6, p -> p.ipv6().extensionU8(42, 3), p -> p.u8(42), 3),
                setter("first stop", IPV6, p -> p.ipv6().extensionU8(57, 3), p -> p.u8(57), 3),
                setter("last stop", IPV6, p -> p.ipv6().extensionU8(87, 3), p -> p.u8(87), 3),
                setter(
                        "identification",
                        IPV6,
                        p -> p.ipv6().identification(8),
                        p -> p.ipv6().identification(),
                        8),
                setter(
                        "more fragments",
                        IPV6,
                        p -> p.ipv6().moreFragments(true),
                        p -> p.ipv6().moreFragments(),
                        true),
                setter(
                        "offset",
                        IPV6,
                        p -> p.ipv6().fragmentOffset(64),
                        p -> p.ipv6().fragmentOffset(),
                        64));
    }

    static Stream<Arguments> tcp() {
        return Stream.of(
                setter(
                        "source port",
                        TCP,
                        p -> p.tcp().sourcePort(7),
                        p -> p.tcp().sourcePort(),
                        7),
                setter(
                        "destination port",
                        TCP,
                        p -> p.tcp().destinationPort(8),
                        p -> p.tcp().destinationPort(),
                        8),
                setter("sequence", TCP, p -> p.tcp().sequence(-5), p -> p.tcp().sequence(), -5),
                setter(
                        "acknowledgment",
                        TCP,
                        p -> p.tcp().acknowledgment(-6),
                        p -> p.tcp().acknowledgment(),
                        -6),
                setter("reserved", TCP, p -> p.tcp().reserved(15), p -> p.tcp().reserved(), 15),
                setter("flags", TCP, p -> p.tcp().flags(0xC2), p -> p.tcp().flags(), 0xC2),
                setter("window", TCP, p -> p.tcp().window(0), p -> p.tcp().window(), 0),
                setter(
                        "urgent pointer",
                        TCP,
                        p -> p.tcp().urgentPointer(9),
                        p -> p.tcp().urgentPointer(),
                        9),
                setter("option byte", TCP, p -> p.tcp().optionU8(p.tcp().option(2) + 3, 9), p -> p.u8(51), 9),
                setter("option word", TCP, p -> p.tcp().optionU16(p.tcp().option(2) + 2, 536), p -> p.u16(50), 536));
    }

    static Stream<Arguments> others() {
        return Stream.of(
                setter(
                        "source port",
                        UDP,
                        p -> p.udp().sourcePort(7),
                        p -> p.udp().sourcePort(),
                        7),
                setter(
                        "destination port",
                        UDP,
                        p -> p.udp().destinationPort(8),
                        p -> p.udp().destinationPort(),
                        8),
                setter("shorter", UDP, p -> p.resizePayload(4), Packet::payloadLength, 4),
                setter("longer", UDP, p -> p.resizePayload(44), Packet::payloadLength, 44),
                setter("payload byte", UDP, p -> p.payloadU8(29, 200), p -> p.u8(29), 200),
                setter("payload word", UDP, p -> p.payloadU16(29, 60_000), p -> p.u16(29), 60_000),
                setter("payload int", UDP, p -> p.payloadU32(29, -9), p -> p.u32(29), -9),
                setter("type", ICMP, p -> p.icmp().type(0), p -> p.icmp().type(), 0),
                setter("code", ICMP, p -> p.icmp().code(5), p -> p.icmp().code(), 5),
                setter(
                        "identifier",
                        ICMP,
                        p -> p.icmp().identifier(6),
                        p -> p.icmp().identifier(),
                        6),
                setter(
                        "sequence",
                        ICMP,
                        p -> p.icmp().sequence(7),
                        p -> p.icmp().sequence(),
                        7),
                setter("rest", ICMP, p -> p.icmp().rest(-8), p -> p.icmp().rest(), -8),
                setter(
                        "type",
                        ICMPV6,
                        p -> p.icmpv6().type(129),
                        p -> p.icmpv6().type(),
                        129),
                setter("code", ICMPV6, p -> p.icmpv6().code(5), p -> p.icmpv6().code(), 5),
                setter(
                        "identifier",
                        ICMPV6,
                        p -> p.icmpv6().identifier(6),
                        p -> p.icmpv6().identifier(),
                        6),
                setter(
                        "sequence",
                        ICMPV6,
                        p -> p.icmpv6().sequence(7),
                        p -> p.icmpv6().sequence(),
                        7),
                setter("rest", ICMPV6, p -> p.icmpv6().rest(-8), p -> p.icmpv6().rest(), -8),
                setter(
                        "quoted source",
                        ERROR,
                        p -> p.quoted().source(1),
                        p -> p.quoted().source(),
                        1),
                setter(
                        "quoted target",
                        ERROR,
                        p -> p.quoted().destination(2),
                        p -> p.quoted().destination(),
                        2),
                setter(
                        "quoted port",
                        ERROR,
                        p -> p.quoted().sourcePort(3),
                        p -> p.quoted().sourcePort(),
                        3),
                setter(
                        "quoted port",
                        ERROR,
                        p -> p.quoted().destinationPort(4),
                        p -> p.quoted().destinationPort(),
                        4),
                setter(
                        "quoted source",
                        ERROR_V6,
                        p -> p.quoted().source(1, 2),
                        p -> p.quoted().sourceLow(),
                        2L),
                setter(
                        "quoted target",
                        ERROR_V6,
                        p -> p.quoted().destination(1, 2),
                        p -> p.quoted().destinationHigh(),
                        1L));
    }
}
