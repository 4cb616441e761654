package io.headgate.net.divert.linux;

import io.headgate.engine.ring.SlotArena;
import io.headgate.net.sys.Libc;
import io.headgate.net.sys.Linux;
import io.headgate.net.sys.NativeMemory;
import io.headgate.net.sys.Sys;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Verdicts as the kernel reads them, gathered for one {@code sendmsg}: those of unchanged packets in a small control
 * buffer, those of changed packets in their slots, where the verdict's header is written in front of the packet.
 *
 * <pre>
 *  header of message and queue 20 | verdict attribute 12 | mark attribute 8, if any | payload header 4, packet, if any
 * </pre>
 *
 * <p>Thread: the lane's.
 */
final class VerdictMessages {
    /** Bytes of a verdict without mark and payload. */
    private static final int PLAIN = Nfqueue.HEADER + 12;

    private static final int MARK = 8;
    private static final int LONGEST = PLAIN + MARK + Nfqueue.ATTRIBUTE_HEADER;
    private static final int IOVEC = 16;

    private static final int MSGHDR = 56;
    private static final int MSGHDR_IOV = 16;
    private static final int MSGHDR_IOVLEN = 24;

    static {
        // What a message brought in front of its packet is less than a verdict with a mark; the rest is headroom.
        assert LONGEST <= SlotArena.HEADROOM;
    }

    private final Libc libc;
    private final int fd;
    private final short queueNumber;
    private final ByteBuffer slots;
    private final long arenaAddress;

    private final ByteBuffer control;
    private final ByteBuffer vectors;
    private final ByteBuffer message = NativeMemory.allocate(MSGHDR);
    private final long controlAddress;
    private final long messageAddress = NativeMemory.addressOf(message);
    private int controlEnd;
    private int controlGathered;
    private int vectorCount;
    private int gatheredBytes;

    /** @param capacity most messages of one send */
    VerdictMessages(Libc libc, int fd, int queueNumber, SlotArena arena, int capacity) {
        this.libc = libc;
        this.fd = fd;
        this.queueNumber = networkOrder((short) queueNumber);
        this.slots = arena.nativeBytes();
        this.arenaAddress = NativeMemory.addressOf(arena.bytes());
        this.control = NativeMemory.allocate(capacity * (PLAIN + MARK));
        this.controlAddress = NativeMemory.addressOf(control);
        this.vectors = NativeMemory.allocate((2 * capacity + 1) * IOVEC);
        message.putLong(MSGHDR_IOV, NativeMemory.addressOf(vectors));
    }

    private static short networkOrder(short value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Short.reverseBytes(value);
    }

    private static int networkOrder(int value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
    }

    /** Begins a send. */
    void clear() {
        controlEnd = 0;
        controlGathered = 0;
        vectorCount = 0;
        gatheredBytes = 0;
    }

    /** Bytes that lie in slots so far, and what came between them. */
    int gatheredBytes() {
        return gatheredBytes;
    }

    /** Decides some packets, the last of which has this id; more than one as all that the kernel holds up to it. */
    void addRun(int verdict, int lastId, int packets) {
        int type = packets == 1 ? Nfqueue.MSG_VERDICT : Nfqueue.MSG_VERDICT_BATCH;
        putHeader(control, controlEnd, type, PLAIN, verdict, lastId, packets);
        controlEnd += PLAIN;
    }

    /** Accepts one packet, which leaves with another mark. */
    void addMarked(int id, int mark) {
        putHeader(control, controlEnd, Nfqueue.MSG_VERDICT, PLAIN + MARK, Nfqueue.VERDICT_ACCEPT, id, 1);
        putMark(control, controlEnd + PLAIN, mark);
        controlEnd += PLAIN + MARK;
    }

    /** Accepts one packet with its bytes as they are in the arena. */
    void addChanged(int id, int offset, int length) {
        int at = offset - Nfqueue.ATTRIBUTE_HEADER - PLAIN;
        addChanged(id, at, at + PLAIN, length);
    }

    /** Accepts one packet with its bytes and another mark. */
    void addChangedAndMarked(int id, int mark, int offset, int length) {
        int at = offset - LONGEST;
        putMark(slots, at + PLAIN, mark);
        addChanged(id, at, at + PLAIN + MARK, length);
    }

    private void addChanged(int id, int at, int payload, int length) {
        gatherControl();
        int end = payload + Nfqueue.ATTRIBUTE_HEADER + length;
        putHeader(slots, at, Nfqueue.MSG_VERDICT, end - at, Nfqueue.VERDICT_ACCEPT, id, 1);
        slots.putShort(payload, (short) (Nfqueue.ATTRIBUTE_HEADER + length));
        slots.putShort(payload + 2, (short) Nfqueue.ATTR_PAYLOAD);
        gather(arenaAddress + at, Nfqueue.padded(end - at));
    }

    private static void putMark(ByteBuffer to, int at, int mark) {
        to.putShort(at, (short) MARK);
        to.putShort(at + 2, (short) Nfqueue.ATTR_MARK);
        to.putInt(at + 4, networkOrder(mark));
    }

    private void putHeader(ByteBuffer to, int at, int type, int length, int verdict, int id, int packets) {
        int kind = verdict == Nfqueue.VERDICT_ACCEPT ? RequestTag.ACCEPT : RequestTag.DROP;
        to.putInt(at, length);
        to.putShort(at + 4, (short) type);
        to.putShort(at + 6, (short) Nfqueue.NLM_F_REQUEST);
        to.putInt(at + 8, RequestTag.of(kind, packets));
        to.putInt(at + 12, 0);
        to.putShort(at + 16, (short) 0);
        to.putShort(at + 18, queueNumber);
        to.putShort(at + 20, (short) 12);
        to.putShort(at + 22, (short) Nfqueue.ATTR_VERDICT_HDR);
        to.putInt(at + 24, networkOrder(verdict));
        to.putInt(at + 28, networkOrder(id));
    }

    /** Adds what was written to the control buffer since the last time. */
    private void gatherControl() {
        if (controlEnd > controlGathered) {
            gather(controlAddress + controlGathered, controlEnd - controlGathered);
            controlGathered = controlEnd;
        }
    }

    private void gather(long address, int length) {
        vectors.putLong(vectorCount * IOVEC, address);
        vectors.putLong(vectorCount * IOVEC + 8, length);
        vectorCount++;
        gatheredBytes += length;
    }

    /** Returns 0 or why the kernel took nothing. */
    int send() {
        gatherControl();
        message.putLong(MSGHDR_IOVLEN, vectorCount);
        while (libc.sendmsg(fd, messageAddress, 0) < 0) {
            int errno = Sys.errno();
            if (errno != Linux.EINTR) {
                return errno;
            }
        }
        return 0;
    }
}
