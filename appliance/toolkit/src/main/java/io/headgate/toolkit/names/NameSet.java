package io.headgate.toolkit.names;

import io.headgate.toolkit.dns.DnsName;

/**
 * Domain names, and for each whether it stands for itself, for what is below it, or for both. Immutable.
 *
 * <p>Shape: the names one behind the other as they are in messages, in lower case, in one array; a table of longs, at most
 * half full, with linear probing. A cell has half of the name's hash, its offset, and its {@link Scope}; 0 is empty.
 *
 * <pre>
 *   63            32 31              2 1 0
 *   | hash          | offset          |scope|
 * </pre>
 *
 * <p>Memory: for each name its bytes and two, and 16 to 32 bytes of table. What a million names take: 41 MB if they have 22
 * bytes on average.
 */
public final class NameSet {
    /** What a name of a set stands for. */
    public enum Scope {
        ITSELF(1),
        BELOW(2),
        BOTH(3);

        private final int bits;

        Scope(int bits) {
            this.bits = bits;
        }

        int bits() {
            return bits;
        }
    }

    static final int EMPTY = 0;
    static final int SCOPE_BITS = 2;
    static final int SCOPE_MASK = 3;

    private final byte[] names;
    private final long[] cells;
    private final int size;

    NameSet(byte[] names, long[] cells, int size) {
        this.names = names;
        this.cells = cells;
        this.size = size;
    }

    /** A set without names. */
    public static NameSet empty() {
        return new NameSetBuilder().build();
    }

    /** How many names there are. */
    public int size() {
        return size;
    }

    /** Whether it has the name, or a domain above it that stands for what is below. Time grows with the name's length. */
    public boolean covers(DnsName name) {
        long hash = NameHash.of(name);
        int wanted = Scope.ITSELF.bits();
        int label = 0;
        while (name.u8(label) != 0) {
            if ((scope(name, label, hash) & wanted) != 0) {
                return true;
            }
            wanted = Scope.BELOW.bits();
            int next = name.above(label);
            hash = NameHash.above(name, label, next, hash);
            label = next;
        }
        return false;
    }

    /** What the name from a label on stands for, as bits; 0 if it is not here. */
    private int scope(DnsName name, int label, long hash) {
        long mixed = NameHash.mixed(hash);
        int mask = cells.length - 1;
        int cell = (int) mixed & mask;
        while (cells[cell] != EMPTY) {
            long found = cells[cell];
            if (found >>> 32 == mixed >>> 32 && isAt(offset(found), name, label)) {
                return (int) found & SCOPE_MASK;
            }
            cell = (cell + 1) & mask;
        }
        return 0;
    }

    /** No name is the begin of another, for each ends with the root; so this ends before the array does. */
    private boolean isAt(int offset, DnsName name, int label) {
        for (int i = label; i < name.length(); i++) {
            if ((names[offset + i - label] & 0xFF) != name.u8(i)) {
                return false;
            }
        }
        return true;
    }

    static int offset(long cell) {
        return (int) cell >>> SCOPE_BITS;
    }
}
