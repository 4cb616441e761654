package io.headgate.net.divert.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Segments;
import io.headgate.engine.packet.SlotPacket;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.divert.HeldSlots;
import io.headgate.net.divert.KernelQueue;
import io.headgate.net.lab.Host;
import io.headgate.net.sys.Sys;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A queue whose packets are decided by a test, on its own thread. */
final class QueueDriver implements AutoCloseable {
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(20);

    final SlotRing ring = TestRings.of(256);
    final HeldSlots spares = new HeldSlots(ring, 150);
    final NfqueueSocket socket;
    private final SlotPacket packet = new SlotPacket(ring.arena());
    private final Host host;

    QueueDriver(Host host) {
        this.host = host;
        DivertOptions options = DivertOptions.of(DivertLab.QUEUE, Segments.ANY, true);
        socket = host.call(() -> NfqueueSocket.open(Sys.libc(), options, ring));
    }

    /** Receives until {@code count} packets were decided. */
    void decide(int count, Consumer<Slot> verdict) {
        long deadlineNs = System.nanoTime() + LIMIT_NS;
        int decided = 0;
        while (decided < count) {
            assertThat(System.nanoTime())
                    .as("time left: %d of %d packets came", decided, count)
                    .isLessThan(deadlineNs);
            decided += poll(verdict);
        }
        assertThat(decided).as("packets").isEqualTo(count);
    }

    /** Decides what is there, or waits a moment; returns how many packets it were. */
    int poll(Consumer<Slot> verdict) {
        int received = socket.receive();
        if (received <= 0) {
            socket.await(20);
            return 0;
        }
        List<Slot> packets = new ArrayList<>();
        for (int i = 0; i < received; i++) {
            if (ring.readableSlot(i).isPacket()) {
                packets.add(ring.readableSlot(i));
            }
        }
        packets.forEach(verdict);
        assertThat(socket.flush()).isZero();
        ring.release(received);
        return packets.size();
    }

    /** What a datagram carries first. */
    int number(Slot slot) {
        packet.wrap(slot);
        return packet.u32(packet.payloadOffset());
    }

    /** Changes that number, and sets lengths and sums right. */
    void renumber(Slot slot, int number) {
        packet.wrap(slot);
        packet.beginFilter();
        packet.payloadU32(packet.payloadOffset(), number);
        assertThat(packet.repair()).isTrue();
    }

    KernelQueue kernelQueue() {
        return host.call(socket::kernelQueue);
    }

    /** Nothing is left in the kernel, and it refused nothing. */
    void assertEverythingDecided() {
        socket.receive(); // What the kernel may have said about verdicts.
        ring.release(ring.readable(Integer.MAX_VALUE));
        assertThat(kernelQueue().waiting()).isZero();
        assertThat(kernelQueue().lost()).isZero();
        assertThat(socket.counters().refusals().byErrno()).isEmpty();
        assertThat(socket.errors().byErrno()).isEmpty();
    }

    @Override
    public void close() {
        socket.close();
    }
}
