package io.headgate.net.pcap;

import io.headgate.api.Ipv4;
import io.headgate.api.Ipv6;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What a packet has to say, field by field, and nothing of how it is written; drawn from a seed. */
final class ExpectedPacket {
    /** An extension header: what is in it behind next header and length. */
    static final class Extension {
        final int type;

        /** Options: the value of the one option. Routing: the addresses. Fragment: nothing. */
        final byte[] data;

        final int segmentsLeft;
        int identification;

        Extension(int type, byte[] data, int segmentsLeft, int identification) {
            this.type = type;
            this.data = data;
            this.segmentsLeft = segmentsLeft;
            this.identification = identification;
        }

        int length() {
            return switch (type) {
                case Ipv6.ROUTING -> 8 + data.length;
                case Ipv6.FRAGMENT -> 8;
                default -> 4 + data.length;
            };
        }
    }

    private static final int ADDRESS = 16;

    private final Random random;

    final boolean isIpv6;
    final int protocol;

    /** Whether the sender sums up; else the UDP checksum is zero. */
    final boolean hasSum;

    int dscp;
    int ecn;
    int flowLabel;
    int hopLimit;
    int identification;
    boolean reservedFlag;
    boolean dontFragment;
    byte[] source;
    byte[] destination;

    /** Value of the one IPv4 option; null without. */
    final byte[] option;

    final List<Extension> extensions = new ArrayList<>();

    int sourcePort;
    int destinationPort;
    int sequence;
    int acknowledgment;
    int reserved;
    int flags;
    int window;
    int urgentPointer;

    /** Value of the one TCP option; null without. */
    final byte[] tcpOption;

    int type;
    int code;
    int rest;
    byte[] payload;

    ExpectedPacket(Random random) {
        this.random = random;
        isIpv6 = random.nextBoolean();
        protocol = switch (random.nextInt(3)) {
            case 0 -> Ipv4.TCP;
            case 1 -> Ipv4.UDP;
            default -> isIpv6 ? Ipv6.ICMPV6 : Ipv4.ICMP;
        };
        hasSum = protocol != Ipv4.UDP || random.nextInt(8) != 0;
        dscp = random.nextInt(64);
        ecn = random.nextInt(4);
        flowLabel = random.nextInt(1 << 20);
        hopLimit = random.nextInt(256);
        identification = word();
        source = address();
        destination = address();
        option = isIpv6 ? null : option(2);
        if (isIpv6 && random.nextBoolean()) {
            addExtensions();
        }
        sourcePort = word();
        destinationPort = word();
        sequence = random.nextInt();
        acknowledgment = random.nextInt();
        flags = random.nextInt(256);
        reserved = random.nextInt(16);
        window = word();
        urgentPointer = word();
        tcpOption = protocol == Ipv4.TCP ? option(2) : null;
        type = random.nextInt(256);
        code = random.nextInt(256);
        rest = random.nextInt();
        payload = bytes(random.nextInt(16) == 0 ? random.nextInt(1_400) : random.nextInt(64));
    }

    /** In the order that RFC 8200, section 4.1, recommends; the fragment header is that of a whole datagram. */
    private void addExtensions() {
        if (random.nextBoolean()) {
            extensions.add(new Extension(Ipv6.HOP_BY_HOP, bytes(4 + 8 * random.nextInt(3)), 0, 0));
        }
        if (random.nextBoolean()) {
            extensions.add(new Extension(Ipv6.DESTINATION_OPTIONS, bytes(4 + 8 * random.nextInt(3)), 0, 0));
        }
        if (random.nextBoolean()) {
            int addresses = 1 + random.nextInt(3);
            extensions.add(new Extension(Ipv6.ROUTING, bytes(ADDRESS * addresses), random.nextInt(addresses + 1), 0));
        }
        if (random.nextBoolean()) {
            extensions.add(new Extension(Ipv6.FRAGMENT, new byte[0], 0, random.nextInt()));
        }
        if (random.nextBoolean()) {
            extensions.add(new Extension(Ipv6.DESTINATION_OPTIONS, bytes(4 + 8 * random.nextInt(3)), 0, 0));
        }
    }

    /** Value of an option that, with kind and length before it, fills up to forty bytes. */
    private byte[] option(int before) {
        return random.nextInt(3) == 0 ? bytes(4 * (1 + random.nextInt(10)) - before) : null;
    }

    /** Often with zeros or all ones in it, where sums by difference go wrong first. */
    byte[] address() {
        byte[] address = bytes(isIpv6 ? ADDRESS : 4);
        int kind = random.nextInt(6);
        for (int i = random.nextInt(address.length); kind < 2 && i < address.length; i++) {
            address[i] = (byte) -kind;
        }
        return address;
    }

    int word() {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> 0xFFFF;
            default -> random.nextInt(0x1_0000);
        };
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        if (random.nextInt(8) != 0) {
            random.nextBytes(bytes);
        }
        return bytes;
    }

    /** Where the transport header begins. */
    int transportOffset() {
        if (isIpv6) {
            return 40 + extensions.stream().mapToInt(Extension::length).sum();
        }
        return option == null ? 20 : 22 + option.length;
    }

    /** The address in the pseudo-header (RFC 8200, section 8.1). */
    byte[] finalDestination() {
        for (Extension extension : extensions) {
            if (extension.segmentsLeft > 0) {
                int length = extension.data.length;
                return java.util.Arrays.copyOfRange(extension.data, length - ADDRESS, length);
            }
        }
        return destination;
    }
}
