package io.headgate.net.divert.bsd;

import io.headgate.engine.io.ErrnoCounters;
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
    private final NativeAddress[] buffers;
    private final SourceCounters counters;
    private final LoopGuard loops = new LoopGuard(System.nanoTime());
    private final ErrnoCounters errors = new ErrnoCounters();
    private final Slot[] waiting = new Slot[PacketSource.BATCH];
    private int count;
    private int retries;
    private long nowNs;

    /** Of the newest outbound packet; 0 while there was none. */
    private int outboundCookie;

    DivertSender(
            Libc libc,
            Abi abi,
            SlotArena arena,
            AddressBook addresses,
            List<DivertPort> ports,
            NativeAddress[] buffers,
            SourceCounters counters) {
        this.libc = libc;
        this.abi = abi;
        this.bytes = arena.bytes();
        this.nativeBytes = arena.nativeBytes();
        this.addresses = addresses;
        this.ports = ports;
        this.buffers = buffers;
        this.counters = counters;
    }

    void add(Slot slot) {
        waiting[count++] = slot;
    }

    /** Writes what was added; returns how many did not make it. */
    int flush() {
        if (count == 0) {
            return 0;
        }
        retries = RETRIES;
        nowNs = System.nanoTime();
        int failed = 0;
        for (int i = 0; i < count; i++) {
            failed += send(waiting[i]);
        }
        count = 0;
        return failed;
    }

    private int send(Slot slot) {
        int index = slot.index();
        int length = slot.packetLength();
        if (addresses.isOutbound(index)) {
            outboundCookie = addresses.cookie(index);
        } else {
            IpHeaders.mendChecksum(bytes, nativeBytes, slot.packetOffset(), length);
        }
        if (loops.isLoop(bytes, slot.packetOffset(), length, nowNs)) {
            counters.add(Counter.LOOPED, 1);
            errors.add(abi.errnos().loop(), 1);
            return 1;
        }
        int errno = sendto(ports.get(slot.id()), buffers[index], length, addresses.place(index));
        if (errno != 0) {
            errors.add(errno, 1);
        }
        return errno == 0 ? 0 : 1;
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
        if (outboundCookie == 0 && abi.hasCookie()) {
            return -abi.errnos().noAddress();
        }
        int slot = buffers.length; // Behind those of the ring.
        addresses.setOutbound(slot, outboundCookie);
        IpHeaders.setTotalLength(packet);
        NativeAddress bytesToSend = NativeAddress.of(packet, packet.position());
        return -sendto(ports.get(0), bytesToSend, packet.remaining(), addresses.place(slot));
    }

    ErrnoCounters errors() {
        return errors;
    }
}
