package io.headgate.engine.packet;

import java.util.Arrays;
import java.util.Random;

/** Well-formed packets of every kind we know, from a seed. */
public final class RandomPackets {
    private static final int[] OPTION_HEADERS = {0, 60, 135, 139, 140};
    private static final int[] ROUTING_TYPES = {0, 2, 4};

    private final Random random;

    public RandomPackets(Random random) {
        this.random = random;
    }

    public byte[] next() {
        return random.nextBoolean() ? nextIpv4() : nextIpv6();
    }

    byte[] nextIpv4() {
        PacketBuilder builder = (random.nextInt(8) == 0 ? icmp() : transport())
                .optionBytes(random.nextInt(3) == 0 ? bytes(4 * random.nextInt(11)) : new byte[0])
                .tos(random.nextInt(256))
                .identification(word())
                .ttl(random.nextInt(256))
                .source(random.nextInt())
                .destination(random.nextInt());
        if (random.nextInt(8) == 0) {
            boolean isFirst = random.nextBoolean();
            builder.fragment(isFirst || random.nextBoolean(), isFirst ? 0 : laterOffset());
        }
        return builder.build();
    }

    byte[] nextIpv6() {
        Ipv6PacketBuilder builder = (random.nextInt(6) == 0 ? icmpv6() : transport())
                .ipv6()
                .trafficClass(random.nextInt(256))
                .flowLabel(random.nextInt(1 << 20))
                .hopLimit(random.nextInt(256))
                .source(random.nextLong(), random.nextLong())
                .destination(random.nextLong(), random.nextLong());
        int headers = random.nextBoolean() ? 0 : random.nextInt(9);
        int fragmentAt = random.nextInt(3) == 0 && headers > 0 ? random.nextInt(headers) : -1;
        boolean isRouted = false;
        for (int i = 0; i < headers; i++) {
            int kind = random.nextInt(4);
            if (i == fragmentAt) {
                boolean isLater = random.nextInt(3) == 0;
                builder.fragment(random.nextBoolean(), isLater ? laterOffset() : 0);
                if (isLater) {
                    break;
                }
            } else if (kind == 0 && !isRouted) {
                isRouted = true;
                builder.routing(ROUTING_TYPES[random.nextInt(3)], random.nextInt(3), 1 + random.nextInt(3));
            } else if (kind == 1) {
                builder.authentication(4 * random.nextInt(5));
            } else {
                builder.options(OPTION_HEADERS[random.nextInt(OPTION_HEADERS.length)], 1 + random.nextInt(3));
            }
        }
        return builder.build();
    }

    private int laterOffset() {
        return 8 + 8 * random.nextInt(8_000);
    }

    private PacketBuilder transport() {
        PacketBuilder builder = switch (random.nextInt(6)) {
            case 0, 1, 2 ->
                PacketBuilder.tcp(word(), word())
                        .tcpOptionBytes(random.nextBoolean() ? bytes(4 * random.nextInt(11)) : new byte[0]);
            case 3, 4 -> PacketBuilder.udp(word(), word());
            default -> PacketBuilder.protocol(47);
        };
        return builder.payloadBytes(payload());
    }

    private PacketBuilder icmp() {
        if (random.nextBoolean()) {
            return PacketBuilder.icmp(random.nextInt(256), word(), word()).payloadBytes(payload());
        }
        int type = random.nextBoolean() ? 3 : 11;
        return PacketBuilder.icmp(type, word(), word()).payloadBytes(quote(nextIpv4()));
    }

    private PacketBuilder icmpv6() {
        if (random.nextBoolean()) {
            return PacketBuilder.icmpv6(random.nextInt(256), word(), word()).payloadBytes(payload());
        }
        return PacketBuilder.icmpv6(1 + random.nextInt(4), word(), word()).payloadBytes(quote(nextIpv6()));
    }

    /** As much of a packet as an error carries: all, or a part. */
    private byte[] quote(byte[] packet) {
        int length = random.nextBoolean() ? packet.length : random.nextInt(packet.length + 1);
        return Arrays.copyOf(packet, Math.min(1_200, length));
    }

    private byte[] payload() {
        int length = random.nextInt(50) == 0 ? random.nextInt(4_000) : random.nextInt(90);
        return random.nextInt(4) == 0 ? new byte[length] : bytes(length);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A 16-bit number; the two zeros of one's complement come often. */
    private int word() {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> 0xFFFF;
            default -> random.nextInt(0x1_0000);
        };
    }
}
