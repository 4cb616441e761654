package io.headgate.testkit.mutation;

/** A damaged packet. */
public final class Mutation {
    private final long seed;
    private final int number;
    private final String damage;
    private final byte[] bytes;

    Mutation(long seed, int number, String damage, byte[] bytes) {
        this.seed = seed;
        this.number = number;
        this.damage = damage;
        this.bytes = bytes;
    }

    /** Counted from 0 among those of its seed. */
    public int number() {
        return number;
    }

    /** From where the IP header was on. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Seed, number, and what was done to the packet. */
    @Override
    public String toString() {
        return "mutation " + number + " of seed " + seed + " (" + damage + ")";
    }
}
