package io.headgate.toolkit.sequence;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * A stream of numbered packets as a network delivers it, made from a seed, and the truth about it, which is found without
 * windows and without wrapping: by the place each packet had when it was sent.
 */
final class Traffic {
    /** A packet on its way: which it is, when it arrives, by which leg. */
    record Arriving(int index, int timeSlot, int leg) {}

    private final Random random;
    private final int count;
    private final int displacement;
    private final List<Arriving> arrivals = new ArrayList<>();

    /**
     * Prepares a stream of {@code count} packets.
     *
     * @param displacement by how many places a packet may come late
     */
    Traffic(long seed, int count, int displacement) {
        this.random = new Random(seed);
        this.count = count;
        this.displacement = displacement;
    }

    /** Sends the stream over a leg: some packets are dropped, some in bursts, some late, some twice. */
    Traffic over(int leg) {
        int burst = 0;
        for (int i = 0; i < count; i++) {
            burst = burst > 0 ? burst - 1 : random.nextInt(300) == 0 ? random.nextInt(displacement) : 0;
            if (burst == 0 && random.nextInt(20) > 0) {
                int slot = random.nextInt(5) == 0 ? i + random.nextInt(displacement) : i;
                arrivals.add(new Arriving(i, slot, leg));
                if (random.nextInt(15) == 0) {
                    arrivals.add(new Arriving(i, slot + random.nextInt(displacement), leg));
                }
            }
        }
        return this;
    }

    /** What arrives, in order. */
    List<Arriving> arrivals() {
        arrivals.sort(Comparator.comparingInt(Arriving::timeSlot));
        return arrivals;
    }

    /** The packets of the stream between the first and the last that came, which never came by any leg. */
    int lost() {
        BitSet seen = seen(-1);
        return seen.length() - seen.nextSetBit(0) - seen.cardinality();
    }

    /** Those that came, but not by this leg. */
    int missedBy(int leg) {
        BitSet seen = seen(-1);
        seen.andNot(seen(leg));
        return seen.cardinality();
    }

    private BitSet seen(int leg) {
        BitSet seen = new BitSet();
        arrivals.stream().filter(a -> leg < 0 || a.leg() == leg).forEach(a -> seen.set(a.index()));
        return seen;
    }

    /** First copies that came below a higher one. */
    int late() {
        BitSet seen = new BitSet();
        int late = 0;
        for (Arriving arriving : arrivals()) {
            if (!seen.get(arriving.index())) {
                late += seen.length() > arriving.index() ? 1 : 0;
                seen.set(arriving.index());
            }
        }
        return late;
    }

    int duplicates() {
        return arrivals.size() - seen(-1).cardinality();
    }

    /** The union of all legs in order of first arrival. */
    List<Integer> union() {
        return arrivals().stream().map(Arriving::index).distinct().toList();
    }
}
