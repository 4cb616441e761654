package io.headgate.net.handle;

import io.headgate.engine.io.PacketSource;
import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.engine.io.SourceException;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import io.headgate.net.divert.DivertSocket;
import java.util.List;

/**
 * A divert port. A packet stays in its slot from receipt to verdict, so that it can be given back in any order:
 *
 * <pre>
 *   slots in the order of receipt:  | outstanding, some decided ... | not yet asked for ... | free ... |
 * </pre>
 *
 * Slots are freed in their order. When none is free the oldest packet outstanding is dropped, and so are all at the
 * end. Each verdict is sent alone and at once: gathered ones would decide packets in between.
 */
final class DivertHandle implements Handle {
    /** Packets that can be held, 4 MiB. */
    static final int SLOTS = 64;

    private final Poller poller;
    private final DivertSocket socket;
    private final SlotRing ring;
    private final int port;
    private final Outstanding outstanding;
    private long refused;

    DivertHandle(Poller poller, DivertSocket socket, SlotRing ring, int port) {
        this.poller = poller;
        this.socket = socket;
        this.ring = ring;
        this.port = port;
        this.outstanding = new Outstanding(ring);
    }

    // ---- receiving

    @Override
    public boolean hasInput() {
        try {
            return hasNext();
        } catch (SourceException dead) {
            return true; // The next receive says so.
        }
    }

    /** Whether a packet waits that nobody has asked for. Receives what the kernel has. */
    private boolean hasNext() {
        while (true) {
            while (outstanding.hasUnread()) {
                if (outstanding.next().isPacket()) {
                    return true;
                }
                outstanding.skip();
            }
            int received = socket.receive();
            if (received == 0) {
                return false;
            }
            if (received == PacketSource.RING_FULL) {
                drop(outstanding.oldest());
                outstanding.decideOldest();
            }
        }
    }

    private void drop(Slot slot) {
        socket.drop(slot);
        socket.flush();
    }

    @Override
    public Received receiveFrom(int max) throws HandleException {
        try {
            while (!hasNext()) {
                poller.select(List.of(this), Readiness.READ, Calls.NO_DEADLINE);
            }
        } catch (SourceException dead) {
            throw new HandleException(ErrorCode.RECEIVE, dead.getMessage());
        } catch (HandleException failed) {
            throw failed.as(ErrorCode.RECEIVE);
        }
        Slot slot = outstanding.next();
        byte[] packet = new byte[Math.min(Math.max(0, max), slot.packetLength())];
        ring.arena().bytes().get(slot.packetOffset(), packet);
        return new Received(packet, new Name(outstanding.take(), socket.tag(slot)));
    }

    @Override
    public byte[] receive(int max) throws HandleException {
        if (max <= 0) {
            throw new HandleException(ErrorCode.CLOSED, "no bytes were asked for: " + max);
        }
        return receiveFrom(max).data();
    }

    /** As with datagrams the first byte of each counts. */
    @Override
    public byte[] receive(int max, byte[] wait) throws HandleException {
        WaitString collected = new WaitString(wait);
        boolean isMet = false;
        try {
            while (!isMet && collected.count() < Math.max(1, max)) {
                isMet = collected.add(receive(Math.min(max, 1))[0]);
            }
        } catch (HandleException failed) {
            throw failed.as(ErrorCode.CLOSED);
        }
        return collected.bytes();
    }

    @Override
    public int readable() throws HandleException {
        try {
            return hasNext() ? outstanding.next().packetLength() : 0;
        } catch (SourceException dead) {
            throw new HandleException(ErrorCode.PEEK, dead.getMessage());
        }
    }

    // ---- giving back

    @Override
    public void sendTo(String address, int ignoredPort, byte[] data) throws HandleException {
        Slot slot = outstanding.find(address);
        if (slot == null) {
            throw refuse("no packet waits at the address " + address + ": it is unknown, was used, or was dropped");
        }
        RawPacket packet = new RawPacket(ring.arena(), slot);
        String fault = packet.faultOf(data);
        if (fault != null) {
            throw refuse(fault + "; the packet still waits at " + address);
        }
        boolean isChanged = packet.replace(data);
        socket.reinject(slot, isChanged);
        int failed = socket.flush();
        outstanding.decide(address);
        if (failed > 0) {
            // Counted by the socket itself.
            throw new HandleException(
                    ErrorCode.NONE,
                    "the system refused the packet: " + socket.errors().byErrno());
        }
    }

    private HandleException refuse(String why) {
        refused++;
        return new HandleException(ErrorCode.NONE, why);
    }

    @Override
    public long refused() {
        return refused + socket.errors().total() + socket.counters().get(Counter.REFUSED_ACCEPTS);
    }

    // ---- the rest

    @Override
    public Handle accept() throws HandleException {
        throw new HandleException(ErrorCode.ACCEPT, "a divert port has no clients");
    }

    @Override
    public void send(byte[] data, int count) throws HandleException {
        throw new HandleException(ErrorCode.SEND, "a divert port has no peer; send to the address of a packet");
    }

    @Override
    public Name local() {
        return new Name(Family.IPV4.any(), port);
    }

    @Override
    public Name peer() throws HandleException {
        throw new HandleException(ErrorCode.NOT_A_SOCKET, "a divert port has no peer");
    }

    @Override
    public int[] descriptors() {
        return socket.descriptors();
    }

    @Override
    public boolean isDivert() {
        return true;
    }

    @Override
    public void close() {
        while (outstanding.hasUnread()) {
            if (outstanding.next().isPacket()) {
                outstanding.take();
            } else {
                outstanding.skip();
            }
        }
        outstanding.undecided().forEach(this::drop);
        socket.close();
    }
}
