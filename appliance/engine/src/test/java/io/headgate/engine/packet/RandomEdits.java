package io.headgate.engine.packet;

import io.headgate.api.Icmp;
import io.headgate.api.Icmpv6;
import io.headgate.api.Ipv4;
import io.headgate.api.Ipv6;
import io.headgate.api.Packet;
import io.headgate.api.Quoted;
import io.headgate.api.Tcp;
import io.headgate.api.Udp;
import java.util.Arrays;
import java.util.Random;

/** Calls setters at random, every one of every view, and looks whether the getters then say so. */
public final class RandomEdits {
    private final Random random;
    private final RandomSetter setter;
    private int longest;

    public RandomEdits(Random random) {
        this.random = random;
        this.setter = new RandomSetter(random);
    }

    /** Bytes of the longest that an edit has made a packet since the last call. */
    public int takeLongest() {
        int result = longest;
        longest = 0;
        return result;
    }

    /** Sets one field that the packet has, and that leaves its parts what they are. */
    public void editOne(Packet packet) {
        switch (random.nextInt(10)) {
            case 8 -> editBytes(packet);
            case 9 -> replace(packet);
            case 0, 1 -> editIp(packet);
            case 2 -> editPayload(packet);
            case 3 -> resize(packet);
            case 4 -> editQuoted(packet.quoted());
            default -> editTransport(packet);
        }
        longest = Math.max(longest, packet.length());
    }

    /** Sets one field, perhaps one after which the bytes are another kind of packet. */
    public void editAnything(Packet packet) {
        if (random.nextInt(6) != 0) {
            editOne(packet);
        } else if (packet.ipv4() != null) {
            Ipv4 ip = packet.ipv4();
            switch (random.nextInt(3)) {
                case 0 -> setter.setFlag(ip::moreFragments, ip::moreFragments);
                case 1 -> RandomSetter.check(ip::fragmentOffset, ip::fragmentOffset, fragmentOffset());
                default -> RandomSetter.check(ip::protocol, ip::protocol, protocol());
            }
        } else if (packet.ipv6() != null) {
            Ipv6 ip = packet.ipv6();
            if (random.nextBoolean() && ip.protocol() >= 0) {
                ip.protocol(random.nextInt(4) == 0 ? Ipv6.ICMPV6 : protocol());
            } else if (!hasOneFragmentHeader(ip)) {
                return;
            } else if (random.nextBoolean()) {
                setter.setFlag(ip::moreFragments, ip::moreFragments);
            } else {
                moveFragment(ip, fragmentOffset());
            }
        }
    }

    private static void moveFragment(Ipv6 ip, int offset) {
        ip.fragmentOffset(offset);
        // A first fragment may show one more fragment header, which then is the one that counts.
        if (hasOneFragmentHeader(ip) && ip.fragmentOffset() != offset) {
            throw new AssertionError("set to " + offset + ", but reads as " + ip.fragmentOffset());
        }
    }

    private int fragmentOffset() {
        return random.nextBoolean() ? 0 : 8 * random.nextInt(8_192);
    }

    private int protocol() {
        return switch (random.nextInt(5)) {
            case 0 -> Ipv4.ICMP;
            case 1 -> Ipv4.TCP;
            case 2 -> Ipv4.UDP;
            default -> random.nextInt(256);
        };
    }

    /** With more than one fragment header another may be the one that counts after a change. */
    private static boolean hasOneFragmentHeader(Ipv6 ip) {
        int fragmentHeaders = 0;
        for (int i = 0; i < ip.extensions(); i++) {
            fragmentHeaders += ip.extensionType(i) == Ipv6.FRAGMENT ? 1 : 0;
        }
        return fragmentHeaders == 1;
    }

    private void editIp(Packet packet) {
        if (packet.ipv4() != null) {
            editIpv4(packet.ipv4());
        } else if (packet.ipv6() != null) {
            editIpv6(packet.ipv6(), packet);
        }
    }

    private void editIpv4(Ipv4 ip) {
        switch (random.nextInt(9)) {
            case 0 -> setter.set(ip::ttl, ip::ttl, 0xFF);
            case 1 -> setter.set(ip::dscp, ip::dscp, 63);
            case 2 -> setter.set(ip::ecn, ip::ecn, 3);
            case 3 -> setter.set(ip::identification, ip::identification, 0xFFFF);
            case 4 -> setter.setFlag(ip::reservedFlag, ip::reservedFlag);
            case 5 -> setter.setFlag(ip::dontFragment, ip::dontFragment);
            case 6 -> setter.set32(ip::source, ip::source);
            case 7 -> setter.set32(ip::destination, ip::destination);
            default -> {
                if (ip.optionsLength() > 0) {
                    ip.optionU8(20 + random.nextInt(ip.optionsLength()), random.nextInt(256));
                }
            }
        }
    }

    private void editIpv6(Ipv6 ip, Packet packet) {
        switch (random.nextInt(8)) {
            case 0 -> setter.set(ip::hopLimit, ip::hopLimit, 0xFF);
            case 1 -> setter.set(ip::dscp, ip::dscp, 63);
            case 2 -> setter.set(ip::ecn, ip::ecn, 3);
            case 3 -> setter.set(ip::flowLabel, ip::flowLabel, 0xF_FFFF);
            case 4 -> setter.setAddress(ip::source, ip::sourceHigh, ip::sourceLow);
            case 5 -> setter.setAddress(ip::destination, ip::destinationHigh, ip::destinationLow);
            default -> {
                if (ip.extensions() > 0) {
                    editExtension(ip, packet, random.nextInt(ip.extensions()));
                }
            }
        }
    }

    private void editExtension(Ipv6 ip, Packet packet, int index) {
        int type = ip.extensionType(index);
        if (type == Ipv6.FRAGMENT) {
            setter.set32(ip::identification, ip::identification);
            return;
        }
        int first = type == Ipv6.ROUTING ? 4 : 2;
        int offset = ip.extensionOffset(index) + first + random.nextInt(ip.extensionLength(index) - first);
        setter.set(value -> ip.extensionU8(offset, value), () -> packet.u8(offset), 0xFF);
    }

    private void editTransport(Packet packet) {
        if (packet.tcp() != null) {
            editTcp(packet.tcp(), packet);
        } else if (packet.udp() != null) {
            Udp udp = packet.udp();
            if (random.nextBoolean()) {
                setter.set(udp::sourcePort, udp::sourcePort, 0xFFFF);
            } else {
                setter.set(udp::destinationPort, udp::destinationPort, 0xFFFF);
            }
        } else if (packet.icmp() != null) {
            editIcmp(packet.icmp());
        } else if (packet.icmpv6() != null) {
            editIcmpv6(packet.icmpv6());
        }
    }

    private void editTcp(Tcp tcp, Packet packet) {
        switch (random.nextInt(9)) {
            case 0 -> setter.set(tcp::sourcePort, tcp::sourcePort, 0xFFFF);
            case 1 -> setter.set(tcp::destinationPort, tcp::destinationPort, 0xFFFF);
            case 2 -> setter.set32(tcp::sequence, tcp::sequence);
            case 3 -> setter.set32(tcp::acknowledgment, tcp::acknowledgment);
            case 4 -> setter.set(tcp::flags, tcp::flags, 0xFF);
            case 5 -> setter.set(tcp::window, tcp::window, 0xFFFF);
            case 6 -> setter.set(tcp::reserved, tcp::reserved, 15);
            case 7 -> setter.set(tcp::urgentPointer, tcp::urgentPointer, 0xFFFF);
            default -> {
                if (tcp.optionsLength() > 0) {
                    int width = 1 + random.nextInt(2);
                    int first = packet.payloadOffset() - tcp.optionsLength();
                    int offset = first + random.nextInt(tcp.optionsLength() - width + 1);
                    if (width == 1) {
                        setter.set(value -> tcp.optionU8(offset, value), () -> packet.u8(offset), 0xFF);
                    } else {
                        setter.set(value -> tcp.optionU16(offset, value), () -> packet.u16(offset), 0xFFFF);
                    }
                }
            }
        }
    }

    private void editIcmp(Icmp icmp) {
        switch (random.nextInt(5)) {
            case 0 -> setter.set(icmp::type, icmp::type, 0xFF);
            case 1 -> setter.set(icmp::code, icmp::code, 0xFF);
            case 2 -> setter.set(icmp::identifier, icmp::identifier, 0xFFFF);
            case 3 -> setter.set(icmp::sequence, icmp::sequence, 0xFFFF);
            default -> setter.set32(icmp::rest, icmp::rest);
        }
    }

    private void editIcmpv6(Icmpv6 icmp) {
        switch (random.nextInt(5)) {
            case 0 -> setter.set(icmp::type, icmp::type, 0xFF);
            case 1 -> setter.set(icmp::code, icmp::code, 0xFF);
            case 2 -> setter.set(icmp::identifier, icmp::identifier, 0xFFFF);
            case 3 -> setter.set(icmp::sequence, icmp::sequence, 0xFFFF);
            default -> setter.set32(icmp::rest, icmp::rest);
        }
    }

    private void editQuoted(Quoted quoted) {
        if (quoted == null) {
            return;
        }
        int choice = random.nextInt(4);
        if (choice < 2 && quoted.hasPorts()) {
            if (choice == 0) {
                setter.set(quoted::sourcePort, quoted::sourcePort, 0xFFFF);
            } else {
                setter.set(quoted::destinationPort, quoted::destinationPort, 0xFFFF);
            }
        } else if (quoted.isIpv6()) {
            if ((choice & 1) == 0) {
                setter.setAddress(quoted::source, quoted::sourceHigh, quoted::sourceLow);
            } else {
                setter.setAddress(quoted::destination, quoted::destinationHigh, quoted::destinationLow);
            }
        } else if ((choice & 1) == 0) {
            setter.set32(quoted::source, quoted::source);
        } else {
            setter.set32(quoted::destination, quoted::destination);
        }
    }

    private void editPayload(Packet packet) {
        int width = 1 << random.nextInt(3);
        if (packet.payloadLength() < width || (isFragment(packet) && !hasTransport(packet))) {
            return;
        }
        int offset = packet.payloadOffset() + random.nextInt(packet.payloadLength() - width + 1);
        switch (width) {
            case 1 -> setter.set(value -> packet.payloadU8(offset, value), () -> packet.u8(offset), 0xFF);
            case 2 -> setter.set(value -> packet.payloadU16(offset, value), () -> packet.u16(offset), 0xFFFF);
            default -> setter.set32(value -> packet.payloadU32(offset, value), () -> packet.u32(offset));
        }
    }

    private void editBytes(Packet packet) {
        if (isFragment(packet) && !hasTransport(packet)) {
            return;
        }
        byte[] written = new byte[random.nextInt(packet.payloadLength() + 1)];
        random.nextBytes(written);
        int offset = packet.payloadOffset() + random.nextInt(packet.payloadLength() - written.length + 1);
        packet.payload(offset, written, 0, written.length);
        checkBytes(packet, offset, written);
    }

    private static void checkBytes(Packet packet, int offset, byte[] expected) {
        byte[] read = new byte[expected.length];
        packet.read(offset, read, 0, read.length);
        if (!Arrays.equals(read, expected)) {
            throw new AssertionError("wrote " + Arrays.toString(expected) + ", but reads as " + Arrays.toString(read));
        }
    }

    private void replace(Packet packet) {
        if (!isResizable(packet)) {
            return;
        }
        int payload = packet.payloadOffset();
        byte[] before = new byte[packet.payloadLength()];
        packet.read(payload, before, 0, before.length);
        int to = random.nextInt(before.length + 1);
        int from = random.nextInt(to + 1);
        byte[] replacement = new byte[random.nextInt(40)];
        random.nextBytes(replacement);
        try {
            packet.replacePayload(payload + from, payload + to, replacement, 0, replacement.length);
        } catch (IllegalStateException refused) {
            requireCut(packet, refused);
            return;
        }
        checkBytes(packet, payload, Arrays.copyOf(before, from));
        checkBytes(packet, payload + from, replacement);
        checkBytes(packet, payload + from + replacement.length, Arrays.copyOfRange(before, to, before.length));
    }

    private void resize(Packet packet) {
        if (isResizable(packet)) {
            try {
                RandomSetter.check(packet::resizePayload, packet::payloadLength, otherLength(packet.payloadLength()));
            } catch (IllegalStateException refused) {
                requireCut(packet, refused);
            }
        }
    }

    private static void requireCut(Packet packet, IllegalStateException refused) {
        if (packet.originalLength() <= packet.length()) {
            throw new AssertionError("a whole packet cannot be resized", refused);
        }
    }

    private static boolean isResizable(Packet packet) {
        boolean isPlainUdp = packet.udp() != null && packet.udp().lengthField() == 8 + packet.payloadLength();
        return (isPlainUdp || packet.tcp() != null) && !isFragment(packet) && !packet.isGso();
    }

    private int otherLength(int length) {
        return random.nextInt(200) == 0
                ? Math.max(length, random.nextInt(60_000))
                : Math.max(0, Math.min(60_000, length - 60 + random.nextInt(120)));
    }

    private static boolean isFragment(Packet packet) {
        return packet.ipv4() != null
                ? packet.ipv4().isFragment()
                : packet.ipv6() != null && packet.ipv6().isFragment();
    }

    private static boolean hasTransport(Packet packet) {
        return packet.tcp() != null || packet.udp() != null || packet.icmp() != null || packet.icmpv6() != null;
    }
}
