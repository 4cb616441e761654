package io.headgate.testkit.mutation;

import io.headgate.testkit.packet.PacketBuilder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Damaged packets, the same for the same seed: cut off, lying about lengths and offsets, extended, overlapping, with bits
 * flipped, with headers out of order; half of them with an IPv4 header checksum that is right all the same, since kernels
 * let no other through.
 */
public final class Mutations implements Iterable<Mutation> {
    private static final int DEFAULT_COUNT = 10_000;
    private static final int MOST_DAMAGES = 3;
    private static final List<Damage> DAMAGES = List.of(Damage.values());

    private final List<byte[]> packets;
    private final long seed;
    private final int count;

    private Mutations(List<byte[]> packets, long seed, int count) {
        if (packets.isEmpty()) {
            throw new IllegalArgumentException("give at least one packet to damage");
        }
        this.packets = List.copyOf(packets);
        this.seed = seed;
        this.count = count;
    }

    /** Ten thousand, made of one packet. */
    public static Mutations of(PacketBuilder<?> packet, long seed) {
        return of(List.of(packet.build()), seed);
    }

    /**
     * Ten thousand, made of several packets in turn.
     *
     * @param packets each from its IP header on
     */
    public static Mutations of(List<byte[]> packets, long seed) {
        return new Mutations(packets, seed, DEFAULT_COUNT);
    }

    /** The same, but so many. */
    public Mutations count(int wanted) {
        return new Mutations(packets, seed, wanted);
    }

    public long seed() {
        return seed;
    }

    @Override
    public Iterator<Mutation> iterator() {
        return list().iterator();
    }

    /** All of them. */
    public List<Mutation> list() {
        SplittableRandom random = new SplittableRandom(seed);
        List<Mutation> result = new ArrayList<>();
        for (int i = 0; result.size() < count; i++) {
            damage(packets.get(i % packets.size()), random, result);
        }
        return result;
    }

    /** Adds a packet damaged in one to three ways, or the fragments that it was cut into. */
    private void damage(byte[] packet, SplittableRandom random, List<Mutation> to) {
        byte[] bytes = packet.clone();
        StringBuilder told = new StringBuilder();
        int damages = 1 + random.nextInt(MOST_DAMAGES);
        for (int i = 0; i < damages; i++) {
            Damage damage = DAMAGES.get(random.nextInt(DAMAGES.size()));
            told.append(told.isEmpty() ? "" : ", ").append(damage.told());
            if (damage == Damage.OVERLAP) {
                for (byte[] piece : Overlap.of(bytes, random)) {
                    add(piece, told.toString(), to);
                }
                return;
            }
            bytes = damage.apply(bytes, random);
        }
        if (random.nextBoolean()) {
            HeaderSum.repair(bytes);
        }
        add(bytes, told.toString(), to);
    }

    private void add(byte[] bytes, String told, List<Mutation> to) {
        if (to.size() < count) {
            to.add(new Mutation(seed, to.size(), told, bytes));
        }
    }
}
