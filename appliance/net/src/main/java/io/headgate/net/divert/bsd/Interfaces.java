package io.headgate.net.divert.bsd;

import io.headgate.net.sys.Libc;
import io.headgate.net.sys.NativeMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Names of receive interfaces as the kernel gives them: eight bytes, kept as text, and judged where they may be cut. Each is
 * looked up once until all are forgotten, however many there are.
 *
 * <p>Thread: the source's.
 */
final class Interfaces {
    private static final int ROOM_AT_FIRST = 16;

    private final Libc libc;
    private long[] fields = new long[ROOM_AT_FIRST];
    private String[] names = new String[ROOM_AT_FIRST];
    private boolean[] isGood = new boolean[ROOM_AT_FIRST];
    private int count;

    Interfaces(Libc libc) {
        this.libc = libc;
    }

    /** The text of a name field; "" for 0. */
    String name(long field) {
        if (field == 0) {
            return "";
        }
        int at = indexOf(field); // May put a larger array in the place of names.
        return names[at];
    }

    /**
     * Whether the kernel would find the right interface by this name: whole, or at least no other's. Seven characters may
     * be the beginning of a longer name, which the kernel cuts without a word. A name that is not in the list speaks for
     * itself: FreeBSD's Linux ABI lists interfaces by other names (eth0), or not at all.
     */
    boolean isTrustworthy(long field) {
        if (field == 0) {
            return true;
        }
        int at = indexOf(field);
        return isGood[at];
    }

    private int indexOf(long field) {
        for (int i = 0; i < count; i++) {
            if (fields[i] == field) {
                return i;
            }
        }
        return learn(field);
    }

    private int learn(long field) {
        if (count == fields.length) {
            grow();
        }
        int at = count++;
        String name = AddressBook.name(field);
        fields[at] = field;
        names[at] = name;
        isGood[at] = name.length() < AddressBook.NAME_LENGTH || isWhole(name);
        return at;
    }

    private void grow() {
        int room = 2 * fields.length;
        fields = Arrays.copyOf(fields, room);
        names = Arrays.copyOf(names, room);
        isGood = Arrays.copyOf(isGood, room);
    }

    private boolean isWhole(String name) {
        return list().stream().noneMatch(other -> other.startsWith(name) && !other.equals(name));
    }

    /** All names there are; empty if the system does not say. */
    private List<String> list() {
        long first = libc.if_nameindex();
        List<String> all = new ArrayList<>();
        if (first == 0) {
            return all;
        }
        // struct if_nameindex: 0 index u32 | 8 name pointer; ends with an index of 0.
        for (long at = first; NativeMemory.intAt(at) != 0; at += 16) {
            all.add(NativeMemory.textAt(NativeMemory.longAt(at + 8)));
        }
        libc.if_freenameindex(first);
        return all;
    }

    /** Forgets everything, so that new interfaces are seen. */
    void forget() {
        count = 0;
    }
}
