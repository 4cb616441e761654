package io.headgate.net.sys;

import java.nio.ByteBuffer;
import jnr.ffi.Pointer;

/**
 * A place in native memory for the calls that take pointers ({@link Libc}). Made once, so that a call allocates nothing;
 * keeps the memory alive.
 */
public final class NativeAddress {
    private final Pointer pointer;

    private NativeAddress(Pointer pointer) {
        this.pointer = pointer;
    }

    /** Where byte {@code offset} of a direct buffer is, whatever its position. */
    public static NativeAddress of(ByteBuffer buffer, int offset) {
        return new NativeAddress(NativeMemory.pointerTo(buffer).slice(offset));
    }

    /** The address as a number. */
    public long value() {
        return pointer.address();
    }

    /**
     * Receives a datagram here: recvfrom(2).
     *
     * @param sender where its sender's address is to be stored, in the {@code int} of bytes at {@code senderLength}
     * @return as C returns; after -1 see {@link Sys#errno()}
     */
    public long receiveFrom(
            Libc libc, int fd, long length, int flags, NativeAddress sender, NativeAddress senderLength) {
        return libc.recvfrom(fd, pointer, length, flags, sender.pointer, senderLength.pointer);
    }

    /** Sends a datagram from here: sendto(2). Returns as C returns. */
    public long sendTo(Libc libc, int fd, long length, int flags, NativeAddress receiver, int receiverLength) {
        return libc.sendto(fd, pointer, length, flags, receiver.pointer, receiverLength);
    }
}
