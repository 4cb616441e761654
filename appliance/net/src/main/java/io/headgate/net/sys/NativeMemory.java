package io.headgate.net.sys;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jnr.ffi.Pointer;

/**
 * Direct buffers for structures shared with the kernel. The address is only good as long as somebody holds the buffer.
 */
public final class NativeMemory {
    private NativeMemory() {}

    /** Zeroed memory in the machine's byte order. */
    public static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /**
     * Address of byte 0 of a direct buffer, whatever its position.
     *
     * @throws IllegalArgumentException if the buffer is not direct
     */
    public static long addressOf(ByteBuffer buffer) {
        return pointerTo(buffer).address();
    }

    /** Four bytes of the C library's memory, in the machine's byte order. */
    public static int intAt(long address) {
        return Pointer.wrap(Sys.runtime(), address).getInt(0);
    }

    /** Eight bytes of the C library's memory, in the machine's byte order. */
    public static long longAt(long address) {
        return Pointer.wrap(Sys.runtime(), address).getLong(0);
    }

    /** A text of the C library's, up to its NUL. */
    public static String textAt(long address) {
        return Pointer.wrap(Sys.runtime(), address).getString(0);
    }

    /** A pointer to byte 0 of a direct buffer, for calls with six arguments. Keeps the buffer alive. */
    static Pointer pointerTo(ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("needs a direct buffer");
        }
        // jnr wraps from the position on; a duplicate has one of its own to reset.
        ByteBuffer whole = buffer.duplicate();
        whole.clear();
        return Pointer.wrap(Sys.runtime(), whole);
    }
}
