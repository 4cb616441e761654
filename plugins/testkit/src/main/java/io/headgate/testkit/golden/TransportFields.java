package io.headgate.testkit.golden;

import io.headgate.testkit.packet.AddressText;
import io.headgate.testkit.packet.Anatomy;
import io.headgate.testkit.packet.SumCheck;
import java.util.Arrays;
import java.util.List;

/** TCP (RFC 9293), UDP (RFC 768), ICMP (RFC 792) and ICMPv6 (RFC 4443), with the packet that an error quotes. */
final class TransportFields {
    private static final String[] FLAGS = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};
    private static final List<Integer> ICMP_ERRORS = List.of(3, 4, 5, 11, 12);
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;
    private static final int DNS = 53;

    private final byte[] packet;
    private final Anatomy anatomy;
    private final Dissection to;
    private final int at;
    private final int end;
    private final String checksum;

    private TransportFields(byte[] packet, Anatomy anatomy, Dissection to) {
        this.packet = packet;
        this.anatomy = anatomy;
        this.to = to;
        this.at = anatomy.behindIp();
        this.end = anatomy.end();
        this.checksum = checksumText();
    }

    static void read(byte[] packet, Anatomy anatomy, Dissection to) {
        new TransportFields(packet, anatomy, to).read();
    }

    private void read() {
        int length = end - at;
        int protocol = anatomy.isLaterFragment() ? Anatomy.NONE : anatomy.protocol();
        if (protocol == TCP && length >= 20) {
            tcp();
        } else if (protocol == UDP && length >= 8) {
            udp();
        } else if (protocol == (anatomy.version() == 4 ? ICMP : ICMPV6) && length >= 8) {
            icmp(anatomy.version() == 4 ? "ICMP " : "ICMPv6 ");
        } else {
            to.payload(at, end);
        }
    }

    private void tcp() {
        int header = Math.max(20, (anatomy.u8(at + 12) >>> 4) * 4);
        to.add("TCP source port", anatomy.u16(at));
        to.add("TCP destination port", anatomy.u16(at + 2));
        to.add("TCP sequence number", anatomy.u32(at + 4));
        to.add("TCP acknowledgment number", anatomy.u32(at + 8));
        to.add("TCP header length", (anatomy.u8(at + 12) >>> 4) * 4);
        to.add("TCP reserved bits", anatomy.u8(at + 12) & 0x0F);
        to.add("TCP flags", flags(anatomy.u8(at + 13)));
        to.add("TCP window", anatomy.u16(at + 14));
        to.add("TCP checksum", checksum);
        to.add("TCP urgent pointer", anatomy.u16(at + 18));
        int behind = Math.min(at + header, end);
        TcpOptionFields.read(packet, anatomy, at + 20, behind, to);
        to.payload(behind, end);
    }

    private static String flags(int bits) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < FLAGS.length; i++) {
            if ((bits >> i & 1) != 0) {
                text.append(text.isEmpty() ? "" : " ").append(FLAGS[i]);
            }
        }
        return text.isEmpty() ? "none" : text.toString();
    }

    private void udp() {
        to.add("UDP source port", anatomy.u16(at));
        to.add("UDP destination port", anatomy.u16(at + 2));
        to.add("UDP length", anatomy.u16(at + 4));
        to.add("UDP checksum", checksum);
        boolean isDns = anatomy.u16(at) == DNS || anatomy.u16(at + 2) == DNS;
        List<Field> message = isDns && !anatomy.isFragment() ? DnsFields.read(packet, at + 8, end) : List.of();
        message.forEach(field -> to.add(field.name(), field.value()));
        to.payload(message.isEmpty() ? at + 8 : end, end);
    }

    private void icmp(String name) {
        int type = anatomy.u8(at);
        to.add(name + "type", type);
        to.add(name + "code", anatomy.u8(at + 1));
        to.add(name + "checksum", checksum);
        boolean isEcho = anatomy.version() == 4 ? type == 0 || type == 8 : type == 128 || type == 129;
        if (isEcho) {
            to.add(name + "identifier", anatomy.u16(at + 4));
            to.add(name + "sequence number", anatomy.u16(at + 6));
        } else {
            to.add(name + "rest of header", anatomy.u32(at + 4));
        }
        if (anatomy.version() == 4 ? ICMP_ERRORS.contains(type) : type < 128) {
            quoted(at + 8);
        }
        to.payload(at + 8, end);
    }

    /** Addresses and ports of the packet an error is about; all of it is also payload. */
    private void quoted(int from) {
        Anatomy inner = Anatomy.of(Arrays.copyOfRange(packet, from, end));
        if (inner.version() == 0) {
            return;
        }
        to.add("quoted source", AddressText.of(inner.source()));
        to.add("quoted destination", AddressText.of(inner.destination()));
        boolean hasPorts = inner.protocol() == TCP || inner.protocol() == UDP;
        if (hasPorts && !inner.isLaterFragment() && inner.behindIp() + 4 <= end - from) {
            to.add("quoted source port", inner.u16(inner.behindIp()));
            to.add("quoted destination port", inner.u16(inner.behindIp() + 2));
        }
    }

    private String checksumText() {
        int field = switch (anatomy.protocol()) {
            case TCP -> 16;
            case UDP -> 6;
            default -> 2;
        };
        return at + field + 2 <= end ? checksum(SumCheck.of(packet).transport(), anatomy.u16(at + field)) : "";
    }

    /** A checksum that is right differs only as far as what it covers does, so its value is no news. */
    static String checksum(SumCheck.State state, int value) {
        return switch (state) {
            case RIGHT -> "right";
            case NONE -> "none";
            case WRONG -> "wrong (0x%04x)".formatted(value);
            case UNKNOWN -> "0x%04x".formatted(value);
        };
    }
}
