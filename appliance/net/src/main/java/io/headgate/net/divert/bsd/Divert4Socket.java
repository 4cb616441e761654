package io.headgate.net.divert.bsd;

import io.headgate.api.Backend;
import io.headgate.api.ChecksumState;
import io.headgate.api.Direction;
import io.headgate.engine.io.ErrnoCounters;
import io.headgate.engine.io.Injections;
import io.headgate.engine.io.SourceCounters;
import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.engine.io.SourceException;
import io.headgate.engine.io.WallClock;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotArena;
import io.headgate.engine.ring.SlotRing;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.divert.DivertSocket;
import io.headgate.net.divert.KernelQueue;
import io.headgate.net.sys.Libc;
import io.headgate.net.sys.NativeAddress;
import io.headgate.net.sys.NativeMemory;
import io.headgate.net.sys.Sys;
import io.headgate.net.sys.TimedPoll;
import io.headgate.net.sys.WakePipe;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A divert(4) socket. Each packet is read into its slot with the address it came with; written back with the same address
 * it goes on behind the rule that diverted it. What is not written back is gone.
 *
 * <p>One system call per packet either way: these systems have no batches.
 */
public final class Divert4Socket implements DivertSocket {
    /** {@code sys/poll.h} of FreeBSD, OpenBSD and DragonFly, {@code asm-generic/poll.h} of Linux: the same everywhere. */
    private static final short POLLIN = 1;

    private static final short POLLNVAL = 0x20;

    /** {@code struct pollfd}: fd i32 | events i16 | revents i16. */
    private static final int POLLFD = 8;

    /** An interface is rarely made or renamed, and the list of a second ago is good enough. */
    private static final long FORGET_NAMES_NS = 1_000_000_000L;

    /** After {@link #quiesce} a port still fills; so much was in its buffer at most. */
    private static final int DRAINED_AT_MOST = 8_192;

    private final Libc libc;
    private final Abi abi;
    private final DivertOptions options;
    private final SlotRing ring;
    private final List<DivertPort> ports;
    private final AddressBook addresses;
    private final Interfaces interfaces;
    private final DivertSender sender;
    private final WakePipe pipe;
    private final Places places;
    private final ByteBuffer addressLength = NativeMemory.allocate(Integer.BYTES);
    private final NativeAddress addressLengthPlace = NativeAddress.of(addressLength, 0);
    private final ByteBuffer descriptors;
    private final long descriptorsAddress;
    private final TimedPoll poll;
    private final SourceCounters counters = new SourceCounters();
    private final WallClock clock = new WallClock();

    private long namesForgottenNs;
    private volatile boolean isQuiet;
    private int drained;
    private int firstPort = -1;

    private Divert4Socket(Libc libc, Abi abi, DivertOptions options, SlotRing ring, List<DivertPort> ports) {
        this.libc = libc;
        this.abi = abi;
        this.options = options;
        this.ring = ring;
        this.ports = ports;
        SlotArena arena = ring.arena();
        this.addresses = new AddressBook(abi, arena.bytes());
        this.interfaces = new Interfaces(libc);
        this.pipe = new WakePipe(libc);
        this.places = new Places(arena);
        this.sender = new DivertSender(libc, abi, arena, addresses, ports, places, counters);
        this.descriptors = NativeMemory.allocate(POLLFD * (ports.size() + 1));
        this.descriptorsAddress = NativeMemory.addressOf(descriptors);
        this.poll = new TimedPoll(libc);
        for (int i = 0; i <= ports.size(); i++) {
            descriptors.putInt(i * POLLFD, i == 0 ? pipe.fd() : ports.get(i - 1).fd());
            descriptors.putShort(i * POLLFD + 4, POLLIN);
        }
    }

    /**
     * Opens the port, or on OpenBSD one for each family.
     *
     * @throws SourceException without the right to, without divert in the kernel, or if the port is taken
     */
    static Divert4Socket open(Libc libc, Abi abi, DivertOptions options, SlotRing ring) {
        List<DivertPort> ports = new ArrayList<>();
        try {
            ports.add(DivertPort.open(libc, abi, abi.sockets(), options));
            if (!abi.ipv6Sockets().isEmpty()) {
                ports.add(DivertPort.open(libc, abi, abi.ipv6Sockets(), options));
            }
            return new Divert4Socket(libc, abi, options, ring, ports);
        } catch (RuntimeException failed) {
            ports.forEach(DivertPort::close);
            throw failed;
        }
    }

    /**
     * As {@link #open(Libc, Abi, DivertOptions, SlotRing)}, for the system this runs on.
     *
     * @param os {@code os.name} in lower case
     */
    public static Divert4Socket open(Libc libc, String os, DivertOptions options, SlotRing ring) {
        return open(libc, Systems.abiOf(os, options.port()), options, ring);
    }

    // ---- source

    @Override
    public int receive() {
        int free = ring.writable(BATCH);
        if (free == 0) {
            return RING_FULL;
        }
        if (isQuiet && drained >= DRAINED_AT_MOST) {
            return 0;
        }
        long nowNs = clock.nowNs();
        if (nowNs - namesForgottenNs > FORGET_NAMES_NS) {
            interfaces.forget();
            namesForgottenNs = nowNs;
        }
        int filled = 0;
        // Not always the same one first: a flood at it would leave the other no slot.
        firstPort = firstPort + 1 == ports.size() ? 0 : firstPort + 1;
        for (int i = 0; i < ports.size(); i++) {
            filled = fill((firstPort + i) % ports.size(), filled, free, nowNs);
        }
        if (filled > 0) {
            ring.publish(filled, filled);
            drained += isQuiet ? filled : 0;
        }
        return filled;
    }

    /** Reads what one port has into the free slots from {@code first} on; returns the first that is still free. */
    private int fill(int port, int first, int free, long nowNs) {
        int next = first;
        int overflows = 0;
        while (next < free) {
            Slot slot = ring.writableSlot(next);
            addressLength.putInt(0, ports.get(port).addressLength());
            long length = places.ofPacket(slot)
                    .receiveFrom(
                            libc,
                            ports.get(port).fd(),
                            SlotArena.CAPACITY,
                            abi.dontWait(),
                            places.ofAddress(slot),
                            addressLengthPlace);
            if (length >= 0) {
                describe(slot, port, (int) length, nowNs);
                next++;
                continue;
            }
            int errno = Sys.errno();
            if (errno == abi.errnos().again()) {
                return next;
            }
            if (errno == abi.errnos().noBuffers()) {
                counters.add(Counter.OVERFLOWS, 1); // Said once per overflow; what is still there comes next.
                if (++overflows == BATCH) {
                    return next;
                }
            } else if (errno != abi.errnos().interrupted()) {
                throw new SourceException(
                        "divert port " + options.port() + ": cannot receive: " + Sys.errnoText(errno));
            }
        }
        return next;
    }

    private void describe(Slot slot, int port, int length, long nowNs) {
        int offset = slot.dataOffset();
        int original = Math.max(length, IpHeaders.totalLength(ring.arena().bytes(), offset, length));
        if (original > length) {
            counters.add(Counter.TRUNCATED, 1);
        }
        slot.setId(port);
        slot.setPacket(offset, length, original);
        int address = AddressBook.of(slot);
        long name = addresses.nameBytes(address);
        slot.setOrigin(Backend.DIVERT, directionOf(address, name), interfaces.name(name), 0, nowNs);
        slot.setOffload(ChecksumState.UNVERIFIED, false, false);
    }

    /** Also mends the address where it would lead the packet another way than it came. */
    private Direction directionOf(int address, long name) {
        boolean isOutbound = addresses.isOutbound(address);
        if (options.direction() == Direction.IN && isOutbound && name != 0) {
            addresses.setAnyAddress(address);
            return Direction.IN;
        }
        if (!isOutbound && !interfaces.isTrustworthy(name)) {
            addresses.clearName(address);
        }
        return isOutbound ? Direction.OUT : Direction.IN;
    }

    @Override
    public void awaitNs(long timeoutNs) {
        if (poll.await(descriptorsAddress, ports.size() + 1L, timeoutNs) <= 0) {
            return; // Nothing, or a signal: the caller looks again anyway.
        }
        if ((descriptors.getShort(6) & POLLIN) != 0) {
            pipe.clear();
        }
        for (int i = 1; i <= ports.size(); i++) {
            if ((descriptors.getShort(i * POLLFD + 6) & POLLNVAL) != 0) {
                throw new SourceException("divert port " + options.port() + ": the socket was closed");
            }
        }
    }

    @Override
    public void wakeup() {
        pipe.ring();
    }

    /** A bound port gets packets until it is closed: what is still read is bounded. */
    @Override
    public void quiesce() {
        isQuiet = true;
    }

    @Override
    public SourceCounters counters() {
        return counters;
    }

    // ---- sink

    @Override
    public void reinject(Slot slot, boolean isChanged) {
        sender.add(slot);
    }

    @Override
    public void drop(Slot slot) {
        // Not written back, it is gone.
    }

    @Override
    public void inject(Slot slot) {
        sender.addInjected(slot);
    }

    @Override
    public Injections injections() {
        return sender.injections();
    }

    @Override
    public int flush() {
        return sender.flush();
    }

    @Override
    public ErrnoCounters errors() {
        return sender.errors();
    }

    @Override
    public int inject(ByteBuffer packet) {
        return sender.inject(packet);
    }

    // ---- for the operator

    @Override
    public KernelQueue kernelQueue() {
        return new KernelQueue(true, 0, 0);
    }

    @Override
    public void requestReopen() {
        // The kernel never takes a port away.
    }

    @Override
    public int[] descriptors() {
        return ports.stream().mapToInt(DivertPort::fd).toArray();
    }

    @Override
    public int tag(Slot slot) {
        return addresses.cookie(AddressBook.of(slot));
    }

    @Override
    public String description() {
        DivertPort port = ports.get(0);
        return "divert port=" + options.port() + " abi=" + abi.name() + " direction="
                + (options.direction() == null ? "both" : options.direction()) + " receive-buffer="
                + port.receiveBuffer() + " send-buffer=" + port.sendBuffer();
    }

    @Override
    public void close() {
        ports.forEach(DivertPort::close);
        pipe.close();
    }
}
