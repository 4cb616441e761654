package io.headgate.net.pcap;

import io.headgate.api.Ipv4;
import io.headgate.api.Ipv6;
import io.headgate.api.Tcp;
import io.headgate.net.pcap.ExpectedPacket.Extension;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pcap4j.packet.IcmpV4CommonPacket;
import org.pcap4j.packet.IcmpV4EchoPacket;
import org.pcap4j.packet.IcmpV6CommonPacket;
import org.pcap4j.packet.IcmpV6EchoRequestPacket;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.IpV4Rfc1349Tos;
import org.pcap4j.packet.IpV6ExtDestinationOptionsPacket;
import org.pcap4j.packet.IpV6ExtFragmentPacket;
import org.pcap4j.packet.IpV6ExtHopByHopOptionsPacket;
import org.pcap4j.packet.IpV6ExtOptionsPacket;
import org.pcap4j.packet.IpV6ExtRoutingPacket;
import org.pcap4j.packet.IpV6Packet;
import org.pcap4j.packet.IpV6RoutingSourceRouteData;
import org.pcap4j.packet.IpV6SimpleFlowLabel;
import org.pcap4j.packet.IpV6SimpleTrafficClass;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.UdpPacket;
import org.pcap4j.packet.UnknownIpV4Option;
import org.pcap4j.packet.UnknownIpV6Option;
import org.pcap4j.packet.UnknownPacket;
import org.pcap4j.packet.UnknownTcpOption;
import org.pcap4j.packet.namednumber.IcmpV4Code;
import org.pcap4j.packet.namednumber.IcmpV4Type;
import org.pcap4j.packet.namednumber.IcmpV6Code;
import org.pcap4j.packet.namednumber.IcmpV6Type;
import org.pcap4j.packet.namednumber.IpNumber;
import org.pcap4j.packet.namednumber.IpV4OptionType;
import org.pcap4j.packet.namednumber.IpV6OptionType;
import org.pcap4j.packet.namednumber.IpV6RoutingType;
import org.pcap4j.packet.namednumber.IpVersion;
import org.pcap4j.packet.namednumber.TcpOptionKind;
import org.pcap4j.packet.namednumber.TcpPort;
import org.pcap4j.packet.namednumber.UdpPort;

/** Has pcap4j, which knows nothing of us, write and sum up an {@link ExpectedPacket}. */
final class Pcap4jBuilder {
    /** Experimental (RFC 4727, RFC 3692): nothing takes them for something it knows. */
    private static final byte EXPERIMENT_IPV4 = (byte) 0x9E;

    private static final byte EXPERIMENT_IPV6 = 0x1E;
    private static final byte EXPERIMENT_TCP = (byte) 253;

    private static final int UDP_CHECKSUM = 6;

    private Pcap4jBuilder() {}

    static byte[] build(ExpectedPacket packet) throws UnknownHostException {
        Packet.Builder transport = transport(packet);
        byte[] bytes = packet.isIpv6 ? ipv6(packet, transport) : ipv4(packet, transport);
        // A UDP sum that comes out as zero, which pcap4j leaves: zero would say that there is none (RFC 768).
        int checksum = packet.transportOffset() + UDP_CHECKSUM;
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (packet.protocol == Ipv4.UDP && packet.hasSum && buffer.getShort(checksum) == 0) {
            buffer.putShort(checksum, (short) 0xFFFF);
        }
        return bytes;
    }

    private static byte[] ipv4(ExpectedPacket packet, Packet.Builder transport) throws UnknownHostException {
        IpV4Packet.Builder builder = new IpV4Packet.Builder()
                .version(IpVersion.IPV4)
                .tos(IpV4Rfc1349Tos.newInstance((byte) (packet.dscp << 2 | packet.ecn)))
                .identification((short) packet.identification)
                .reservedFlag(packet.reservedFlag)
                .dontFragmentFlag(packet.dontFragment)
                .ttl((byte) packet.hopLimit)
                .protocol(IpNumber.getInstance((byte) packet.protocol))
                .srcAddr((Inet4Address) inet(packet.source))
                .dstAddr((Inet4Address) inet(packet.destination))
                .payloadBuilder(transport)
                .correctChecksumAtBuild(true)
                .correctLengthAtBuild(true);
        if (packet.option != null) {
            builder.options(List.of(new UnknownIpV4Option.Builder()
                    .type(IpV4OptionType.getInstance(EXPERIMENT_IPV4))
                    .data(packet.option)
                    .correctLengthAtBuild(true)
                    .build()));
        }
        return builder.build().getRawData();
    }

    private static byte[] ipv6(ExpectedPacket packet, Packet.Builder transport) throws UnknownHostException {
        Packet.Builder payload = transport;
        int next = packet.protocol;
        for (int i = packet.extensions.size() - 1; i >= 0; i--) {
            Extension extension = packet.extensions.get(i);
            payload = extension(extension, IpNumber.getInstance((byte) next), payload);
            next = extension.type;
        }
        return new IpV6Packet.Builder()
                .version(IpVersion.IPV6)
                .trafficClass(IpV6SimpleTrafficClass.newInstance((byte) (packet.dscp << 2 | packet.ecn)))
                .flowLabel(IpV6SimpleFlowLabel.newInstance(packet.flowLabel))
                .nextHeader(IpNumber.getInstance((byte) next))
                .hopLimit((byte) packet.hopLimit)
                .srcAddr((Inet6Address) inet(packet.source))
                .dstAddr((Inet6Address) inet(packet.destination))
                .payloadBuilder(payload)
                .correctLengthAtBuild(true)
                .build()
                .getRawData();
    }

    private static Packet.Builder extension(Extension extension, IpNumber next, Packet.Builder payload)
            throws UnknownHostException {
        return switch (extension.type) {
            case Ipv6.HOP_BY_HOP ->
                new IpV6ExtHopByHopOptionsPacket.Builder()
                        .nextHeader(next)
                        .options(options(extension.data))
                        .payloadBuilder(payload)
                        .correctLengthAtBuild(true);
            case Ipv6.DESTINATION_OPTIONS ->
                new IpV6ExtDestinationOptionsPacket.Builder()
                        .nextHeader(next)
                        .options(options(extension.data))
                        .payloadBuilder(payload)
                        .correctLengthAtBuild(true);
            case Ipv6.ROUTING -> {
                List<Inet6Address> addresses = new ArrayList<>();
                for (int at = 0; at < extension.data.length; at += 16) {
                    addresses.add((Inet6Address) inet(Arrays.copyOfRange(extension.data, at, at + 16)));
                }
                yield new IpV6ExtRoutingPacket.Builder()
                        .nextHeader(next)
                        .routingType(IpV6RoutingType.SOURCE_ROUTE)
                        .segmentsLeft((byte) extension.segmentsLeft)
                        .data(new IpV6RoutingSourceRouteData(0, addresses))
                        .payloadBuilder(payload)
                        .correctLengthAtBuild(true);
            }
            case Ipv6.FRAGMENT ->
                new IpV6ExtFragmentPacket.Builder()
                        .nextHeader(next)
                        .identification(extension.identification)
                        .payloadBuilder(payload);
            default -> throw new AssertionError("extension header " + extension.type);
        };
    }

    private static List<IpV6ExtOptionsPacket.IpV6Option> options(byte[] value) {
        return List.of(new UnknownIpV6Option.Builder()
                .type(IpV6OptionType.getInstance(EXPERIMENT_IPV6))
                .data(value)
                .correctLengthAtBuild(true)
                .build());
    }

    private static Packet.Builder transport(ExpectedPacket packet) throws UnknownHostException {
        UnknownPacket.Builder payload = new UnknownPacket.Builder().rawData(packet.payload);
        InetAddress source = inet(packet.source);
        InetAddress destination = inet(packet.finalDestination());
        return switch (packet.protocol) {
            case Ipv4.TCP -> tcp(packet).srcAddr(source).dstAddr(destination).payloadBuilder(payload);
            case Ipv4.UDP ->
                new UdpPacket.Builder()
                        .srcPort(UdpPort.getInstance((short) packet.sourcePort))
                        .dstPort(UdpPort.getInstance((short) packet.destinationPort))
                        .srcAddr(source)
                        .dstAddr(destination)
                        .payloadBuilder(payload)
                        .correctChecksumAtBuild(packet.hasSum)
                        .correctLengthAtBuild(true);
            case Ipv4.ICMP ->
                new IcmpV4CommonPacket.Builder()
                        .type(IcmpV4Type.getInstance((byte) packet.type))
                        .code(IcmpV4Code.getInstance((byte) packet.type, (byte) packet.code))
                        .payloadBuilder(new IcmpV4EchoPacket.Builder()
                                .identifier((short) (packet.rest >>> 16))
                                .sequenceNumber((short) packet.rest)
                                .payloadBuilder(payload))
                        .correctChecksumAtBuild(true);
            default ->
                new IcmpV6CommonPacket.Builder()
                        .type(IcmpV6Type.getInstance((byte) packet.type))
                        .code(IcmpV6Code.getInstance((byte) packet.type, (byte) packet.code))
                        .srcAddr((Inet6Address) source)
                        .dstAddr((Inet6Address) destination)
                        .payloadBuilder(new IcmpV6EchoRequestPacket.Builder()
                                .identifier((short) (packet.rest >>> 16))
                                .sequenceNumber((short) packet.rest)
                                .payloadBuilder(payload))
                        .correctChecksumAtBuild(true);
        };
    }

    private static TcpPacket.Builder tcp(ExpectedPacket packet) {
        TcpPacket.Builder builder = new TcpPacket.Builder()
                .srcPort(TcpPort.getInstance((short) packet.sourcePort))
                .dstPort(TcpPort.getInstance((short) packet.destinationPort))
                .sequenceNumber(packet.sequence)
                .acknowledgmentNumber(packet.acknowledgment)
                // pcap4j counts the two newest flags among the reserved bits.
                .reserved((byte) (packet.reserved << 2 | packet.flags >>> 6))
                .urg((packet.flags & Tcp.URG) != 0)
                .ack((packet.flags & Tcp.ACK) != 0)
                .psh((packet.flags & Tcp.PSH) != 0)
                .rst((packet.flags & Tcp.RST) != 0)
                .syn((packet.flags & Tcp.SYN) != 0)
                .fin((packet.flags & Tcp.FIN) != 0)
                .window((short) packet.window)
                .urgentPointer((short) packet.urgentPointer)
                .correctChecksumAtBuild(true)
                .correctLengthAtBuild(true);
        if (packet.tcpOption != null) {
            builder.options(List.of(new UnknownTcpOption.Builder()
                    .kind(TcpOptionKind.getInstance(EXPERIMENT_TCP))
                    .data(packet.tcpOption)
                    .correctLengthAtBuild(true)
                    .build()));
        }
        return builder;
    }

    /** Unlike {@code InetAddress}, makes no IPv4 address of one that is mapped into IPv6. */
    private static InetAddress inet(byte[] address) throws UnknownHostException {
        return address.length == 4 ? InetAddress.getByAddress(address) : Inet6Address.getByAddress(null, address, -1);
    }
}
