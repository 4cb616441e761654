package io.headgate.toolkit.prefix;

/**
 * Boundaries along the IPv4 addresses, sorted, with an index by leading bits: as many bits as there are boundaries, 20 at
 * most. So with evenly spread boundaries one or two remain to be compared, and with any others at most 4,096 addresses,
 * or twelve steps, once there are half a million of them.
 *
 * <p>Shape: four bytes per boundary, and one to two times as many for the index, 4 MiB at most.
 */
final class Ipv4Ranges {
    private static final int MOST_INDEX_BITS = 20;

    /** Lowest address of each range, ascending unsigned; the first is 0. */
    private final int[] starts;
    /** For each value of the leading bits the range that holds the first such address, and then the last range. */
    private final int[] index;

    private final int shift;

    Ipv4Ranges(Boundaries boundaries) {
        int count = boundaries.count();
        starts = new int[count];
        for (int i = 0; i < count; i++) {
            starts[i] = (int) boundaries.low(i);
        }
        int bits = Math.min(Integer.SIZE - Integer.numberOfLeadingZeros(count), MOST_INDEX_BITS);
        shift = Integer.SIZE - bits;
        index = new int[(1 << bits) + 1];
        int range = 0;
        for (int i = 0; i < 1 << bits; i++) {
            while (range + 1 < count && Integer.compareUnsigned(starts[range + 1], i << shift) <= 0) {
                range++;
            }
            index[i] = range;
        }
        index[1 << bits] = count - 1;
    }

    /** Number of the range that holds the address, from 0. */
    int find(int address) {
        int bucket = address >>> shift;
        int first = index[bucket];
        int last = index[bucket + 1];
        while (first < last) {
            int middle = (first + last + 1) >>> 1;
            if (Integer.compareUnsigned(starts[middle], address) <= 0) {
                first = middle;
            } else {
                last = middle - 1;
            }
        }
        return first;
    }

    long bytes() {
        return (long) Integer.BYTES * (starts.length + index.length);
    }
}
