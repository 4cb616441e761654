package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.net.lab.Host;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A bounded stream of numbered datagrams from one host to another, and what the receiver has seen of them. Both ends are
 * threads of this process, so that they have one clock: what is measured is one way.
 *
 * <p>Shape: number (4 bytes), time of sending by {@link System#nanoTime} (8 bytes).
 */
final class TimedDatagrams implements AutoCloseable {
    /** What is on its way at most: less than the receiving socket holds, so that nothing else loses packets. */
    private static final int WINDOW = 100;

    private static final int BYTES = 12;
    private static final int END = -1;

    private final DatagramSocket sender;
    private final DatagramSocket receiver;
    private final InetAddress destination;
    private final int[] copies;
    private final long[] delaysNs;
    private final Thread receiving;
    private volatile int newest = -1;
    private final AtomicInteger received = new AtomicInteger();
    private volatile boolean hasEnded;
    private volatile boolean isDone;
    private volatile IOException failure;

    private TimedDatagrams(DatagramSocket sender, DatagramSocket receiver, InetAddress destination, int count) {
        this.sender = sender;
        this.receiver = receiver;
        this.destination = destination;
        this.copies = new int[count];
        this.delaysNs = new long[count];
        this.receiving = new Thread(this::receive, "timed-datagrams");
    }

    /**
     * Opens both ends.
     *
     * @param port at both
     * @param count how many can be sent
     */
    static TimedDatagrams open(Host from, Host to, String address, int port, int count) throws IOException {
        DatagramSocket sender = from.call(() -> new DatagramSocket(port));
        DatagramSocket receiver = to.call(() -> {
            DatagramSocket socket = new DatagramSocket(null);
            socket.setReceiveBufferSize(1 << 22);
            socket.bind(new InetSocketAddress(port));
            return socket;
        });
        receiver.setSoTimeout(20);
        TimedDatagrams datagrams = new TimedDatagrams(sender, receiver, InetAddress.getByName(address), count);
        datagrams.receiving.start();
        return datagrams;
    }

    private void receive() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        DatagramPacket packet = new DatagramPacket(bytes.array(), BYTES);
        while (!isDone) {
            try {
                receiver.receive(packet);
                long nowNs = System.nanoTime();
                int number = bytes.getInt(0);
                if (number == END) {
                    hasEnded = true;
                    continue;
                }
                if (copies[number]++ == 0) {
                    delaysNs[number] = nowNs - bytes.getLong(4);
                }
                newest = Math.max(newest, number);
                received.incrementAndGet();
            } catch (SocketTimeoutException nothing) {
                // Looks whether it is done.
            } catch (IOException broken) {
                // Closing ends it.
                failure = isDone ? null : broken;
                return;
            }
        }
    }

    /** Sends all, as fast as they arrive; a few that are lost in a row hold it up for a moment. */
    void sendAll() throws IOException {
        for (int i = 0; i < copies.length; i++) {
            int number = i;
            await(50, () -> newest >= number - WINDOW);
            send(number);
        }
    }

    private void send(int number) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).putInt(number).putLong(System.nanoTime());
        sender.send(new DatagramPacket(bytes.array(), BYTES, destination, receiver.getLocalPort()));
    }

    /**
     * Waits until all that was sent has arrived, unless it is lost: sends an end behind it, another one if that is lost.
     *
     * @return how many ends were lost
     */
    int end() throws IOException {
        for (int lost = 0; lost < 10; lost++) {
            send(END);
            if (await(3_000, () -> hasEnded)) {
                return lost;
            }
        }
        throw new IOException("nothing arrives any more");
    }

    /**
     * Sends the datagrams of two streams in turn, a millisecond after each other: what else the machine does meanwhile delays
     * both alike.
     */
    static void sendSlowly(TimedDatagrams first, TimedDatagrams second) throws IOException {
        for (int number = 0; number < first.copies.length; number++) {
            first.send(number);
            LockSupport.parkNanos(1_000_000);
            second.send(number);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Waits until as many have arrived. */
    void awaitReceived(int count) throws IOException {
        boolean isThere = await(20_000, () -> received.get() >= count);
        if (failure != null) {
            throw failure;
        }
        assertThat(isThere).as("%s datagrams arrived, not %d", received, count).isTrue();
    }

    private static boolean await(long limitMs, BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMs);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadlineNs) {
                return false;
            }
            LockSupport.parkNanos(50_000);
        }
        return true;
    }

    /** Datagrams that have arrived, copies included. */
    int received() {
        return received.get();
    }

    /** Numbers that never arrived. */
    long missing() {
        return Arrays.stream(copies).filter(times -> times == 0).count();
    }

    /** Numbers that arrived more than once. */
    long repeated() {
        return Arrays.stream(copies).filter(times -> times > 1).count();
    }

    /** How long those that arrived took, in the middle; in milliseconds. */
    double medianMs() {
        long[] arrived = Arrays.stream(delaysNs).filter(ns -> ns > 0).sorted().toArray();
        return arrived[arrived.length / 2] / 1e6;
    }

    @Override
    public void close() {
        isDone = true;
        sender.close();
        receiver.close();
        // Its port is free when nobody waits for it any more.
        boolean isInterrupted = false;
        while (receiving.isAlive()) {
            try {
                receiving.join();
            } catch (InterruptedException interrupted) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
