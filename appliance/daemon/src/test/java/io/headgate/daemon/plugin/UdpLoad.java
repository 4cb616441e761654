package io.headgate.daemon.plugin;

import io.headgate.net.lab.RouterLab;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.locks.LockSupport;

/**
 * Datagrams from the client to the server of a lab, counted at both ends. At most a window of them is under way, so that none
 * is lost for want of room.
 */
final class UdpLoad implements AutoCloseable {
    private static final int PORT = 9;
    private static final int WINDOW = 256;
    private static final long STALLED_NS = 5_000_000_000L;

    private final DatagramChannel client;
    private final DatagramChannel server;
    private final Thread sender = new Thread(this::send, "load-sender");
    private final Thread receiver = new Thread(this::receive, "load-receiver");
    private volatile boolean isStopping;
    private volatile boolean isDone;
    private volatile long sent;
    private volatile long arrived;
    private volatile IOException failure;

    private UdpLoad(DatagramChannel client, DatagramChannel server) {
        this.client = client;
        this.server = server;
    }

    static UdpLoad open(RouterLab lab) {
        DatagramChannel server = lab.server()
                .call(() -> DatagramChannel.open()
                        .bind(new InetSocketAddress(InetAddress.getByName(RouterLab.SERVER_ADDRESS), PORT)));
        DatagramChannel client = lab.client().call(DatagramChannel::open);
        return new UdpLoad(client, server);
    }

    void start() {
        receiver.start();
        sender.start();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
    private void send() {
        InetSocketAddress to = new InetSocketAddress(RouterLab.SERVER_ADDRESS, PORT);
        ByteBuffer datagram = ByteBuffer.allocate(100);
        try {
            while (!isStopping) {
                if (sent - arrived >= WINDOW) {
                    LockSupport.parkNanos(100_000);
                    continue;
                }
                client.send(datagram.clear(), to);
                sent++;
                if (sent % 16 == 0) {
                    LockSupport.parkNanos(1_000_000);
                }
            }
        } catch (IOException broken) {
            failure = broken;
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
    private void receive() {
        ByteBuffer datagram = ByteBuffer.allocate(200);
        try {
            while (!isDone) {
                server.receive(datagram.clear());
                arrived++;
            }
        } catch (AsynchronousCloseException closed) {
            isDone = true;
        } catch (IOException broken) {
            failure = broken;
        }
    }

    /** Ends the sender, and waits until what it sent has arrived or nothing comes any more. */
    void stop() throws InterruptedException, IOException {
        isStopping = true;
        sender.join();
        long seen = -1;
        long sinceNs = System.nanoTime();
        while (arrived != sent && System.nanoTime() - sinceNs < STALLED_NS) {
            if (arrived != seen) {
                seen = arrived;
                sinceNs = System.nanoTime();
            }
            Thread.onSpinWait();
        }
        if (failure != null) {
            throw failure;
        }
    }

    long sent() {
        return sent;
    }

    long arrived() {
        return arrived;
    }

    /** Both threads end by it, if they have not ended. */
    @Override
    public void close() throws IOException {
        isStopping = true;
        isDone = true;
        server.close();
        client.close();
    }
}
