package io.headgate.net.divert.bsd;

import io.headgate.engine.io.ErrnoCounters;
import io.headgate.engine.io.Injections;
import io.headgate.engine.io.PacketSource;
import io.headgate.engine.io.SourceCounters;
import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotArena;
import io.headgate.net.sys.Libc;
import io.headgate.net.sys.NativeAddress;
import io.headgate.net.sys.Sys;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes packets back, in order. An error belongs to its packet: it is counted and the next one goes. A packet that goes
 * round in a loop is not written any more, and counted as ELOOP.
 *
 * <p>Thread: the lane's.
 */
final class DivertSender {
    /** Waits for buffers in one batch, not per packet: a full driver queue must not hold the lane up. */
    private static final int RETRIES = 4;

    /** In which a driver's queue at 1 Gbit/s sends four full packets. */
    private static final long RETRY_NS = 50_000;

    private final Libc libc;
    private final Abi abi;
    private final ByteBuffer bytes;
    private final ByteBuffer nativeBytes;
    private final AddressBook addresses;
    private final List<DivertPort> ports;
    private final Places places;
    private final SourceCounters counters;
    private final LoopGuard loops = new LoopGuard(System.nanoTime());
    private final ErrnoCounters errors = new ErrnoCounters();
    private final Injections injections = new Injections();

    /** The address of injected packets. */
    private final AddressBook outbound;

    private final NativeAddress outboundPlace;

    private final Slot[] waiting = new Slot[PacketSource.BATCH];
    private final boolean[] isInjected = new boolean[PacketSource.BATCH];
    private int count;
    private int failed;
    private int retries = RETRIES;
    private long nowNs;

    /** Of the newest outbound packet; 0 while there was none. */
    private int outboundCookie;

    DivertSender(
            Libc libc,
            Abi abi,
            SlotArena arena,
            AddressBook addresses,
            List<DivertPort> ports,
            Places places,
            SourceCounters counters) {
        this.libc = libc;
        this.abi = abi;
        this.bytes = arena.bytes();
        this.nativeBytes = arena.nativeBytes();
        this.addresses = addresses;
        this.ports = ports;
        this.places = places;
        this.counters = counters;
        this.outbound = AddressBook.single(abi);
        this.outboundPlace = outbound.place(0);
    }

    /** Adds a packet that was received here. */
    void add(Slot slot) {
        add(slot, false);
    }

    /** Adds one that was not; it is sent in its turn, as {@link #inject} says. */
    void addInjected(Slot slot) {
        add(slot, true);
    }

    private void add(Slot slot, boolean isOurs) {
        if (count == waiting.length) {
            transmit(); // Held and injected packets come on top of a batch of the ring's.
        }
        waiting[count] = slot;
        isInjected[count] = isOurs;
        count++;
    }

    /** Writes what was added; returns how many of those received here did not make it. */
    int flush() {
        transmit();
        retries = RETRIES;
        int result = failed;
        failed = 0;
        return result;
    }

    private void transmit() {
        if (count == 0) {
            return;
        }
        nowNs = System.nanoTime();
        for (int i = 0; i < count; i++) {
            if (isInjected[i]) {
                sendInjected(waiting[i]);
            } else {
                failed += send(waiting[i]);
            }
        }
        count = 0;
    }

    private int send(Slot slot) {
        int address = AddressBook.of(slot);
        int length = slot.packetLength();
        if (addresses.isOutbound(address)) {
            outboundCookie = addresses.cookie(address);
        } else {
            IpHeaders.mendChecksum(bytes, nativeBytes, slot.packetOffset(), length);
        }
        if (loops.isLoop(bytes, slot.packetOffset(), length, nowNs)) {
            counters.add(Counter.LOOPED, 1);
            errors.add(abi.errnos().loop(), 1);
            return 1;
        }
        int errno = sendto(ports.get((int) slot.id()), places.ofPacket(slot), length, places.ofAddress(slot));
        if (errno != 0) {
            errors.add(errno, 1);
        }
        return errno == 0 ? 0 : 1;
    }

    private void sendInjected(Slot slot) {
        boolean isIpv6 = slot.packetLength() > 0 && bytes.get(slot.packetOffset()) >> 4 == 6;
        int errno = inject(places.ofPacket(slot), slot.packetLength(), isIpv6);
        if (errno == 0) {
            injections.countSent();
        } else {
            injections.countFailure(errno);
        }
    }

    private int sendto(DivertPort port, NativeAddress packet, int length, NativeAddress address) {
        while (packet.sendTo(libc, port.fd(), length, 0, address, port.addressLength()) < 0) {
            int errno = Sys.errno();
            if (errno == abi.errnos().noBuffers() && retries > 0) {
                retries--;
                LockSupport.parkNanos(this, RETRY_NS);
            } else if (errno != abi.errnos().interrupted()) {
                return errno;
            }
        }
        return 0;
    }

    /**
     * Sends a packet of our own as if it had been diverted on its way out where the newest one was, so that the rules behind
     * judge it, and it is not diverted again. OpenBSD needs no such place: pf skips what is written.
     *
     * @return 0, or an errno as negative number; no address (EDESTADDRREQ) before the first outbound packet
     */
    int inject(ByteBuffer packet) {
        IpHeaders.setTotalLength(packet);
        return -inject(NativeAddress.of(packet, packet.position()), packet.remaining(), false);
    }

    /** Of two sockets the second is that of IPv6. */
    private int inject(NativeAddress packet, int length, boolean isIpv6) {
        if (outboundCookie == 0 && abi.hasCookie()) {
            return abi.errnos().noAddress();
        }
        DivertPort port = ports.get(isIpv6 ? ports.size() - 1 : 0);
        outbound.setOutbound(0, port.family(), outboundCookie);
        return sendto(port, packet, length, outboundPlace);
    }

    Injections injections() {
        return injections;
    }

    ErrnoCounters errors() {
        return errors;
    }
}
