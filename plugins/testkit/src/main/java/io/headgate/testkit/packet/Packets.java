package io.headgate.testkit.packet;

import io.headgate.api.Icmp;
import io.headgate.api.Icmpv6;
import java.util.Arrays;
import java.util.List;

/**
 * Packets by name. Who sends and who receives is written {@code 10.0.0.1:5000 > 10.0.0.2:53}, {@code [2001:db8::1]:5000 >
 * [2001:db8::2]:53} or, where there are no ports, {@code 10.0.0.1 > 10.0.0.2}; it decides whether the packet is IPv4 or
 * IPv6.
 */
public final class Packets {
    private Packets() {}

    /** A UDP datagram; both ends with ports. */
    public static UdpBuilder udp(String ends) {
        return new UdpBuilder(Ends.parse(ends).require(true));
    }

    /** A TCP segment, an acknowledgement; both ends with ports. */
    public static TcpBuilder tcp(String ends) {
        return new TcpBuilder(Ends.parse(ends).require(true));
    }

    /** An echo request. */
    public static IcmpBuilder icmpEcho(String ends) {
        Ends parsed = Ends.parse(ends).require(false);
        return new IcmpBuilder(parsed, parsed.isIpv6() ? Icmpv6.ECHO_REQUEST : Icmp.ECHO_REQUEST, 0)
                .identifier(7)
                .sequence(1)
                .payload("echo");
    }

    /** An echo reply. */
    public static IcmpBuilder icmpEchoReply(String ends) {
        Ends parsed = Ends.parse(ends).require(false);
        return new IcmpBuilder(parsed, parsed.isIpv6() ? Icmpv6.ECHO_REPLY : Icmp.ECHO_REPLY, 0)
                .identifier(7)
                .sequence(1)
                .payload("echo");
    }

    /** An ICMP or ICMPv6 message of any type. */
    public static IcmpBuilder icmp(String ends, int type, int code) {
        return new IcmpBuilder(Ends.parse(ends).require(false), type, code);
    }

    /** The error that a port is closed. */
    public static IcmpBuilder portUnreachable(String ends, byte[] quoted) {
        Ends parsed = Ends.parse(ends).require(false);
        return new IcmpBuilder(parsed, parsed.isIpv6() ? Icmpv6.UNREACHABLE : Icmp.UNREACHABLE, parsed.isIpv6() ? 4 : 3)
                .payload(quoted);
    }

    /** A packet of any protocol, whose payload begins behind the IP header. */
    public static ProtocolBuilder ip(String ends, int protocol) {
        return new ProtocolBuilder(Ends.parse(ends).require(false), protocol);
    }

    /**
     * Cuts a packet as a host or router does.
     *
     * @param packet whole, not a fragment; IPv6 without extension headers
     * @param dataPerFragment bytes behind the IP header in each but the last, a multiple of 8
     */
    public static List<byte[]> fragments(byte[] packet, int dataPerFragment) {
        return Fragmenter.cut(packet, dataPerFragment);
    }

    /** Numbers from -128 to 255 as bytes. */
    public static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /** Some packets of each kind, IPv4 and IPv6: TCP, UDP, echoes, errors, fragments, options, another protocol. */
    public static List<byte[]> various() {
        byte[] datagram =
                udp("192.0.2.1:5000 > 198.51.100.2:53").payloadLength(200).build();
        byte[] datagram6 =
                udp("[2001:db8::1]:5000 > [2001:db8::2]:53").payloadLength(200).build();
        return List.of(
                datagram,
                datagram6,
                tcp("192.0.2.1:40000 > 198.51.100.2:443").syn().mss(1460).build(),
                tcp("[2001:db8::1]:40000 > [2001:db8::2]:443").syn().mss(1440).build(),
                tcp("192.0.2.1:40000 > 198.51.100.2:443").payloadLength(333).build(),
                icmpEcho("192.0.2.1 > 198.51.100.2").build(),
                icmpEcho("2001:db8::1 > 2001:db8::2").build(),
                portUnreachable("198.51.100.2 > 192.0.2.1", datagram).build(),
                portUnreachable("2001:db8::2 > 2001:db8::1", Arrays.copyOf(datagram6, 60))
                        .build(),
                udp("192.0.2.1:5000 > 198.51.100.2:53")
                        .noChecksum()
                        .payload("?")
                        .build(),
                tcp("192.0.2.1:1 > 198.51.100.2:2")
                        .ipOptions(7, 7, 4, 0, 0, 0, 0, 0)
                        .payload("routed")
                        .build(),
                udp("[2001:db8::1]:1 > [2001:db8::2]:2")
                        .extension(60, 1, 4)
                        .routing("2001:db8::9")
                        .payload("x")
                        .build(),
                fragments(datagram, 64).get(0),
                fragments(datagram, 64).get(2),
                fragments(datagram6, 64).get(1),
                ip("192.0.2.1 > 198.51.100.2", 47).payloadLength(60).build());
    }
}
