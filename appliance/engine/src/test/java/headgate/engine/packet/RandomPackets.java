package headgate.engine.packet;

import java.util.Random;

/** Well-formed packets of every kind we know, from a seed. */
final class RandomPackets {
    private final Random random;

    RandomPackets(Random random) {
        this.random = random;
    }

    byte[] next() {
        PacketBuilder builder = kind().options(random.nextInt(3) == 0 ? random.nextInt(11) : 0)
                .tos(random.nextInt(256))
                .identification(word())
                .ttl(random.nextInt(256))
                .source(random.nextInt())
                .destination(random.nextInt());
        byte[] payload = new byte[random.nextInt(50) == 0 ? random.nextInt(4_000) : random.nextInt(90)];
        if (random.nextInt(4) != 0) {
            random.nextBytes(payload);
        }
        builder.payloadBytes(payload);
        if (random.nextInt(8) == 0) {
            boolean isFirst = random.nextBoolean();
            builder.fragment(isFirst || random.nextBoolean(), isFirst ? 0 : 8 + 8 * random.nextInt(8_000));
        }
        return builder.build();
    }

    private PacketBuilder kind() {
        return switch (random.nextInt(7)) {
            case 0, 1, 2 -> PacketBuilder.tcp(word(), word()).tcpOptions(random.nextBoolean() ? random.nextInt(11) : 0);
            case 3, 4 -> PacketBuilder.udp(word(), word());
            case 5 -> PacketBuilder.icmp(random.nextInt(256), word(), word());
            default -> PacketBuilder.protocol(47);
        };
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
