package io.headgate.net.datagram;

import io.headgate.engine.io.PacketSource;
import io.headgate.engine.io.SourceCounters;
import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.engine.io.SourceException;
import io.headgate.engine.io.WallClock;
import io.headgate.engine.ring.SlotRing;
import io.headgate.net.multicast.Group;
import io.headgate.net.multicast.Memberships;
import io.headgate.net.multicast.SocketPlan;
import io.headgate.net.sys.Libc;
import io.headgate.net.sys.Linux;
import io.headgate.net.sys.LinuxInet;
import io.headgate.net.sys.Sys;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Datagrams of UDP sockets as packets: one socket, or as many as the groups of a lane need, read in turn by one thread.
 *
 * <pre>
 *   slot: | headroom | room 48: ... IPv4 20 or IPv6 40, UDP 8 | payload ... |
 *                    ^ dataOffset                             ^ dataOffset + 48
 * </pre>
 *
 * The kernel writes the payload into the slot, {@link HeaderWriter} the headers before it. One slot holds one datagram.
 */
public final class DatagramSource implements PacketSource {
    private static final long CHECK_NS = 1_000_000_000L;

    private final Libc libc;
    private final DatagramOptions options;
    private final SlotRing ring;
    private final SourceCounters counters = new SourceCounters();
    private final Memberships memberships;
    private final SocketSet set;
    private final ReceiveBatch batch;
    private final DatagramReader reader;
    private final WallClock clock = new WallClock();
    private final List<UdpSocket> opened = new ArrayList<>();

    /** As {@link #opened}, once all are. */
    private UdpSocket[] sockets = {};

    private String description = "";
    private long checkedNs = System.nanoTime();
    private int packets;
    private boolean isQuiet;
    private boolean isClosed;

    private DatagramSource(Libc libc, DatagramOptions options, SlotRing ring) {
        this.libc = libc;
        this.options = options;
        this.ring = ring;
        this.memberships = new Memberships(libc, counters);
        this.batch = new ReceiveBatch(libc, ring, options.payloadBytes());
        this.reader = new DatagramReader(libc, ring.arena(), batch, options.payloadBytes(), counters);
        this.set = new SocketSet(libc);
    }

    /**
     * Listens on addresses of this host; the wildcard of an IP version stands for all of that version.
     *
     * @throws SourceException if one cannot be bound
     */
    public static DatagramSource openUdp(
            Libc libc, DatagramOptions options, List<InetSocketAddress> addresses, SlotRing ring) {
        if (addresses.isEmpty()) {
            throw new SourceException("udp: no address: name at least one, 0.0.0.0 or :: for all of this host's");
        }
        addresses.forEach(DatagramSource::requireUnicast);
        return open(libc, options, ring, source -> {
            for (InetSocketAddress address : addresses) {
                source.add(address.getAddress(), address.getPort(), false);
            }
        });
    }

    private static void requireUnicast(InetSocketAddress address) {
        if (address.isUnresolved() || address.getAddress().isMulticastAddress()) {
            throw new SourceException("udp " + address.getHostString()
                    + ": must be an address of this host; a multicast group is joined by an interface");
        }
        if (address.getPort() == 0) {
            throw new SourceException("udp " + address.getHostString() + ": port 0: must be 1 to 65535");
        }
    }

    /**
     * Becomes a member of multicast groups.
     *
     * @param allowedLinkLocal groups of 224.0.0.0/24 and ff02::/16 that are meant
     * @throws SourceException if one cannot be joined
     */
    public static DatagramSource openMulticast(
            Libc libc, DatagramOptions options, List<Group> groups, Set<InetAddress> allowedLinkLocal, SlotRing ring) {
        Group.check(groups, allowedLinkLocal);
        return open(libc, options, ring, source -> {
            for (SocketPlan plan : SocketPlan.of(groups)) {
                UdpSocket socket = source.add(plan.bindAddress(), plan.port(), true);
                socket.setHeard(source.memberships.join(socket.fd(), plan));
            }
        });
    }

    /** How the sockets of a source are made. */
    private interface Opening {
        void addTo(DatagramSource source);
    }

    private static DatagramSource open(Libc libc, DatagramOptions options, SlotRing ring, Opening opening) {
        DatagramSource source = new DatagramSource(libc, options, ring);
        try {
            opening.addTo(source);
            source.sockets = source.opened.toArray(source.sockets);
            source.description = source.describe();
            return source;
        } catch (RuntimeException failed) {
            source.close();
            throw failed;
        }
    }

    private UdpSocket add(InetAddress address, int port, boolean isOfGroups) {
        UdpSocket socket = UdpSocket.open(libc, address, port, isOfGroups, options.receiveBufferBytes());
        opened.add(socket);
        set.add(socket.fd());
        return socket;
    }

    @Override
    public int receive() {
        checkIfDue();
        int free = ring.writable(BATCH);
        if (free == 0) {
            return RING_FULL;
        }
        packets = 0;
        int filled = 0;
        if (sockets.length == 1) {
            filled = receiveFrom(sockets[0], 0, free);
        } else {
            set.refresh();
            int ready = set.next();
            while (ready != SocketSet.NONE) {
                filled += receiveFrom(sockets[ready], filled, free - filled);
                ready = filled == free ? SocketSet.NONE : set.next();
            }
        }
        if (filled > 0) {
            ring.publish(filled, packets);
        }
        return filled;
    }

    private int receiveFrom(UdpSocket socket, int first, int room) {
        int count = batch.receive(socket.fd(), first, room);
        if (count < 0) {
            onError(socket, Sys.errno());
            return 0;
        }
        long nowNs = clock.nowNs();
        for (int i = 0; i < count; i++) {
            if (reader.read(socket, ring.writableSlot(first + i), i, nowNs)) {
                packets++;
            }
        }
        return count;
    }

    /** A socket reports an error once, and goes on; one that is no socket any more would report it for ever. */
    private void onError(UdpSocket socket, int errno) {
        switch (errno) {
            case Linux.EAGAIN, Linux.EINTR -> {}
            case LinuxInet.EBADF, LinuxInet.ENOTSOCK, LinuxInet.EFAULT, Linux.EINVAL ->
                throw new SourceException("udp port " + socket.port() + ": cannot receive: " + Sys.errnoText(errno));
            default -> counters.socketErrors().add(errno, 1);
        }
    }

    /** Once a second: interfaces that came or went, names, and losses behind the last datagram received. */
    private void checkIfDue() {
        long nowNs = System.nanoTime();
        if (nowNs - checkedNs < CHECK_NS) {
            return;
        }
        checkedNs = nowNs;
        reader.forgetNames();
        if (!isQuiet) {
            memberships.check();
            askLosses();
        }
    }

    private void askLosses() {
        for (UdpSocket socket : sockets) {
            counters.add(Counter.KERNEL_LOSS, socket.askNewDrops());
        }
    }

    @Override
    public void awaitNs(long timeoutNs) {
        set.await(Math.min(timeoutNs, CHECK_NS));
        checkIfDue();
    }

    @Override
    public void wakeup() {
        set.wakeup();
    }

    /** Leaves all groups; no socket lets a new datagram in. What is refused from now on is not counted as loss. */
    @Override
    public void quiesce() {
        if (isQuiet) {
            return;
        }
        memberships.leaveAll();
        askLosses();
        isQuiet = true;
        for (UdpSocket socket : sockets) {
            socket.refuseNew();
        }
    }

    @Override
    public SourceCounters counters() {
        return counters;
    }

    /** Memberships in force. Thread: the source's. */
    public int memberships() {
        return memberships.count();
    }

    /** For the operator: what was opened and what the kernel granted. Any thread. */
    public String description() {
        return description;
    }

    private String describe() {
        int granted = Integer.MAX_VALUE;
        for (UdpSocket socket : sockets) {
            granted = Math.min(granted, socket.receiveBufferBytes());
        }
        return "datagram sockets=" + sockets.length + " memberships=" + memberships.count() + " receive-buffer="
                + granted;
    }

    /** Closes all sockets; with them the kernel leaves their groups. */
    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        set.close();
        opened.forEach(UdpSocket::close);
    }
}
