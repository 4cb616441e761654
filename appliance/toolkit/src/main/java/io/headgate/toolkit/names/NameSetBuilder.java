package io.headgate.toolkit.names;

import io.headgate.toolkit.dns.DnsName;
import io.headgate.toolkit.names.NameSet.Scope;
import java.util.Arrays;

/** Gathers names for a {@link NameSet}. Thread: one. */
public final class NameSetBuilder {
    /** An offset has 30 bits. */
    private static final int MAX_BYTES = 1 << (Integer.SIZE - NameSet.SCOPE_BITS);

    private static final int FIRST_BYTES = 1 << 10;
    private static final int FIRST_CELLS = 1 << 6;

    private byte[] names = new byte[FIRST_BYTES];
    private int used;
    private long[] cells = new long[FIRST_CELLS];
    private int size;

    /**
     * Adds a name; one that is there stands for what it stood for before as well.
     *
     * @throws IllegalArgumentException if it is the root, or there is no room: a set holds 1 GiB of names
     */
    public void add(DnsName name, Scope scope) {
        if (name.length() == 1) {
            throw new IllegalArgumentException("the root is above all names; leave it out");
        }
        long mixed = NameHash.mixed(NameHash.of(name));
        int cell = cell(mixed);
        while (cells[cell] != NameSet.EMPTY && !(cells[cell] >>> 32 == mixed >>> 32 && isIn(cell, name))) {
            cell = next(cell);
        }
        if (cells[cell] != NameSet.EMPTY) {
            cells[cell] |= scope.bits();
            return;
        }
        cells[cell] = mixed >>> 32 << 32 | (long) append(name) << NameSet.SCOPE_BITS | scope.bits();
        size++;
        if (size > cells.length / 2) {
            widen();
        }
    }

    private int cell(long mixed) {
        return (int) mixed & (cells.length - 1);
    }

    private int next(int cell) {
        return (cell + 1) & (cells.length - 1);
    }

    private boolean isIn(int cell, DnsName name) {
        int offset = NameSet.offset(cells[cell]);
        for (int i = 0; i < name.length(); i++) {
            if ((names[offset + i] & 0xFF) != name.u8(i)) {
                return false;
            }
        }
        return true;
    }

    private int append(DnsName name) {
        if (used > MAX_BYTES - name.length()) {
            throw new IllegalArgumentException("there are more than 1 GiB of names; use shorter lists");
        }
        if (used + name.length() > names.length) {
            names = Arrays.copyOf(names, Math.min(MAX_BYTES, Math.max(names.length + names.length / 2, FIRST_BYTES)));
        }
        int offset = used;
        for (int i = 0; i < name.length(); i++) {
            names[used++] = (byte) name.u8(i);
        }
        return offset;
    }

    /** Of a cell's hash only a half is there, so names are hashed again. */
    private void widen() {
        long[] old = cells;
        cells = new long[old.length * 2];
        for (long moved : old) {
            if (moved != NameSet.EMPTY) {
                int cell = cell(NameHash.mixed(NameHash.of(names, NameSet.offset(moved))));
                while (cells[cell] != NameSet.EMPTY) {
                    cell = next(cell);
                }
                cells[cell] = moved;
            }
        }
    }

    /** Names that were added. */
    public int size() {
        return size;
    }

    /** Makes the set; nothing may be added afterwards. */
    public NameSet build() {
        NameSet set = new NameSet(Arrays.copyOf(names, used), cells, size);
        names = new byte[0];
        return set;
    }
}
