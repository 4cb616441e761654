package io.headgate.testkit.mutation;

import io.headgate.testkit.packet.Anatomy;
import io.headgate.testkit.packet.Anatomy.Extension;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Brings headers out of order. */
final class HeaderSwap {
    private static final int NEXT_HEADER = 6;
    private static final int WORD = 4;

    private HeaderSwap() {}

    /** Swaps two neighbouring extension headers, linked anew, if there are two; otherwise two words anywhere. */
    static void swap(byte[] packet, SplittableRandom random) {
        List<Extension> extensions = Anatomy.of(packet).extensions();
        if (extensions.size() > 1) {
            extensions(packet, extensions, random.nextInt(extensions.size() - 1));
        } else if (packet.length >= 2 * WORD) {
            words(packet, random.nextInt(packet.length / WORD) * WORD, random.nextInt(packet.length / WORD) * WORD);
        }
    }

    private static void extensions(byte[] packet, List<Extension> all, int index) {
        Extension first = all.get(index);
        Extension second = all.get(index + 1);
        byte[] one = Arrays.copyOfRange(packet, first.offset(), first.offset() + first.length());
        byte[] other = Arrays.copyOfRange(packet, second.offset(), second.offset() + second.length());
        byte behind = other[0];
        other[0] = (byte) first.type();
        one[0] = behind;
        packet[index == 0 ? NEXT_HEADER : all.get(index - 1).offset()] = (byte) second.type();
        System.arraycopy(other, 0, packet, first.offset(), other.length);
        System.arraycopy(one, 0, packet, first.offset() + other.length, one.length);
    }

    private static void words(byte[] packet, int one, int other) {
        byte[] kept = Arrays.copyOfRange(packet, one, one + WORD);
        System.arraycopy(packet, other, packet, one, WORD);
        System.arraycopy(kept, 0, packet, other, WORD);
    }
}
