package io.headgate.net.datagram;

import io.headgate.engine.io.PacketSource;
import io.headgate.engine.ring.SlotArena;
import io.headgate.engine.ring.SlotRing;
import io.headgate.net.sys.Libc;
import io.headgate.net.sys.Linux;
import io.headgate.net.sys.LinuxInet;
import io.headgate.net.sys.NativeMemory;
import io.headgate.net.sys.SockAddr;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Receives a batch of datagrams by one call: each payload into a slot, behind room for its headers; its sender and control
 * messages into memory of this batch, made once.
 *
 * <pre>
 *  mmsghdr (64)  0 name 8 | 8 namelen 4 | 16 iov 8 | 24 iovlen 8 | 32 control 8 | 40 controllen 8 | 48 flags 4 | 56 len 4
 *  iovec   (16)  0 base 8 | 8 len 8
 * </pre>
 *
 * The kernel overwrites namelen and controllen, so both are set anew for each call. Thread: the source's.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/recvmmsg.2.html">recvmmsg(2)</a>
 */
final class ReceiveBatch {
    private static final int MMSGHDR = 64;
    private static final int NAME_LENGTH = 8;
    private static final int IOV = 16;
    private static final int IOV_LENGTH = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int FLAGS = 48;
    private static final int LENGTH = 56;
    private static final int IOVEC = 16;

    /** Room for a sockaddr_in6. */
    private static final int NAME_ROOM = 32;

    /** Room for all messages of {@link ControlMessages}: 144 bytes with IPv6. */
    private static final int CONTROL_ROOM = 192;

    private static final int COUNT = PacketSource.BATCH;
    private static final int CALL_FLAGS = Linux.MSG_DONTWAIT | LinuxInet.MSG_TRUNC;

    private final Libc libc;
    private final SlotRing ring;
    private final long payloadsAddress;
    private final ByteBuffer messages = NativeMemory.allocate(COUNT * MMSGHDR);
    private final ByteBuffer vectors = NativeMemory.allocate(COUNT * IOVEC);
    private final ByteBuffer names = NativeMemory.allocate(COUNT * NAME_ROOM);
    private final ByteBuffer networkNames = names.duplicate().order(ByteOrder.BIG_ENDIAN);
    private final ByteBuffer controls = NativeMemory.allocate(COUNT * CONTROL_ROOM);
    private final long messagesAddress = NativeMemory.addressOf(messages);
    private final ControlMessages control = new ControlMessages(controls);

    ReceiveBatch(Libc libc, SlotRing ring, int payloadBytes) {
        this.libc = libc;
        this.ring = ring;
        SlotArena arena = ring.arena();
        this.payloadsAddress = NativeMemory.addressOf(arena.bytes()) + HeaderWriter.ROOM;
        long vectorsAddress = NativeMemory.addressOf(vectors);
        long namesAddress = NativeMemory.addressOf(names);
        long controlsAddress = NativeMemory.addressOf(controls);
        for (int i = 0; i < COUNT; i++) {
            messages.putLong(i * MMSGHDR, namesAddress + (long) i * NAME_ROOM);
            messages.putLong(i * MMSGHDR + IOV, vectorsAddress + (long) i * IOVEC);
            messages.putLong(i * MMSGHDR + IOV_LENGTH, 1);
            messages.putLong(i * MMSGHDR + CONTROL, controlsAddress + (long) i * CONTROL_ROOM);
            vectors.putLong(i * IOVEC + 8, payloadBytes);
        }
    }

    /**
     * Receives into {@code count} free slots of the ring from the {@code first} on.
     *
     * @return what recvmmsg(2) returns
     */
    int receive(int fd, int first, int count) {
        for (int i = 0; i < count; i++) {
            vectors.putLong(
                    i * IOVEC, payloadsAddress + ring.writableSlot(first + i).dataOffset());
            int message = i * MMSGHDR;
            messages.putInt(message + NAME_LENGTH, NAME_ROOM);
            messages.putLong(message + CONTROL_LENGTH, CONTROL_ROOM);
        }
        // With MSG_TRUNC lengths are those of the whole datagrams, also where they were cut.
        return libc.recvmmsg(fd, messagesAddress, count, CALL_FLAGS, 0);
    }

    /** Bytes that datagram {@code i} of the batch had, whatever part of it is held. */
    int length(int i) {
        return messages.getInt(i * MMSGHDR + LENGTH);
    }

    /** What came beside datagram {@code i}; good until the next is asked for. Null if its destination is missing. */
    ControlMessages control(int i) {
        boolean isCut = (messages.getInt(i * MMSGHDR + FLAGS) & LinuxInet.MSG_CTRUNC) != 0;
        int length = (int) messages.getLong(i * MMSGHDR + CONTROL_LENGTH);
        return control.read(i * CONTROL_ROOM, length) && !isCut ? control : null;
    }

    int sourcePort(int i) {
        return networkNames.getShort(i * NAME_ROOM + SockAddr.PORT) & 0xFFFF;
    }

    int sourceIpv4(int i) {
        return networkNames.getInt(i * NAME_ROOM + SockAddr.IN_ADDRESS);
    }

    /** Half 0 or 1 of the sender's address. */
    long sourceIpv6(int i, int half) {
        return networkNames.getLong(i * NAME_ROOM + SockAddr.IN6_ADDRESS + Long.BYTES * half);
    }
}
