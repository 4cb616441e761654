package io.headgate.testkit.golden;

import io.headgate.testkit.packet.AddressText;
import io.headgate.testkit.packet.Anatomy;
import io.headgate.testkit.packet.SumCheck;

/** Takes packets apart: IPv4 (RFC 791), IPv6 (RFC 8200) and what {@link TransportFields} knows behind them. */
final class Dissector {
    private final byte[] packet;
    private final Anatomy anatomy;
    private final Dissection to;

    private Dissector(byte[] packet, Dissection to) {
        this.packet = packet;
        this.anatomy = Anatomy.of(packet);
        this.to = to;
    }

    static Dissection dissect(byte[] packet) {
        Dissection dissection = new Dissection(packet);
        new Dissector(packet, dissection).read();
        return dissection;
    }

    private void read() {
        switch (anatomy.version()) {
            case 4 -> ipv4();
            case 6 -> ipv6();
            default -> to.payload(0, packet.length);
        }
        if (anatomy.behindIp() != Anatomy.NONE) {
            TransportFields.read(packet, anatomy, to);
        }
    }

    private void ipv4() {
        to.add("IPv4 header length", (anatomy.u8(0) & 0x0F) * 4);
        to.add("IPv4 DSCP", anatomy.u8(1) >>> 2);
        to.add("IPv4 ECN", anatomy.u8(1) & 3);
        to.add("IPv4 total length", anatomy.u16(2));
        to.add("IPv4 identification", anatomy.u16(4));
        to.add("IPv4 reserved flag", isSet(6, 0x80));
        to.add("IPv4 don't fragment", isSet(6, 0x40));
        to.add("IPv4 more fragments", isSet(6, 0x20));
        to.add("IPv4 fragment offset", (anatomy.u16(6) & 0x1FFF) * 8);
        to.add("IPv4 TTL", anatomy.u8(8));
        to.add("IPv4 protocol", anatomy.u8(9));
        to.add("IPv4 header checksum", checksum(SumCheck.of(packet).header(), 10));
        to.add("IPv4 source", AddressText.of(anatomy.source()));
        to.add("IPv4 destination", AddressText.of(anatomy.destination()));
        if (anatomy.behindIp() > 20) {
            to.addHex("IPv4 options", 20, anatomy.behindIp());
        }
        if (anatomy.behindIp() == Anatomy.NONE) {
            to.payload(20, packet.length);
        }
    }

    private boolean isSet(int offset, int mask) {
        return (anatomy.u8(offset) & mask) != 0;
    }

    private void ipv6() {
        to.add("IPv6 DSCP", (anatomy.u16(0) >>> 6) & 0x3F);
        to.add("IPv6 ECN", (anatomy.u16(0) >>> 4) & 3);
        to.add("IPv6 flow label", anatomy.u32(0) & 0xF_FFFF);
        to.add("IPv6 payload length", anatomy.u16(4));
        to.add("IPv6 next header", anatomy.u8(6));
        to.add("IPv6 hop limit", anatomy.u8(7));
        to.add("IPv6 source", AddressText.of(anatomy.source()));
        to.add("IPv6 destination", AddressText.of(anatomy.destination()));
        for (Anatomy.Extension extension : anatomy.extensions()) {
            extension(extension);
        }
        if (anatomy.behindIp() == Anatomy.NONE) {
            to.payload(40, packet.length);
        }
    }

    private void extension(Anatomy.Extension extension) {
        int at = extension.offset();
        String name = "IPv6 " + nameOf(extension.type());
        to.add(name + " next header", anatomy.u8(at));
        if (extension.type() == 44) {
            to.add(name + " offset", anatomy.u16(at + 2) & 0xFFF8);
            to.add(name + " more fragments", isSet(at + 3, 1));
            to.add(name + " identification", anatomy.u32(at + 4));
            to.add(name + " reserved bits", anatomy.u8(at + 1) << 8 | (anatomy.u8(at + 3) & 6));
            return;
        }
        to.add(name + " length", extension.length());
        if (extension.type() == 43) {
            to.add(name + " type", anatomy.u8(at + 2));
            to.add(name + " segments left", anatomy.u8(at + 3));
            to.addHex(name + " data", at + 4, at + extension.length());
        } else {
            to.addHex(name + " content", at + 2, at + extension.length());
        }
    }

    private static String nameOf(int type) {
        return switch (type) {
            case 0 -> "hop-by-hop options";
            case 43 -> "routing header";
            case 44 -> "fragment header";
            case 51 -> "authentication header";
            case 60 -> "destination options";
            default -> "extension header " + type;
        };
    }

    private String checksum(SumCheck.State state, int at) {
        return TransportFields.checksum(state, anatomy.u16(at));
    }
}
