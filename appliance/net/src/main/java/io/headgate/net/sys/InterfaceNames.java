package io.headgate.net.sys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Interface names by index, asked of the kernel once each. An interface keeps its index while it lives, but may be
 * renamed: {@link #forget} now and then.
 *
 * <p>Thread: one, in the network namespace of the interfaces.
 */
public final class InterfaceNames {
    /** Length of a name with its end, from {@code net/if.h}. */
    private static final int IF_NAMESIZE = 16;

    private final ByteBuffer name = NativeMemory.allocate(IF_NAMESIZE);
    private final long nameAddress = NativeMemory.addressOf(name);
    private final Libc libc;

    private int[] indexes = new int[8];
    private String[] names = new String[8];
    private int count;

    public InterfaceNames(Libc libc) {
        this.libc = libc;
    }

    /** The whole name of interface {@code index}; "" for 0, {@code if12} for one that is gone. */
    public String nameOf(int index) {
        if (index == 0) {
            return "";
        }
        for (int i = 0; i < count; i++) {
            if (indexes[i] == index) {
                return names[i];
            }
        }
        return learn(index);
    }

    private String learn(int index) {
        String found = libc.if_indextoname(index, nameAddress) == 0 ? "if" + index : readName();
        if (count == indexes.length) {
            indexes = java.util.Arrays.copyOf(indexes, count * 2);
            names = java.util.Arrays.copyOf(names, count * 2);
        }
        indexes[count] = index;
        names[count++] = found;
        return found;
    }

    private String readName() {
        byte[] bytes = new byte[IF_NAMESIZE];
        int length = 0;
        while (length < IF_NAMESIZE && name.get(length) != 0) {
            bytes[length] = name.get(length++);
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** Forgets all names, so that each is asked for again when next seen. */
    public void forget() {
        count = 0;
    }
}
