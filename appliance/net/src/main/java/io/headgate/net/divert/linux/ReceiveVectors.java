package io.headgate.net.divert.linux;

import io.headgate.engine.ring.SlotArena;
import io.headgate.net.sys.Libc;
import io.headgate.net.sys.NativeMemory;
import java.nio.ByteBuffer;

/**
 * One {@code mmsghdr} and one {@code iovec} per slot, in ring order, made once: receiving into any run of slots is one
 * call that prepares nothing.
 *
 * <pre>
 *  mmsghdr (64)  0 name 8 | 8 namelen 4 | 16 iov 8 | 24 iovlen 8 | 32 control 8 | 40 controllen 8 | 48 flags 4 | 56 len 4
 *  iovec   (16)  0 base 8 | 8 len 8
 * </pre>
 */
final class ReceiveVectors {
    private static final int MMSGHDR = 64;
    private static final int MMSGHDR_IOV = 16;
    private static final int MMSGHDR_IOVLEN = 24;
    private static final int MMSGHDR_LENGTH = 56;
    private static final int IOVEC = 16;

    private final ByteBuffer messages;
    private final ByteBuffer vectors;
    private final long messagesAddress;

    ReceiveVectors(SlotArena arena) {
        int slots = arena.slots();
        messages = NativeMemory.allocate(slots * MMSGHDR);
        vectors = NativeMemory.allocate(slots * IOVEC);
        messagesAddress = NativeMemory.addressOf(messages);
        long vectorsAddress = NativeMemory.addressOf(vectors);
        long arenaAddress = NativeMemory.addressOf(arena.bytes());
        for (int i = 0; i < slots; i++) {
            vectors.putLong(i * IOVEC, arenaAddress + arena.dataOffset(i));
            vectors.putLong(i * IOVEC + 8, SlotArena.CAPACITY);
            messages.putLong(i * MMSGHDR + MMSGHDR_IOV, vectorsAddress + (long) i * IOVEC);
            messages.putLong(i * MMSGHDR + MMSGHDR_IOVLEN, 1);
        }
    }

    /** Receives into {@code count} slots from slot {@code first} on; returns what recvmmsg(2) returns. */
    int receive(Libc libc, int fd, int first, int count, int flags) {
        return libc.recvmmsg(fd, messagesAddress + (long) first * MMSGHDR, count, flags, 0);
    }

    /** Bytes received into slot {@code index}. */
    int length(int index) {
        return messages.getInt(index * MMSGHDR + MMSGHDR_LENGTH);
    }
}
