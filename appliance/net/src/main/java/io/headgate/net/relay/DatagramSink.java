package io.headgate.net.relay;

import io.headgate.engine.io.ErrnoCounters;
import io.headgate.engine.io.Injections;
import io.headgate.engine.io.PacketSink;
import io.headgate.engine.io.SinkDrops;
import io.headgate.engine.io.SinkException;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotArena;
import io.headgate.net.sys.Libc;
import io.headgate.net.sys.Sys;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sends the payload of each packet to every receiver of a lane.
 *
 * <p>A packet counts as reinjected when at least one receiver's datagram was taken by the kernel: the lane's ledger asks
 * where each packet went, once. When none was, it is an error if a receiver failed, and else a drop of this sink; what
 * happened at each receiver is in {@link #receivers}. The receivers are independent: each has sockets of its own, and an
 * error of one is neither seen nor waited for by the others.
 *
 * <p>Thread: the lane's, except where said. One sink serves one ring.
 */
public final class DatagramSink implements PacketSink, AutoCloseable {
    private final Libc libc;
    private final SendAbi abi;
    private final EchoGuard guard;
    private final DatagramBatch batch;
    private final Map<String, NamedInterface> interfaces = new HashMap<>();
    private final List<ReceiverCounters> receivers = new ArrayList<>();
    private final List<DatagramSender> open = new ArrayList<>();
    private final ErrnoCounters errors = new ErrnoCounters();
    private final SinkDrops drops = new SinkDrops(explanations());
    private final Injections injections = new Injections();
    private DatagramSender[] senders = {};
    private int failed;

    private DatagramSink(Libc libc, SendAbi abi, SlotArena arena, List<Input> inputs) {
        this.libc = libc;
        this.abi = abi;
        this.guard = new EchoGuard(inputs, this::interfaceNamed);
        this.batch = new DatagramBatch(arena);
    }

    /** In the order of {@link DatagramBatch}'s reasons. */
    private static Map<String, String> explanations() {
        Map<String, String> reasons = new LinkedHashMap<>();
        reasons.put("send-ttl-expired", "the time to live was used up on the way to every receiver of send-to");
        reasons.put("echo", "the packet's destination is where the lane itself listens: it would come back for ever");
        reasons.put("no-datagram", "send-to sends datagrams: this packet is no whole UDP datagram");
        reasons.put("no-receiver", "no receiver of send-to takes packets of this IP version on this host");
        return reasons;
    }

    /**
     * Opens the sockets. Thread: one in the network namespace they are to belong to.
     *
     * @param arena of the ring whose slots will be sent
     * @param receivers at least one
     * @param inputs where the lane listens
     * @throws SinkException if a receiver is one of the inputs, its interface does not exist, or its socket cannot be had
     */
    public static DatagramSink open(SlotArena arena, List<Receiver> receivers, List<Input> inputs) {
        return open(Sys.libc(), SendAbi.ofThisSystem(), arena, receivers, inputs);
    }

    static DatagramSink open(Libc libc, SendAbi abi, SlotArena arena, List<Receiver> receivers, List<Input> inputs) {
        if (receivers.isEmpty()) {
            throw new SinkException("send-to names no receiver; name at least one");
        }
        DatagramSink sink = new DatagramSink(libc, abi, arena, inputs);
        try {
            receivers.forEach(sink::add);
        } catch (RuntimeException failed) {
            sink.close();
            throw failed;
        }
        sink.senders = sink.open.toArray(DatagramSender[]::new);
        return sink;
    }

    private void add(Receiver receiver) {
        NamedInterface outgoing = interfaceNamed(receiver.interfaceName());
        guard.check(receiver, outgoing);
        ReceiverCounters counters = new ReceiverCounters(receiver);
        receivers.add(counters);
        if (receiver.address() != null) {
            if (!add(receiver, receiver.address() instanceof Inet6Address ? 6 : 4, outgoing, counters)) {
                throw new SinkException("receiver " + receiver.label() + ": this host does not speak its IP version");
            }
        } else {
            boolean isEither = add(receiver, 4, outgoing, counters);
            isEither |= add(receiver, 6, outgoing, counters);
            if (!isEither) {
                throw new SinkException("receiver " + receiver.label() + ": this host speaks no IP");
            }
        }
    }

    /** Returns whether the host speaks this IP version. */
    private boolean add(Receiver receiver, int version, NamedInterface outgoing, ReceiverCounters counters) {
        ReceiverSocket socket = ReceiverSocket.open(libc, abi, receiver, version, outgoing);
        if (socket == null) {
            return false;
        }
        TargetAddress target = new TargetAddress(abi, receiver, version, outgoing);
        Plan plan = new Plan(receiver, target, guard, outgoing, counters);
        open.add(
                abi.isGathering()
                        ? new SegmentSender(libc, abi, socket, plan, target, counters)
                        : new PlainSender(libc, abi, socket, plan, target, counters));
        return true;
    }

    private NamedInterface interfaceNamed(String name) {
        return name.isEmpty()
                ? NamedInterface.ANY
                : interfaces.computeIfAbsent(name, wanted -> NamedInterface.find(libc, wanted));
    }

    @Override
    public void reinject(Slot slot, boolean isChanged) {
        if (batch.isFull()) {
            transmit();
        }
        if (!batch.add(slot, false)) {
            drops.count(DatagramBatch.NO_DATAGRAM);
            failed++;
        }
    }

    /**
     * Sends it as a packet that came, to the same receivers. What this sink decides not to send is a failure, too: EINVAL if
     * it is no whole datagram, else as {@link #errnoOf} says.
     */
    @Override
    public void inject(Slot slot) {
        if (batch.isFull()) {
            transmit();
        }
        if (!batch.add(slot, true)) {
            injections.countFailure(SendAbi.Errnos.INVALID);
        }
    }

    @Override
    public Injections injections() {
        return injections;
    }

    @Override
    public void drop(Slot slot) {}

    @Override
    public int flush() {
        transmit();
        int count = failed;
        failed = 0;
        return count;
    }

    private void transmit() {
        if (batch.count() == 0) {
            return;
        }
        for (DatagramSender sender : senders) {
            sender.send(batch);
        }
        for (int i = 0; i < batch.count(); i++) {
            if (batch.isInjected(i)) {
                accountInjected(i);
            } else if (!batch.isDelivered(i)) {
                account(batch.errno(i), i);
            }
        }
        batch.clear();
    }

    private void accountInjected(int i) {
        if (batch.isDelivered(i)) {
            injections.countSent();
        } else {
            injections.countFailure(batch.errno(i) != 0 ? batch.errno(i) : errnoOf(batch.dropReason(i)));
        }
    }

    /** ELOOP where the lane itself listens, EAFNOSUPPORT without receiver of its IP version, ETIMEDOUT without time to live. */
    private int errnoOf(int dropReason) {
        return switch (dropReason) {
            case DatagramBatch.ECHO -> abi.errnos().loop();
            case DatagramBatch.NO_RECEIVER -> abi.errnos().noFamily();
            default -> abi.errnos().timedOut();
        };
    }

    private void account(int errno, int i) {
        failed++;
        if (errno != 0) {
            errors.add(errno, 1);
        } else {
            drops.count(batch.dropReason(i));
        }
    }

    @Override
    public ErrnoCounters errors() {
        return errors;
    }

    @Override
    public SinkDrops drops() {
        return drops;
    }

    /** What became of the datagrams for each receiver, in the order given at opening. Any thread. */
    public List<ReceiverCounters> receivers() {
        return List.copyOf(receivers);
    }

    /** Closes the sockets. After the lane has stopped. */
    @Override
    public void close() {
        open.forEach(DatagramSender::close);
    }
}
