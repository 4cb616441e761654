package io.headgate.daemon;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Sends back what any number of clients send, on one thread, and knows who is connected. For each number on its standard input
 * it waits until so many connections are open, and says how many are, how many ends they come from, of which addresses, and how
 * many bytes it has sent back.
 */
final class EchoServer implements Runnable {
    private static final int BACKLOG = 4_096;
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(30);

    private final Selector selector = Selector.open();
    private final ServerSocketChannel listener = ServerSocketChannel.open();
    private final ByteBuffer bytes = ByteBuffer.allocate(1_024);
    private final Set<InetSocketAddress> peers = new HashSet<>();
    private int open;
    private long echoed;

    private EchoServer(InetSocketAddress address) throws IOException {
        listener.bind(address, BACKLOG).configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** Takes address and port. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        InetAddress address = InetAddress.getByName(arguments[0]);
        EchoServer server = new EchoServer(new InetSocketAddress(address, Integer.parseInt(arguments[1])));
        Thread thread = new Thread(server, "echo");
        thread.setDaemon(true);
        thread.start();
        System.out.println("listening");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(server.await(Integer.parseInt(line)));
        }
    }

    private synchronized String await(int wanted) throws InterruptedException {
        long deadlineNs = System.nanoTime() + LIMIT_NS;
        long leftMs = TimeUnit.NANOSECONDS.toMillis(LIMIT_NS);
        while (open < wanted && leftMs > 0) {
            wait(leftMs);
            leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
        }
        Set<String> addresses = new TreeSet<>();
        peers.forEach(peer -> addresses.add(peer.getAddress().getHostAddress()));
        return "open=" + open + " peers=" + peers.size() + " of=" + String.join(",", addresses) + " echoed=" + echoed;
    }

    @Override
    public void run() {
        try {
            while (selector.isOpen()) {
                selector.select();
                serve();
            }
        } catch (IOException failed) {
            failed.printStackTrace();
            System.exit(1);
        }
    }

    private synchronized void serve() throws IOException {
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.isAcceptable()) {
                accept();
            } else {
                echo(key);
            }
        }
        selector.selectedKeys().clear();
        notifyAll();
    }

    private void accept() throws IOException {
        for (SocketChannel channel = listener.accept(); channel != null; channel = listener.accept()) {
            channel.configureBlocking(false);
            InetSocketAddress peer = (InetSocketAddress) channel.getRemoteAddress();
            channel.register(selector, SelectionKey.OP_READ, peer);
            peers.add(peer);
            open++;
        }
    }

    private void echo(SelectionKey key) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        if (!sendBack(channel)) {
            peers.remove(key.attachment());
            open--;
            channel.close();
        }
    }

    /** Returns whether the connection is still there. */
    private boolean sendBack(SocketChannel channel) {
        try {
            int length = channel.read(bytes.clear());
            echoed += channel.write(bytes.flip());
            return length >= 0;
        } catch (IOException reset) {
            return false; // The peer's end.
        }
    }
}
