package io.headgate.plugin.impair;

import io.headgate.api.Packet;
import java.util.random.RandomGenerator;

/**
 * Flips one bit of payloads.
 *
 * @param share of the packets
 * @param checksum what becomes of the checksum
 */
record Corruption(double share, Sum checksum) {
    enum Sum {
        /** Stays as it was: whoever checks it drops the packet. */
        WRONG,
        /** Is that of the corrupted packet: it gets to the program. */
        REPAIRED
    }

    /** Whether packets leave with wrong checksums. */
    boolean isDamaging() {
        return share > 0 && checksum == Sum.WRONG;
    }

    /**
     * Draws whether a packet is corrupted, and does it.
     *
     * @return whether it was; a packet without payload, a fragment or one that arrived cut never is
     */
    boolean apply(Packet packet, RandomGenerator random) {
        if (!Chance.of(share, random)) {
            return false;
        }
        int bytes = Math.min(packet.payloadLength(), packet.length() - packet.payloadOffset());
        if (bytes <= 0 || packet.length() < packet.originalLength() || isFragment(packet)) {
            return false;
        }
        int offset = packet.payloadOffset() + random.nextInt(bytes);
        int bit = 1 << random.nextInt(Byte.SIZE);
        if (checksum == Sum.WRONG) {
            packet.damage(offset, bit);
        } else {
            packet.payloadU8(offset, packet.u8(offset) ^ bit);
        }
        return true;
    }

    /** Its bytes are summed up in another packet. */
    private static boolean isFragment(Packet packet) {
        return packet.ipv4() != null
                ? packet.ipv4().isFragment()
                : packet.ipv6().isFragment();
    }
}
