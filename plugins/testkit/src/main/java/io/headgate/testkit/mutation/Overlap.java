package io.headgate.testkit.mutation;

import io.headgate.testkit.packet.Anatomy;
import io.headgate.testkit.packet.Packets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** Fragments that overlap: each but the first says that it begins eight bytes or more before its place. */
final class Overlap {
    private static final int UNIT = 8;
    private static final int MOST_UNITS = 8;

    private Overlap() {}

    /** Cuts a packet up, in any order; one that cannot be cut comes back as it is. */
    static List<byte[]> of(byte[] packet, SplittableRandom random) {
        Anatomy anatomy = Anatomy.of(packet);
        boolean isPlain =
                anatomy.behindIp() != Anatomy.NONE && anatomy.extensions().isEmpty();
        if (!isPlain || anatomy.isFragment() || anatomy.end() - anatomy.behindIp() < 2 * UNIT) {
            return List.of(packet);
        }
        byte[] counted = Arrays.copyOf(packet, anatomy.end());
        List<byte[]> pieces = new ArrayList<>();
        for (byte[] piece : Packets.fragments(counted, UNIT * (1 + random.nextInt(MOST_UNITS)))) {
            pieces.add(pieces.isEmpty() ? piece : moved(piece, random));
        }
        Collections.shuffle(pieces, new Random(random.nextLong()));
        return pieces;
    }

    private static byte[] moved(byte[] piece, SplittableRandom random) {
        Anatomy anatomy = Anatomy.of(piece);
        int units = anatomy.fragmentOffset() / UNIT;
        int wanted = units - 1 - random.nextInt(units);
        if (anatomy.version() == 4) {
            int field = (anatomy.u16(6) & 0xE000) | wanted;
            piece[6] = (byte) (field >> 8);
            piece[7] = (byte) field;
            HeaderSum.repair(piece);
        } else {
            int field = wanted * UNIT | (anatomy.hasFollowers() ? 1 : 0);
            piece[anatomy.fragmentAt() + 2] = (byte) (field >> 8);
            piece[anatomy.fragmentAt() + 3] = (byte) field;
        }
        return piece;
    }
}
