package io.headgate.daemon;

import io.headgate.net.lab.Host;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Thousands of clients on one thread: they connect, stay connected, and each has a byte echoed. */
final class Crowd implements AutoCloseable {
    private static final int FIRST_PORT = 20_000;

    /** How many wait for an answer at a time. */
    private static final int WINDOW = 256;

    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(60);

    private final List<SocketChannel> channels;
    private final Selector selector = Selector.open();

    private Crowd(List<SocketChannel> channels) throws IOException {
        this.channels = channels;
    }

    /** Opens sockets on a host, for each of its addresses the same ports from 20,000 on. */
    static Crowd open(Host host, List<String> addresses, int ports) throws IOException {
        List<SocketChannel> channels = new ArrayList<>();
        host.call(() -> {
            for (int port = FIRST_PORT; port < FIRST_PORT + ports; port++) {
                for (String address : addresses) {
                    SocketChannel channel = SocketChannel.open();
                    channels.add(channel);
                    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                    channel.bind(new InetSocketAddress(InetAddress.getByName(address), port));
                    channel.configureBlocking(false);
                }
            }
            return channels.size();
        });
        return new Crowd(channels);
    }

    /** What is done with a channel that is ready; returns whether it is done with. */
    private interface Step {
        boolean run(SocketChannel channel, SelectionKey key) throws IOException;
    }

    /** Connects all of them, and keeps them so. */
    void connect(SocketAddress server) throws IOException {
        forAll(
                SelectionKey.OP_CONNECT,
                (channel, number) -> channel.connect(server),
                (channel, key) -> channel.finishConnect());
    }

    /** How many are connected. */
    long connected() {
        return channels.stream().filter(SocketChannel::isConnected).count();
    }

    /** Has each send a byte, while all are connected, and wait for it; returns how many got theirs back. */
    int exchange() throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        int[] echoed = {0};
        forAll(
                SelectionKey.OP_READ,
                (channel, number) -> channel.write(one.clear().put(0, (byte) (int) number)),
                (channel, key) -> {
                    int length = channel.read(one.clear());
                    boolean isSame = length == 1 && one.get(0) == (byte) (int) key.attachment();
                    echoed[0] += isSame ? 1 : 0;
                    return length != 0;
                });
        return echoed[0];
    }

    private interface Beginning {
        void run(SocketChannel channel, Integer number) throws IOException;
    }

    private void forAll(int operation, Beginning beginning, Step step) throws IOException {
        long deadlineNs = System.nanoTime() + LIMIT_NS;
        int begun = 0;
        int done = 0;
        while (done < channels.size()) {
            for (; begun < channels.size() && begun - done < WINDOW; begun++) {
                SocketChannel channel = channels.get(begun);
                channel.register(selector, operation, begun);
                beginning.run(channel, begun);
            }
            selector.select(100);
            for (SelectionKey key : selector.selectedKeys()) {
                if (step.run((SocketChannel) key.channel(), key)) {
                    key.cancel();
                    done++;
                }
            }
            selector.selectedKeys().clear();
            if (System.nanoTime() > deadlineNs) {
                throw new AssertionError(done + " of " + channels.size() + " connections were done within 60 s");
            }
        }
        selector.selectNow(); // Forgets the cancelled keys.
    }

    @Override
    public void close() throws IOException {
        selector.close();
        for (SocketChannel channel : channels) {
            channel.close();
        }
    }
}
