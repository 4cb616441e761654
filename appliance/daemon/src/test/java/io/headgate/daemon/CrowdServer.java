package io.headgate.daemon;

import io.headgate.net.lab.Host;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Sends back what any number of clients send, on one thread, and knows who is connected. */
final class CrowdServer implements AutoCloseable {
    private static final int BACKLOG = 4_096;
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(30);

    private final ServerSocketChannel listener;
    private final InetSocketAddress address;
    private final Selector selector = Selector.open();
    private final Set<InetSocketAddress> peers = ConcurrentHashMap.newKeySet();
    private final ByteBuffer bytes = ByteBuffer.allocate(1_024);
    private final Thread thread = new Thread(this::run, "crowd-server");

    private CrowdServer(ServerSocketChannel listener) throws IOException {
        this.listener = listener;
        this.address = (InetSocketAddress) listener.getLocalAddress();
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
    }

    static CrowdServer start(Host host, SocketAddress address) throws IOException {
        CrowdServer server =
                new CrowdServer(host.call(() -> ServerSocketChannel.open().bind(address, BACKLOG)));
        server.thread.start();
        return server;
    }

    InetSocketAddress address() {
        return address;
    }

    /** Who is connected now, each as this host sees it. */
    Set<InetSocketAddress> peers() {
        return Set.copyOf(peers);
    }

    /** How many connections are open. */
    int open() {
        return peers.size();
    }

    /** Waits until so many connections are open. */
    synchronized void awaitOpen(int wanted) throws InterruptedException {
        long deadlineNs = System.nanoTime() + LIMIT_NS;
        while (open() < wanted) {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
            if (leftMs <= 0) {
                throw new AssertionError(open() + " connections are open after 30 s, not " + wanted);
            }
            wait(leftMs);
        }
    }

    private void run() {
        try {
            while (selector.isOpen()) {
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    if (key.isAcceptable()) {
                        accept();
                    } else {
                        echo(key);
                    }
                }
                selector.selectedKeys().clear();
                tell();
            }
        } catch (ClosedSelectorException closed) {
            return; // By close().
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private synchronized void tell() {
        notifyAll();
    }

    private void accept() throws IOException {
        for (SocketChannel channel = listener.accept(); channel != null; channel = listener.accept()) {
            InetSocketAddress peer = (InetSocketAddress) channel.getRemoteAddress();
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, peer);
            peers.add(peer);
        }
    }

    private void echo(SelectionKey key) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        if (!readAndWrite(channel)) {
            peers.remove(key.attachment());
            channel.close();
        }
    }

    /** Returns whether the connection is still there. */
    private boolean readAndWrite(SocketChannel channel) {
        try {
            int length = channel.read(bytes.clear());
            channel.write(bytes.flip());
            return length >= 0;
        } catch (IOException reset) {
            return false; // The peer's end.
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
        thread.join(LIMIT_NS / 1_000_000);
    }
}
