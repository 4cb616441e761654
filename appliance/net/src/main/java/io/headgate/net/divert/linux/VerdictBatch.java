package io.headgate.net.divert.linux;

import io.headgate.engine.io.ErrnoCounters;
import io.headgate.engine.lane.Lane;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotArena;
import io.headgate.net.sys.Libc;
import io.headgate.net.sys.Linux;

/**
 * The verdicts of one batch, sent by as few {@code sendmsg} as they take.
 *
 * <p>A run of packets decided alike becomes one batch verdict, which the kernel applies to every id it still holds up
 * to the given one. That is right because packets are decided in the order of their ids; where one is held back it is not,
 * and each packet gets a verdict of its own until the last held one is decided. So does a packet whose mark a filter has
 * changed.
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
    private static final int UNCHANGED = -1;

    private final VerdictMessages messages;
    private final QueueGeneration generation;
    private final ErrnoCounters errors;

    private final long[] ids = new long[CAPACITY];
    private final int[] verdicts = new int[CAPACITY];
    private final int[] offsets = new int[CAPACITY];
    private final int[] lengths = new int[CAPACITY];
    private final int[] marks = new int[CAPACITY];
    private final boolean[] isMarked = new boolean[CAPACITY];
    private int count;

    /** Packets held back, and those among the decisions gathered here that were. */
    private int open;

    private int released;
    private int failed;

    VerdictBatch(
            Libc libc, int fd, int queueNumber, SlotArena arena, QueueGeneration generation, ErrnoCounters errors) {
        this.messages = new VerdictMessages(libc, fd, queueNumber, arena, CAPACITY);
        this.generation = generation;
        this.errors = errors;
    }

    void accept(Slot slot) {
        decide(slot, Nfqueue.VERDICT_ACCEPT, UNCHANGED, 0);
    }

    /** A packet that has grown beyond what one attribute carries is dropped: the kernel would send the old bytes. */
    void acceptChanged(Slot slot) {
        if (slot.packetLength() > Nfqueue.COPY_RANGE) {
            errors.add(Linux.EMSGSIZE, 1);
            failed++;
            drop(slot);
            return;
        }
        decide(slot, Nfqueue.VERDICT_ACCEPT, slot.packetOffset(), slot.packetLength());
    }

    void drop(Slot slot) {
        decide(slot, Nfqueue.VERDICT_DROP, UNCHANGED, 0);
    }

    /** The packet stays in the kernel, and no verdict may cover it by the way. */
    void hold() {
        open++;
    }

    private void decide(Slot slot, int verdict, int offset, int length) {
        if (count == CAPACITY) {
            transmit(); // Held packets come on top of a batch of the ring's.
        }
        ids[count] = slot.id();
        verdicts[count] = verdict;
        offsets[count] = offset;
        lengths[count] = length;
        marks[count] = slot.mark();
        isMarked[count] = slot.isMarkChanged() && verdict == Nfqueue.VERDICT_ACCEPT;
        count++;
        if (slot.isHeld()) {
            released++;
        }
    }

    /** Sends everything; returns how many accepted packets did not make it. */
    int send() {
        transmit();
        int result = failed;
        failed = 0;
        return result;
    }

    private void transmit() {
        if (released == 0) {
            sendGathered();
            return;
        }
        generation.beginSending();
        try {
            forgetOld();
            sendGathered();
        } finally {
            generation.endSending();
        }
        open -= released;
        released = 0;
    }

    /** With its queue a packet is gone, and its number stands for another one. */
    private void forgetOld() {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (generation.isCurrent(ids[i])) {
                ids[kept] = ids[i];
                verdicts[kept] = verdicts[i];
                offsets[kept] = offsets[i];
                lengths[kept] = lengths[i];
                marks[kept] = marks[i];
                isMarked[kept] = isMarked[i];
                kept++;
            } else if (verdicts[i] == Nfqueue.VERDICT_ACCEPT) {
                errors.add(Linux.ENODEV, 1);
                failed++;
            }
        }
        count = kept;
    }

    private void sendGathered() {
        int from = 0;
        while (from < count) {
            int to = encode(from, count);
            int errno = messages.send();
            if (errno != 0 && to - from == 1) {
                giveUp(from, errno);
            } else if (errno != 0) {
                sendOneByOne(from, to);
            }
            from = to;
        }
        count = 0;
    }

    /** The kernel took none of a gathered send: each verdict alone, so that one cannot spoil the others. */
    private void sendOneByOne(int from, int to) {
        for (int i = from; i < to; i++) {
            encode(i, i + 1);
            int errno = messages.send();
            if (errno != 0) {
                giveUp(i, errno);
            }
        }
    }

    /** A verdict that cannot be sent must not leave its packet in the kernel: drop it, which needs few bytes. */
    private void giveUp(int i, int errno) {
        if (verdicts[i] == Nfqueue.VERDICT_ACCEPT) {
            errors.add(errno, 1);
            failed++;
            verdicts[i] = Nfqueue.VERDICT_DROP;
            offsets[i] = UNCHANGED;
            isMarked[i] = false;
            encode(i, i + 1);
            messages.send(); // If even this fails the socket is beyond use; the error above tells.
        }
    }

    /** Encodes decisions from {@code from} on while they fit one send; returns the first that did not. */
    private int encode(int from, int to) {
        messages.clear();
        int i = from;
        while (i < to && (i == from || messages.gatheredBytes() + lengths[i] <= GATHER_LIMIT)) {
            if (isPlain(i)) {
                i = encodeRun(i, to);
            } else {
                encodeAlone(i++);
            }
        }
        return i;
    }

    private boolean isPlain(int i) {
        return offsets[i] == UNCHANGED && !isMarked[i];
    }

    private int encodeRun(int first, int to) {
        int next = first + 1;
        while (open == 0 && next < to && isPlain(next) && verdicts[next] == verdicts[first]) {
            next++;
        }
        messages.addRun(verdicts[first], (int) ids[next - 1], next - first);
        return next;
    }

    private void encodeAlone(int i) {
        int id = (int) ids[i];
        if (offsets[i] == UNCHANGED) {
            messages.addMarked(id, marks[i]);
        } else if (isMarked[i]) {
            messages.addChangedAndMarked(id, marks[i], offsets[i], lengths[i]);
        } else {
            messages.addChanged(id, offsets[i], lengths[i]);
        }
    }
}
