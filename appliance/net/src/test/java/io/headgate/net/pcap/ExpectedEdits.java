package io.headgate.net.pcap;

import io.headgate.api.Icmp;
import io.headgate.api.Icmpv6;
import io.headgate.api.Ipv4;
import io.headgate.api.Ipv6;
import io.headgate.api.Packet;
import io.headgate.api.Tcp;
import io.headgate.api.Udp;
import io.headgate.net.pcap.ExpectedPacket.Extension;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntConsumer;

/** Draws edits, and makes each of them twice: through the view, and in what is expected of the packet. */
final class ExpectedEdits {
    private final Random random;
    private final Packet view;
    private final ExpectedPacket expected;

    /** Whether the edits will be undone, and so nothing of them is expected. */
    private boolean isUndone;

    ExpectedEdits(Random random, Packet view, ExpectedPacket expected) {
        this.random = random;
        this.view = view;
        this.expected = expected;
    }

    /** Makes so many edits. */
    void edit(int count, boolean willBeUndone) {
        isUndone = willBeUndone;
        for (int i = 0; i < count; i++) {
            switch (random.nextInt(5)) {
                case 0 -> editPayload();
                case 1, 2 -> editIp();
                default -> editTransport();
            }
        }
    }

    private void set(IntConsumer setter, IntConsumer field, int value) {
        setter.accept(value);
        if (!isUndone) {
            field.accept(value);
        }
    }

    private void editIp() {
        if (expected.isIpv6) {
            editIpv6(view.ipv6());
        } else {
            editIpv4(view.ipv4());
        }
    }

    private void editIpv4(Ipv4 ip) {
        switch (random.nextInt(9)) {
            case 0 -> set(ip::ttl, v -> expected.hopLimit = v, random.nextInt(256));
            case 1 -> set(ip::dscp, v -> expected.dscp = v, random.nextInt(64));
            case 2 -> set(ip::ecn, v -> expected.ecn = v, random.nextInt(4));
            case 3 -> set(ip::identification, v -> expected.identification = v, expected.word());
            case 4 -> set(v -> ip.reservedFlag(v == 1), v -> expected.reservedFlag = v == 1, random.nextInt(2));
            case 5 -> set(v -> ip.dontFragment(v == 1), v -> expected.dontFragment = v == 1, random.nextInt(2));
            case 6 -> set(ip::source, v -> expected.source = bytes(v), int32(expected.address()));
            case 7 -> set(ip::destination, v -> expected.destination = bytes(v), int32(expected.address()));
            default -> {
                if (expected.option != null) {
                    int at = random.nextInt(expected.option.length);
                    set(v -> ip.optionU8(22 + at, v), v -> expected.option[at] = (byte) v, random.nextInt(256));
                }
            }
        }
    }

    private void editIpv6(Ipv6 ip) {
        switch (random.nextInt(8)) {
            case 0 -> set(ip::hopLimit, v -> expected.hopLimit = v, random.nextInt(256));
            case 1 -> set(ip::dscp, v -> expected.dscp = v, random.nextInt(64));
            case 2 -> set(ip::ecn, v -> expected.ecn = v, random.nextInt(4));
            case 3 -> set(ip::flowLabel, v -> expected.flowLabel = v, random.nextInt(1 << 20));
            case 4 -> {
                byte[] address = expected.address();
                ByteBuffer halves = ByteBuffer.wrap(address);
                ip.source(halves.getLong(0), halves.getLong(8));
                expected.source = isUndone ? expected.source : address;
            }
            case 5 -> {
                byte[] address = expected.address();
                ByteBuffer halves = ByteBuffer.wrap(address);
                ip.destination(halves.getLong(0), halves.getLong(8));
                expected.destination = isUndone ? expected.destination : address;
            }
            default -> {
                if (!expected.extensions.isEmpty()) {
                    editExtension(ip, random.nextInt(expected.extensions.size()));
                }
            }
        }
    }

    private void editExtension(Ipv6 ip, int index) {
        Extension extension = expected.extensions.get(index);
        if (extension.type == Ipv6.FRAGMENT) {
            set(ip::identification, v -> extension.identification = v, random.nextInt());
            return;
        }
        int data = ip.extensionOffset(index) + extension.length() - extension.data.length;
        int at = random.nextInt(extension.data.length);
        set(v -> ip.extensionU8(data + at, v), v -> extension.data[at] = (byte) v, random.nextInt(256));
    }

    private void editTransport() {
        switch (expected.protocol) {
            case Ipv4.TCP -> editTcp(view.tcp());
            case Ipv4.UDP -> editUdp(view.udp());
            case Ipv4.ICMP -> editIcmp(view.icmp());
            default -> editIcmpv6(view.icmpv6());
        }
    }

    private void editTcp(Tcp tcp) {
        switch (random.nextInt(10)) {
            case 0 -> set(tcp::sourcePort, v -> expected.sourcePort = v, expected.word());
            case 1 -> set(tcp::destinationPort, v -> expected.destinationPort = v, expected.word());
            case 2 -> set(tcp::sequence, v -> expected.sequence = v, random.nextInt());
            case 3 -> set(tcp::acknowledgment, v -> expected.acknowledgment = v, random.nextInt());
            case 4 -> set(tcp::flags, v -> expected.flags = v, random.nextInt(256));
            case 5 -> set(tcp::window, v -> expected.window = v, expected.word());
            case 6 -> set(tcp::reserved, v -> expected.reserved = v, random.nextInt(16));
            case 7 -> set(tcp::urgentPointer, v -> expected.urgentPointer = v, expected.word());
            default -> {
                if (expected.tcpOption != null) {
                    editTcpOption(tcp);
                }
            }
        }
    }

    private void editTcpOption(Tcp tcp) {
        int data = expected.transportOffset() + 22;
        int at = random.nextInt(expected.tcpOption.length);
        if (at + 1 < expected.tcpOption.length && random.nextBoolean()) {
            set(
                    v -> tcp.optionU16(data + at, v),
                    v -> ByteBuffer.wrap(expected.tcpOption).putShort(at, (short) v),
                    expected.word());
        } else {
            set(v -> tcp.optionU8(data + at, v), v -> expected.tcpOption[at] = (byte) v, random.nextInt(256));
        }
    }

    private void editUdp(Udp udp) {
        switch (random.nextInt(4)) {
            case 0 -> set(udp::sourcePort, v -> expected.sourcePort = v, expected.word());
            case 1 -> set(udp::destinationPort, v -> expected.destinationPort = v, expected.word());
            default ->
                set(view::resizePayload, v -> expected.payload = Arrays.copyOf(expected.payload, v), otherLength());
        }
    }

    /** Shrunk by little at a time: what shrinks and grows again by a kilobyte is more than can be undone. */
    private int otherLength() {
        int length = view.payloadLength();
        return random.nextInt(16) == 0 ? length + random.nextInt(600) : Math.max(0, length - 40 + random.nextInt(80));
    }

    private void editIcmp(Icmp icmp) {
        switch (random.nextInt(4)) {
            case 0 -> set(icmp::type, v -> expected.type = v, random.nextInt(256));
            case 1 -> set(icmp::code, v -> expected.code = v, random.nextInt(256));
            case 2 -> set(icmp::identifier, v -> expected.rest = (expected.rest & 0xFFFF) | (v << 16), expected.word());
            default -> set(icmp::sequence, v -> expected.rest = (expected.rest & 0xFFFF_0000) | v, expected.word());
        }
    }

    private void editIcmpv6(Icmpv6 icmp) {
        switch (random.nextInt(4)) {
            case 0 -> set(icmp::type, v -> expected.type = v, random.nextInt(256));
            case 1 -> set(icmp::code, v -> expected.code = v, random.nextInt(256));
            case 2 -> set(icmp::identifier, v -> expected.rest = (expected.rest & 0xFFFF) | (v << 16), expected.word());
            default -> set(icmp::rest, v -> expected.rest = v, random.nextInt());
        }
    }

    private void editPayload() {
        int length = view.payloadLength();
        if (length < 4) {
            return;
        }
        int at = random.nextInt(length - 3);
        int offset = view.payloadOffset() + at;
        switch (random.nextInt(3)) {
            case 0 -> set(v -> view.payloadU8(offset, v), v -> expected.payload[at] = (byte) v, random.nextInt(256));
            case 1 ->
                set(
                        v -> view.payloadU16(offset, v),
                        v -> ByteBuffer.wrap(expected.payload).putShort(at, (short) v),
                        expected.word());
            default ->
                set(
                        v -> view.payloadU32(offset, v),
                        v -> ByteBuffer.wrap(expected.payload).putInt(at, v),
                        random.nextInt());
        }
    }

    private static int int32(byte[] address) {
        return ByteBuffer.wrap(address).getInt();
    }

    private static byte[] bytes(int address) {
        return ByteBuffer.allocate(4).putInt(address).array();
    }
}
