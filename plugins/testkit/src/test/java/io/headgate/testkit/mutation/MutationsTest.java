package io.headgate.testkit.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.testkit.packet.Anatomy;
import io.headgate.testkit.packet.Packets;
import io.headgate.testkit.packet.SumCheck;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MutationsTest {
    private static final byte[] IPV4 =
            Packets.udp("10.0.0.1:1 > 10.0.0.2:2").payloadLength(100).build();
    private static final byte[] IPV6 =
            Packets.tcp("[::1]:1 > [::2]:2").payloadLength(100).build();

    private static List<byte[]> bytes(Mutations mutations) {
        return mutations.list().stream().map(Mutation::bytes).toList();
    }

    @Test
    void shouldMakeTheSameOfTheSameSeed() {
        List<byte[]> first = bytes(Mutations.of(Packets.various(), 7).count(500));
        List<byte[]> again = bytes(Mutations.of(Packets.various(), 7).count(500));
        List<byte[]> other = bytes(Mutations.of(Packets.various(), 8).count(500));

        assertThat(first).hasSize(500);
        assertThat(Arrays.deepEquals(first.toArray(), again.toArray())).isTrue();
        assertThat(Arrays.deepEquals(first.toArray(), other.toArray())).isFalse();
    }

    @Test
    void shouldMakeTenThousandUnlessToldOtherwise() {
        assertThat(Mutations.of(Packets.udp("10.0.0.1:1 > 10.0.0.2:2"), 1)).hasSize(10_000);
        assertThat(Mutations.of(List.of(IPV4), 1).count(3).list().get(2).toString())
                .startsWith("mutation 2 of seed 1 (");
        assertThatThrownBy(() -> Mutations.of(List.of(), 1)).hasMessage("give at least one packet to damage");
    }

    /** What a filter should see among ten thousand: each kind of damage in numbers, and what kernels let through. */
    @Test
    void shouldDamageInEveryWay() {
        List<Mutation> all = Mutations.of(Packets.various(), 3).list();

        for (Damage damage : Damage.values()) {
            assertThat(all)
                    .filteredOn(one -> one.toString().contains(damage.told()))
                    .hasSizeGreaterThan(1_000);
        }
        assertThat(all)
                .filteredOn(one -> Anatomy.of(one.bytes()).isLaterFragment())
                .hasSizeGreaterThan(500);
        assertThat(all).filteredOn(one -> !Anatomy.of(one.bytes()).isWhole()).hasSizeGreaterThan(1_000);
        assertThat(all)
                .filteredOn(one -> SumCheck.of(one.bytes()).header() == SumCheck.State.RIGHT)
                .hasSizeGreaterThan(2_000);
        assertThat(all)
                .filteredOn(one -> SumCheck.of(one.bytes()).transport() == SumCheck.State.RIGHT)
                .as("so that sums can be spoilt")
                .hasSizeGreaterThan(500);
    }

    @Test
    void shouldLieAboutEachField() {
        SplittableRandom random = new SplittableRandom(1);
        boolean[] isHit = new boolean[60];
        for (int i = 0; i < 2_000; i++) {
            for (byte[] packet : List.of(IPV4, IPV6)) {
                byte[] lying = packet.clone();
                Lies.tell(lying, random);
                for (int at = 0; at < isHit.length; at++) {
                    isHit[at] |= lying[at] != packet[at];
                }
            }
        }

        // Header length, total length, fragment offset, protocol, UDP length; payload length, next header, data offset.
        for (int at : new int[] {0, 2, 3, 6, 7, 9, 24, 25, 4, 5, 52}) {
            assertThat(isHit[at]).as("byte %d", at).isTrue();
        }
        for (int at : new int[] {8, 12, 16, 30, 40, 48}) {
            assertThat(isHit[at]).as("byte %d", at).isFalse();
        }
    }

    @Test
    void shouldMakeFragmentsThatOverlap() {
        for (byte[] packet : List.of(IPV4, IPV6)) {
            List<byte[]> pieces = Overlap.of(packet, new SplittableRandom(2));

            int data = pieces.stream()
                    .map(Anatomy::of)
                    .mapToInt(piece -> piece.end() - piece.behindIp())
                    .sum();
            int reach = pieces.stream()
                    .map(Anatomy::of)
                    .mapToInt(piece -> piece.fragmentOffset() + piece.end() - piece.behindIp())
                    .max()
                    .orElseThrow();
            assertThat(pieces)
                    .hasSizeGreaterThan(1)
                    .allMatch(piece -> SumCheck.of(piece).header() != SumCheck.State.WRONG);
            assertThat(reach).as("bytes said twice").isLessThan(data);
        }
    }

    @Test
    void shouldSwapExtensionHeadersAndLinkThemAnew() {
        byte[] packet = Packets.udp("[::1]:1 > [::2]:2")
                .extension(0, 1, 4)
                .extension(60, 1, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
                .build();
        Anatomy before = Anatomy.of(packet);

        HeaderSwap.swap(packet, new SplittableRandom(1));

        Anatomy after = Anatomy.of(packet);
        assertThat(after.extensions()).extracting(Anatomy.Extension::type).containsExactly(60, 0);
        assertThat(after.behindIp()).isEqualTo(before.behindIp());
        assertThat(after.protocol()).isEqualTo(17);
    }
}
