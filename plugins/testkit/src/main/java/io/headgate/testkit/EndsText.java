package io.headgate.testkit;

import io.headgate.api.Packet;
import io.headgate.testkit.packet.AddressText;

/** The ends of a packet in the form in which {@link io.headgate.testkit.packet.Packets} takes them. */
final class EndsText {
    private EndsText() {}

    static String of(Packet packet) {
        boolean isIpv6 = packet.ipv6() != null;
        int at = isIpv6 ? 8 : 12;
        int length = isIpv6 ? 16 : 4;
        if (packet.tcp() != null) {
            return end(packet, at, length, packet.tcp().sourcePort()) + " > "
                    + end(packet, at + length, length, packet.tcp().destinationPort());
        }
        if (packet.udp() != null) {
            return end(packet, at, length, packet.udp().sourcePort()) + " > "
                    + end(packet, at + length, length, packet.udp().destinationPort());
        }
        return address(packet, at, length) + " > " + address(packet, at + length, length);
    }

    private static String end(Packet packet, int at, int length, int port) {
        String address = address(packet, at, length);
        return (length == 16 ? "[" + address + "]" : address) + ":" + port;
    }

    private static String address(Packet packet, int at, int length) {
        byte[] address = new byte[length];
        for (int i = 0; i < length; i++) {
            address[i] = (byte) packet.u8(at + i);
        }
        return AddressText.of(address);
    }
}
