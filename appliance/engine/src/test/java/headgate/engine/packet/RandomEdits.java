package headgate.engine.packet;

import headgate.api.Icmp;
import headgate.api.Ipv4;
import headgate.api.Packet;
import headgate.api.Tcp;
import headgate.api.Udp;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

/** Calls setters at random, and looks whether the getters then say so. */
final class RandomEdits {
    private final Random random;

    RandomEdits(Random random) {
        this.random = random;
    }

    /** Sets one field that the packet has. */
    void editOne(Packet packet) {
        int choice = random.nextInt(4);
        if (choice == 0 && packet.payloadLength() >= Integer.BYTES && mayWritePayload(packet)) {
            editPayload(packet);
        } else if (choice == 1) {
            editIpv4(packet.ipv4());
        } else if (packet.tcp() != null) {
            editTcp(packet.tcp());
        } else if (packet.udp() != null) {
            editUdp(packet.udp());
        } else if (packet.icmp() != null) {
            editIcmp(packet.icmp());
        } else {
            editIpv4(packet.ipv4());
        }
    }

    private static boolean mayWritePayload(Packet packet) {
        return !packet.ipv4().isFragment() || packet.tcp() != null || packet.udp() != null || packet.icmp() != null;
    }

    private void editIpv4(Ipv4 ip) {
        switch (random.nextInt(6)) {
            case 0 -> set(ip::ttl, ip::ttl, 0xFF);
            case 1 -> set(ip::dscp, ip::dscp, 63);
            case 2 -> set(ip::ecn, ip::ecn, 3);
            case 3 -> set(ip::identification, ip::identification, 0xFFFF);
            case 4 -> set32(ip::source, ip::source);
            default -> set32(ip::destination, ip::destination);
        }
    }

    private void editTcp(Tcp tcp) {
        switch (random.nextInt(6)) {
            case 0 -> set(tcp::sourcePort, tcp::sourcePort, 0xFFFF);
            case 1 -> set(tcp::destinationPort, tcp::destinationPort, 0xFFFF);
            case 2 -> set32(tcp::sequence, tcp::sequence);
            case 3 -> set32(tcp::acknowledgment, tcp::acknowledgment);
            case 4 -> set(tcp::flags, tcp::flags, 0xFF);
            default -> set(tcp::window, tcp::window, 0xFFFF);
        }
    }

    private void editUdp(Udp udp) {
        if (random.nextBoolean()) {
            set(udp::sourcePort, udp::sourcePort, 0xFFFF);
        } else {
            set(udp::destinationPort, udp::destinationPort, 0xFFFF);
        }
    }

    private void editIcmp(Icmp icmp) {
        switch (random.nextInt(4)) {
            case 0 -> set(icmp::type, icmp::type, 0xFF);
            case 1 -> set(icmp::code, icmp::code, 0xFF);
            case 2 -> set(icmp::identifier, icmp::identifier, 0xFFFF);
            default -> set(icmp::sequence, icmp::sequence, 0xFFFF);
        }
    }

    private void editPayload(Packet packet) {
        int width = 1 << random.nextInt(3);
        int offset = packet.payloadOffset() + random.nextInt(packet.payloadLength() - width + 1);
        switch (width) {
            case 1 -> set(value -> packet.payloadU8(offset, value), () -> packet.u8(offset), 0xFF);
            case 2 -> set(value -> packet.payloadU16(offset, value), () -> packet.u16(offset), 0xFFFF);
            default -> set32(value -> packet.payloadU32(offset, value), () -> packet.u32(offset));
        }
    }

    private void set(IntConsumer setter, IntSupplier getter, int max) {
        check(
                setter,
                getter,
                switch (random.nextInt(6)) {
                    case 0 -> 0;
                    case 1 -> max;
                    case 2 -> getter.getAsInt();
                    default -> random.nextInt(max + 1);
                });
    }

    private void set32(IntConsumer setter, IntSupplier getter) {
        check(
                setter,
                getter,
                switch (random.nextInt(6)) {
                    case 0 -> 0;
                    case 1 -> -1;
                    case 2 -> getter.getAsInt();
                    default -> random.nextInt();
                });
    }

    private static void check(IntConsumer setter, IntSupplier getter, int value) {
        setter.accept(value);
        if (getter.getAsInt() != value) {
            throw new AssertionError("set to " + value + ", but reads as " + getter.getAsInt());
        }
    }
}
