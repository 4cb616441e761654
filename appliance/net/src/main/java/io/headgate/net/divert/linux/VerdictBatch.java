package io.headgate.net.divert.linux;

import io.headgate.engine.io.ErrnoCounters;
import io.headgate.engine.lane.Lane;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotArena;
import io.headgate.net.sys.Libc;
import io.headgate.net.sys.Linux;
import io.headgate.net.sys.NativeMemory;
import io.headgate.net.sys.Sys;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The verdicts of one batch, gathered and sent by one {@code sendmsg}: those of unchanged packets from a small control
 * buffer, those of changed packets from their slots, where the verdict's header is written over the attributes before
 * the payload.
 *
 * <p>A run of packets decided alike becomes one batch verdict, which the kernel applies to every id it still holds up
 * to the given one. That is right because packets are decided in the order of their ids and none is held back.
 *
 * <p>Thread: the lane's.
 */
final class VerdictBatch {
    /**
     * Most bytes in one send. The kernel copies a send into one buffer first; beyond the processor's cache that costs
     * more than a second call saves.
     */
    static final int GATHER_LIMIT = 256 << 10;

    private static final int CAPACITY = Lane.BATCH;
    private static final int VERDICT_HEADER = Nfqueue.HEADER + 12;
    private static final int PAYLOAD_HEADER = VERDICT_HEADER + Nfqueue.ATTRIBUTE_HEADER;
    private static final int UNCHANGED = -1;
    private static final int IOVEC = 16;

    private static final int MSGHDR = 56;
    private static final int MSGHDR_IOV = 16;
    private static final int MSGHDR_IOVLEN = 24;

    private final Libc libc;
    private final int fd;
    private final short queueNumber;
    private final ByteBuffer slots;
    private final long arenaAddress;
    private final ErrnoCounters errors;

    private final int[] ids = new int[CAPACITY];
    private final int[] verdicts = new int[CAPACITY];
    private final int[] offsets = new int[CAPACITY];
    private final int[] lengths = new int[CAPACITY];
    private int count;
    private int tooLong;

    private final ByteBuffer control = NativeMemory.allocate(CAPACITY * VERDICT_HEADER);
    private final ByteBuffer vectors = NativeMemory.allocate((2 * CAPACITY + 1) * IOVEC);
    private final ByteBuffer message = NativeMemory.allocate(MSGHDR);
    private final long controlAddress = NativeMemory.addressOf(control);
    private final long messageAddress = NativeMemory.addressOf(message);
    private int controlEnd;
    private int controlGathered;
    private int vectorCount;
    private int gatheredBytes;

    VerdictBatch(Libc libc, int fd, int queueNumber, SlotArena arena, ErrnoCounters errors) {
        this.libc = libc;
        this.fd = fd;
        this.queueNumber = networkOrder((short) queueNumber);
        this.slots = arena.nativeBytes();
        this.arenaAddress = NativeMemory.addressOf(arena.bytes());
        this.errors = errors;
        message.putLong(MSGHDR_IOV, NativeMemory.addressOf(vectors));
    }

    private static short networkOrder(short value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Short.reverseBytes(value);
    }

    private static int networkOrder(int value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
    }

    void accept(Slot slot) {
        decide(slot.id(), Nfqueue.VERDICT_ACCEPT, UNCHANGED, 0);
    }

    /** A packet that has grown beyond what one attribute carries is dropped: the kernel would send the old bytes. */
    void acceptChanged(Slot slot) {
        if (slot.packetLength() > Nfqueue.COPY_RANGE) {
            errors.add(Linux.EMSGSIZE, 1);
            tooLong++;
            drop(slot);
            return;
        }
        decide(slot.id(), Nfqueue.VERDICT_ACCEPT, slot.packetOffset(), slot.packetLength());
    }

    void drop(Slot slot) {
        decide(slot.id(), Nfqueue.VERDICT_DROP, UNCHANGED, 0);
    }

    private void decide(int id, int verdict, int offset, int length) {
        ids[count] = id;
        verdicts[count] = verdict;
        offsets[count] = offset;
        lengths[count] = length;
        count++;
    }

    /** Sends everything; returns how many accepted packets did not make it. */
    int send() {
        int failed = tooLong;
        tooLong = 0;
        int from = 0;
        while (from < count) {
            int to = encode(from, count);
            int errno = sendEncoded();
            if (errno != 0) {
                failed += to - from == 1 ? giveUp(from, errno) : sendOneByOne(from, to);
            }
            from = to;
        }
        count = 0;
        return failed;
    }

    /** The kernel took none of a gathered send: each verdict alone, so that one cannot spoil the others. */
    private int sendOneByOne(int from, int to) {
        int failed = 0;
        for (int i = from; i < to; i++) {
            encode(i, i + 1);
            int errno = sendEncoded();
            if (errno != 0) {
                failed += giveUp(i, errno);
            }
        }
        return failed;
    }

    /** A verdict that cannot be sent must not leave its packet in the kernel: drop it, which needs few bytes. */
    private int giveUp(int i, int errno) {
        boolean wasAccept = verdicts[i] == Nfqueue.VERDICT_ACCEPT;
        if (wasAccept) {
            errors.add(errno, 1);
            verdicts[i] = Nfqueue.VERDICT_DROP;
            offsets[i] = UNCHANGED;
            encode(i, i + 1);
            sendEncoded(); // If even this fails the socket is beyond use; the error above tells.
        }
        return wasAccept ? 1 : 0;
    }

    /** Encodes decisions from {@code from} on while they fit one send; returns the first that did not. */
    private int encode(int from, int to) {
        controlEnd = 0;
        controlGathered = 0;
        vectorCount = 0;
        gatheredBytes = 0;
        int i = from;
        while (i < to && (i == from || gatheredBytes + lengths[i] <= GATHER_LIMIT)) {
            i = offsets[i] == UNCHANGED ? encodeRun(i, to) : encodeChanged(i);
        }
        gatherControl();
        return i;
    }

    private int encodeRun(int first, int to) {
        int next = first + 1;
        while (next < to && offsets[next] == UNCHANGED && verdicts[next] == verdicts[first]) {
            next++;
        }
        int packets = next - first;
        int type = packets == 1 ? Nfqueue.MSG_VERDICT : Nfqueue.MSG_VERDICT_BATCH;
        putHeader(control, controlEnd, type, VERDICT_HEADER, next - 1, packets);
        controlEnd += VERDICT_HEADER;
        return next;
    }

    /** Header and packet are one piece of the slot: the message that brought the packet was at least as long. */
    private int encodeChanged(int i) {
        gatherControl();
        int length = lengths[i];
        int at = offsets[i] - PAYLOAD_HEADER;
        putHeader(slots, at, Nfqueue.MSG_VERDICT, PAYLOAD_HEADER + length, i, 1);
        slots.putShort(at + VERDICT_HEADER, (short) (Nfqueue.ATTRIBUTE_HEADER + length));
        slots.putShort(at + VERDICT_HEADER + 2, (short) Nfqueue.ATTR_PAYLOAD);
        gather(arenaAddress + at, PAYLOAD_HEADER + Nfqueue.padded(length));
        return i + 1;
    }

    /** The header of a verdict on decision {@code i}, and on those before it if {@code type} is a batch. */
    private void putHeader(ByteBuffer to, int at, int type, int length, int i, int packets) {
        int kind = verdicts[i] == Nfqueue.VERDICT_ACCEPT ? RequestTag.ACCEPT : RequestTag.DROP;
        to.putInt(at, length);
        to.putShort(at + 4, (short) type);
        to.putShort(at + 6, (short) Nfqueue.NLM_F_REQUEST);
        to.putInt(at + 8, RequestTag.of(kind, packets));
        to.putInt(at + 12, 0);
        to.putShort(at + 16, (short) 0);
        to.putShort(at + 18, queueNumber);
        to.putShort(at + 20, (short) 12);
        to.putShort(at + 22, (short) Nfqueue.ATTR_VERDICT_HDR);
        to.putInt(at + 24, networkOrder(verdicts[i]));
        to.putInt(at + 28, networkOrder(ids[i]));
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
    private int sendEncoded() {
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
