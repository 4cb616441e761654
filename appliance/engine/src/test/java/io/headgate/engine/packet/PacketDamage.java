package io.headgate.engine.packet;

import java.util.Random;

/** Overwrites bytes of a packet at random, most of them where lengths, offsets and protocols are. */
public final class PacketDamage {
    private PacketDamage() {}

    /** A damaged copy; one in five is whole. */
    public static byte[] of(byte[] packet, Random random) {
        byte[] damaged = packet.clone();
        for (int i = random.nextInt(5); i > 0; i--) {
            int headers = Math.min(random.nextBoolean() ? 60 : 140, damaged.length);
            int at = random.nextInt(random.nextInt(3) == 0 ? damaged.length : headers);
            damaged[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : damaged[at] ^ 1 << random.nextInt(8));
        }
        return damaged;
    }
}
