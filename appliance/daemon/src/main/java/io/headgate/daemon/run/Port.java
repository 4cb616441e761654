package io.headgate.daemon.run;

import io.headgate.engine.io.SourceCounters;
import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.engine.ring.SlotRing;
import io.headgate.net.datagram.DatagramSource;
import io.headgate.net.divert.DivertSocket;
import io.headgate.net.divert.KernelQueue;
import io.headgate.net.relay.DatagramSink;
import io.headgate.net.relay.ReceiverCounters;
import java.util.List;

/** Where a unit gets packets, and gives them back to. */
sealed interface Port extends AutoCloseable {
    SlotRing ring();

    /** Any thread. */
    SourceCounters counters();

    /** The kernel's end of it. Any thread in the network namespace of the sockets. */
    KernelQueue kernelQueue();

    /** Asks for it to be opened again after the kernel has lost it. Any thread. */
    void requestReopen();

    /** Those to whom it sends on; none where packets go back to the kernel. Any thread. */
    List<ReceiverCounters> receivers();

    @Override
    void close();

    /** A queue or divert port. */
    record Diverted(DivertSocket socket, SlotRing ring) implements Port {
        @Override
        public SourceCounters counters() {
            return socket.counters();
        }

        @Override
        public KernelQueue kernelQueue() {
            return socket.kernelQueue();
        }

        @Override
        public void requestReopen() {
            socket.requestReopen();
        }

        @Override
        public List<ReceiverCounters> receivers() {
            return List.of();
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    /** The sockets of groups or UDP ports, and those of the receivers. */
    record Datagrams(DatagramSource source, DatagramSink sink, SlotRing ring) implements Port {
        @Override
        public SourceCounters counters() {
            return source.counters();
        }

        @Override
        public KernelQueue kernelQueue() {
            return new KernelQueue(true, 0, counters().get(Counter.KERNEL_LOSS));
        }

        /** Never asked for: groups whose interface went are joined again by the source itself. */
        @Override
        public void requestReopen() {
            throw new IllegalStateException("datagram sockets are not lost");
        }

        @Override
        public List<ReceiverCounters> receivers() {
            return sink.receivers();
        }

        @Override
        public void close() {
            source.close();
            sink.close();
        }
    }
}
