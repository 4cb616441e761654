package io.headgate.net.relay;

import io.headgate.net.relay.ReceiverCounters.Counter;
import io.headgate.net.sys.Libc;
import io.headgate.net.sys.Linux;

/**
 * Sends a batch to one receiver by sendmmsg(2), payloads gathered from the slots. Datagrams of equal length that follow
 * each other are one message, which the kernel or the device cuts: the way through the kernel is gone once for all of
 * them.
 *
 * <p>A device or route that cannot cut refuses such a message. It is then sent again as single datagrams; if that works,
 * what was too long for segments, or segments altogether, are not tried again on this socket.
 */
final class SegmentSender implements DatagramSender {
    private static final int NONE = 0;

    private final Libc libc;
    private final SendAbi abi;
    private final ReceiverSocket socket;
    private final Plan plan;
    private final TargetAddress target;
    private final ReceiverCounters counters;
    private final Patience patience;
    private final boolean hasOwnTtl;

    /** The first half for a batch, the second for a message of it sent again datagram by datagram. */
    private final Messages messages;

    private final int[] firsts = new int[2 * DatagramBatch.CAPACITY];
    private final int[] ends = new int[2 * DatagramBatch.CAPACITY];
    private int maxSegment;

    SegmentSender(
            Libc libc, SendAbi abi, ReceiverSocket socket, Plan plan, TargetAddress target, ReceiverCounters counters) {
        this.libc = libc;
        this.abi = abi;
        this.socket = socket;
        this.plan = plan;
        this.target = target;
        this.counters = counters;
        this.patience = new Patience(abi.errnos(), counters);
        this.hasOwnTtl = counters.receiver().ttl().kind() == TtlPolicy.Kind.SET;
        this.messages = new Messages(2 * DatagramBatch.CAPACITY, socket.version(), target.length());
        this.maxSegment = socket.canSegment() ? Plan.MAX_BYTES : NONE;
    }

    /** Longest datagram that is still tried as one of several segments; 0 if none is. */
    int maxSegment() {
        return maxSegment;
    }

    @Override
    public void send(DatagramBatch batch) {
        plan.make(batch);
        int count = 0;
        int next;
        for (int i = 0; i < batch.count(); i = next) {
            next = i + 1;
            if (plan.leaves(i)) {
                next = plan.messageEnd(batch, i, maxSegment);
                encode(batch, count++, i, next);
            }
        }
        patience.beginBatch();
        transmit(batch, 0, count);
    }

    private void encode(DatagramBatch batch, int message, int first, int end) {
        firsts[message] = first;
        ends[message] = end;
        messages.begin(message, batch.vectorAddress(first), end - first);
        target.put(messages.names(), Messages.nameAt(message), batch, first);
        if (!hasOwnTtl) {
            messages.addTtl(message, plan.ttl(first));
        }
        if (batch.trafficClass(first) != 0) {
            messages.addTrafficClass(message, batch.trafficClass(first));
        }
        if (end - first > 1) {
            messages.addSegments(message, batch.length(first));
        }
    }

    /** Sends a run of messages, whatever becomes of any of them; returns how many datagrams were taken. */
    private int transmit(DatagramBatch batch, int from, int to) {
        int taken = 0;
        int at = from;
        while (at < to) {
            int sent = messages.send(libc, socket.fd(), at, to - at, abi.dontWait());
            if (sent > 0) {
                taken += delivered(batch, at, at + sent);
                at += sent;
                continue;
            }
            int errno = patience.reason();
            if (errno != 0 && socket.hasNewInterface(errno)) {
                for (int message = at; message < to; message++) {
                    encode(batch, message, firsts[message], ends[message]);
                }
            } else if (errno != 0) {
                taken += refused(batch, at, errno);
                at++;
            }
        }
        return taken;
    }

    private int delivered(DatagramBatch batch, int from, int to) {
        int datagrams = 0;
        for (int message = from; message < to; message++) {
            for (int i = firsts[message]; i < ends[message]; i++) {
                batch.deliver(i);
            }
            datagrams += ends[message] - firsts[message];
        }
        patience.sent(datagrams);
        return datagrams;
    }

    private int refused(DatagramBatch batch, int message, int errno) {
        int first = firsts[message];
        int datagrams = ends[message] - first;
        boolean maybeSegments =
                errno == SendAbi.Errnos.IO || errno == SendAbi.Errnos.INVALID || errno == Linux.EMSGSIZE;
        if (datagrams > 1 && maybeSegments) {
            return sendSingly(batch, first, ends[message], errno);
        }
        for (int i = first; i < ends[message]; i++) {
            batch.fail(i, errno);
        }
        counters.errors().add(errno, datagrams);
        return 0;
    }

    private int sendSingly(DatagramBatch batch, int first, int end, int errno) {
        counters.add(Counter.UNSEGMENTED, 1);
        int base = DatagramBatch.CAPACITY;
        for (int i = first; i < end; i++) {
            encode(batch, base + i - first, i, i + 1);
        }
        int taken = transmit(batch, base, base + end - first);
        if (taken > 0) {
            // EIO: the device computes no checksums, so cuts nothing. The others: a segment does not fit the path's
            // MTU.
            maxSegment = errno == SendAbi.Errnos.IO ? NONE : Math.min(maxSegment, batch.length(first) - 1);
        }
        return taken;
    }

    @Override
    public void close() {
        socket.close();
    }
}
