package io.headgate.net.divert.linux;

import io.headgate.api.Segments;
import io.headgate.engine.io.ErrnoCounters;
import io.headgate.engine.io.Injections;
import io.headgate.engine.io.SourceCounters;
import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.engine.io.SourceException;
import io.headgate.engine.io.WallClock;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.divert.DivertSocket;
import io.headgate.net.divert.KernelQueue;
import io.headgate.net.sys.InterfaceNames;
import io.headgate.net.sys.Libc;
import io.headgate.net.sys.Linux;
import io.headgate.net.sys.Sys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A netfilter queue as a divert socket.
 *
 * <p>The kernel writes each netlink message into a slot, where its packet stays until the verdict. An unchanged packet
 * goes back as a verdict without its bytes; the kernel still has them.
 */
public final class NfqueueSocket implements DivertSocket {
    private static final QueueTable QUEUES = new QueueTable(Path.of("/proc"));
    private static final int HANDSHAKE_MS = 2_000;
    private static final long REOPEN_NS = 5_000_000;
    private static final long FORGET_NAMES_NS = 1_000_000_000L;
    private static final int NOT_ANSWERED = -1;

    private final Libc libc;
    private final DivertOptions options;
    private final SlotRing ring;
    /** Not private, so that a test can lose the queue. */
    final NetlinkSocket netlink;

    private final ReceiveVectors vectors;
    private final MessageReader reader;
    private final QueueGeneration generation = new QueueGeneration();
    private final VerdictBatch verdicts;
    private final RawInjector injector;
    private final InterfaceNames interfaces;
    private final SourceCounters counters = new SourceCounters();
    private final ErrnoCounters errors = new ErrnoCounters();
    private final WallClock clock = new WallClock();
    private final BatchSize batchSize = new BatchSize();

    /** Slots that hold messages and are not published yet, and how many of them hold packets. */
    private int filled;

    private int filledPackets;
    private long namesForgottenNs;
    private int configErrno = NOT_ANSWERED;
    private volatile boolean mustReopen;
    private boolean isReopening;
    private boolean isQuiet;

    private NfqueueSocket(Libc libc, DivertOptions options, SlotRing ring, NetlinkSocket netlink) {
        this.libc = libc;
        this.options = options;
        this.ring = ring;
        this.netlink = netlink;
        this.interfaces = new InterfaceNames(libc);
        this.vectors = new ReceiveVectors(ring.arena());
        this.reader = new MessageReader(ring.arena(), interfaces, counters, generation, new Answers());
        this.verdicts = new VerdictBatch(libc, netlink.fd(), options.port(), ring.arena(), generation, errors);
        this.injector = new RawInjector(libc, DivertOptions.INJECT_MARK, ring.arena());
    }

    /**
     * Opens a queue and becomes its owner.
     *
     * @throws SourceException without the right to, without netfilter queues in the kernel, or if the queue has an
     *     owner already, whom the message names
     */
    public static NfqueueSocket open(Libc libc, DivertOptions options, SlotRing ring) {
        NetlinkSocket netlink = NetlinkSocket.open(libc, options.receiveBufferBytes());
        NfqueueSocket socket = null;
        try {
            socket = new NfqueueSocket(libc, options, ring, netlink);
            socket.bind();
            return socket;
        } catch (RuntimeException failed) {
            if (socket != null) {
                socket.close();
            } else {
                netlink.close();
            }
            throw failed;
        }
    }

    private void bind() {
        netlink.send(configuration(options.maxQueueLength(), options.failOpen()).bind());
        long deadlineNs = System.nanoTime() + HANDSHAKE_MS * 1_000_000L;
        // Packets may come before the answer; the source's thread publishes them with its first call.
        int room = ring.writable(BATCH);
        while (configErrno == NOT_ANSWERED) {
            if (filled == room) {
                return; // A queue that brings packets is ours; the answer comes behind them.
            }
            if (fill(room) == 0) {
                long leftMs = (deadlineNs - System.nanoTime()) / 1_000_000L;
                if (leftMs <= 0) {
                    throw new SourceException("queue " + options.port() + ": the kernel did not answer within "
                            + HANDSHAKE_MS + " ms; is nfnetlink_queue in this kernel?");
                }
                await((int) leftMs);
            }
        }
        if (configErrno != 0) {
            throw QueueRefusal.of(QUEUES, options.port(), configErrno);
        }
    }

    private QueueConfiguration configuration(int maxLength, boolean failOpen) {
        return new QueueConfiguration(options.port(), maxLength, failOpen, options.segments() == Segments.ANY);
    }

    // ---- source

    @Override
    public int receive() {
        if (filled > 0) {
            return publish();
        }
        // Looked at before the receive call: what the lane sent until then has been answered by then.
        boolean mayReopen = mustReopen && !isQuiet && isRingEmpty();
        int free = ring.writable(batchSize.packets());
        if (free == 0) {
            return RING_FULL;
        }
        if (fill(free) > 0) {
            return publish();
        }
        if (mayReopen) {
            reopen();
        }
        return 0;
    }

    /**
     * Receives what is there into the free slots behind those filled already, {@code room} in all.
     *
     * @return slots filled by this call
     */
    private int fill(int room) {
        int first = ring.writableSlot(filled).index();
        int count = vectors.receive(libc, netlink.fd(), first, room - filled, Linux.MSG_DONTWAIT);
        while (count < 0) {
            int errno = Sys.errno();
            if (errno == Linux.EAGAIN || errno == Linux.EINTR) {
                return 0;
            }
            if (errno != Linux.ENOBUFS) {
                throw new SourceException("queue " + options.port() + ": cannot receive: " + Sys.errnoText(errno));
            }
            // Said once per overflow; what is still in the buffer comes with the next call.
            counters.add(Counter.OVERFLOWS, 1);
            count = vectors.receive(libc, netlink.fd(), first, room - filled, Linux.MSG_DONTWAIT);
        }
        if (count > 0) {
            read(first, count);
        }
        return count;
    }

    private void read(int first, int count) {
        long nowNs = clock.nowNs();
        if (nowNs - namesForgottenNs > FORGET_NAMES_NS) {
            interfaces.forget();
            namesForgottenNs = nowNs;
        }
        int bytes = 0;
        for (int i = 0; i < count; i++) {
            Slot slot = ring.writableSlot(filled);
            int length = vectors.length(first + i);
            bytes += length;
            filled++;
            if (reader.read(slot, length, nowNs)) {
                filledPackets++;
            }
        }
        batchSize.received(count, bytes);
    }

    private int publish() {
        int count = filled;
        int packets = filledPackets;
        filled = 0;
        filledPackets = 0;
        ring.publish(count, packets);
        return count;
    }

    @Override
    public void awaitNs(long timeoutNs) {
        // Nobody tells the source when the lane has emptied the ring.
        netlink.await(mustReopen ? Math.min(timeoutNs, REOPEN_NS) : timeoutNs);
    }

    @Override
    public void wakeup() {
        netlink.wakeup();
    }

    /** With a queue of length 0 every new packet finds it full, and goes on or not as {@code failOpen} says. */
    @Override
    public void quiesce() {
        isQuiet = true;
        netlink.send(configuration(0, options.failOpen()).change());
    }

    @Override
    public SourceCounters counters() {
        return counters;
    }

    private boolean isRingEmpty() {
        int slots = ring.arena().slots();
        return ring.writable(slots) == slots;
    }

    /**
     * Binds anew. Only when every packet of the old queue has been read and decided, or is held: the new queue numbers its
     * packets from 1, so a late verdict would decide packets that no filter has seen. Those that are held went with their
     * queue, and become errors when they are due.
     */
    private void reopen() {
        mustReopen = false;
        isReopening = true;
        reader.forgetIds();
        generation.next();
        netlink.send(configuration(options.maxQueueLength(), options.failOpen()).bind());
    }

    @Override
    public void requestReopen() {
        mustReopen = true;
        wakeup();
    }

    private final class Answers implements MessageReader.Listener {
        @Override
        public void onConfigured(int errno) {
            configErrno = errno;
            if (isReopening) {
                isReopening = false;
                counters.add(Counter.REOPENED, errno == 0 ? 1 : 0);
            }
        }

        @Override
        public void onQueueGone() {
            mustReopen = true;
        }
    }

    // ---- sink

    @Override
    public void reinject(Slot slot, boolean isChanged) {
        if (isChanged) {
            verdicts.acceptChanged(slot);
        } else {
            verdicts.accept(slot);
        }
    }

    @Override
    public void drop(Slot slot) {
        verdicts.drop(slot);
    }

    @Override
    public void hold(Slot slot) {
        verdicts.hold();
    }

    @Override
    public boolean keepsBytes() {
        return true;
    }

    @Override
    public void inject(Slot slot) {
        injector.add(slot);
    }

    @Override
    public Injections injections() {
        return injector.injections();
    }

    @Override
    public int flush() {
        int failed = verdicts.send();
        injector.send();
        return failed;
    }

    @Override
    public ErrnoCounters errors() {
        return errors;
    }

    @Override
    public int inject(ByteBuffer packet) {
        return injector.inject(packet);
    }

    // ---- for the operator

    @Override
    public KernelQueue kernelQueue() {
        try {
            return QUEUES.find(options.port())
                    .filter(row -> row.portId() == netlink.portId())
                    .map(row -> new KernelQueue(true, row.waiting(), row.droppedAtQueue() + row.droppedAtSocket()))
                    .orElse(KernelQueue.GONE);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public int[] descriptors() {
        return new int[] {netlink.fd()};
    }

    @Override
    public int tag(Slot slot) {
        return slot.mark() & 0xFFFF;
    }

    @Override
    public String description() {
        return "nfqueue port=" + options.port() + " maxlen=" + options.maxQueueLength() + " receive-buffer="
                + netlink.receiveBufferBytes() + " segments=" + options.segments() + " fail-open="
                + options.failOpen();
    }

    @Override
    public void close() {
        netlink.close();
        injector.close();
    }
}
