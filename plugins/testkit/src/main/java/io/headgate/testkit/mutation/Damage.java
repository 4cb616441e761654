package io.headgate.testkit.mutation;

import java.util.Arrays;
import java.util.SplittableRandom;

/** A way in which a packet is damaged. */
enum Damage {
    /** Its end is missing. */
    TRUNCATE("cut off") {
        @Override
        byte[] apply(byte[] packet, SplittableRandom random) {
            return Arrays.copyOf(packet, random.nextInt(packet.length + 1));
        }
    },
    /** A length, offset or next header says something else. */
    LIE("lying") {
        @Override
        byte[] apply(byte[] packet, SplittableRandom random) {
            Lies.tell(packet, random);
            return packet;
        }
    },
    /** Bytes follow that nobody counts. */
    EXTEND("extended") {
        @Override
        byte[] apply(byte[] packet, SplittableRandom random) {
            byte[] longer = Arrays.copyOf(packet, packet.length + 1 + random.nextInt(64));
            for (int i = packet.length; i < longer.length; i++) {
                longer[i] = (byte) random.nextInt(256);
            }
            return longer;
        }
    },
    /** Cut into fragments that say twice what some bytes are; made by {@link Overlap}. */
    OVERLAP("overlapping fragments") {
        @Override
        byte[] apply(byte[] packet, SplittableRandom random) {
            throw new UnsupportedOperationException("makes several packets of one");
        }
    },
    /** Some bits are others. */
    FLIP("bits flipped") {
        @Override
        byte[] apply(byte[] packet, SplittableRandom random) {
            int flips = packet.length == 0 ? 0 : 1 + random.nextInt(8);
            for (int i = 0; i < flips; i++) {
                packet[random.nextInt(packet.length)] ^= (byte) (1 << random.nextInt(8));
            }
            return packet;
        }
    },
    /** Headers, or parts of them, are in another order. */
    SWAP("headers swapped") {
        @Override
        byte[] apply(byte[] packet, SplittableRandom random) {
            HeaderSwap.swap(packet, random);
            return packet;
        }
    };

    private final String told;

    Damage(String told) {
        this.told = told;
    }

    String told() {
        return told;
    }

    /** Damages a packet, in place or in a copy; one too damaged already may stay as it is. */
    abstract byte[] apply(byte[] packet, SplittableRandom random);
}
