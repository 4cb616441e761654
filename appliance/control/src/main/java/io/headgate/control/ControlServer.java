package io.headgate.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens, and has each request carried out. Thread: {@link #start} and {@link #close} from the one that owns the appliance;
 * the rest is {@code control}'s.
 */
public final class ControlServer implements AutoCloseable {
    /** Connections at once; as many again are told so and hung up on, what is beyond is only hung up on. */
    public static final int MAX_CONNECTIONS = 16;

    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final int ADMIN_THREADS = 2;
    private static final long STOP_LIMIT_MS = 1_000;

    /** What {@code admin} hands back to {@code control}. */
    private record Answered(Connection connection, Answer answer) {}

    private final Verbs verbs;
    private final List<SocketFile> files = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final Queue<Answered> answers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger adminNumber = new AtomicInteger();
    private final ExecutorService admin =
            Executors.newFixedThreadPool(ADMIN_THREADS, body -> thread("admin-" + adminNumber.incrementAndGet(), body));
    private final Thread thread = thread("control", this::run);
    private final Selector selector;
    private volatile boolean isStopping;

    private ControlServer(Verbs verbs) {
        this.verbs = verbs;
        try {
            this.selector = Selector.open();
        } catch (IOException noSelector) {
            throw new UncheckedIOException(noSelector);
        }
    }

    /**
     * Listens.
     *
     * @throws ControlException if one of the sockets cannot be made; none is then left
     */
    public static ControlServer start(List<ControlPath> paths, Verbs verbs) {
        ControlServer server = new ControlServer(verbs);
        try {
            for (ControlPath path : paths) {
                SocketFile file = SocketFile.open(path);
                server.files.add(file);
                file.channel().configureBlocking(false);
                file.channel().register(server.selector, SelectionKey.OP_ACCEPT);
                LOG.info("control socket {}, permissions {}", path.path(), path.permissions());
            }
        } catch (IOException failed) {
            server.abandon();
            throw new UncheckedIOException(failed);
        } catch (ControlException refused) {
            server.abandon();
            throw refused;
        }
        server.thread.start();
        return server;
    }

    private static Thread thread(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        return thread;
    }

    private void run() {
        while (!isStopping) {
            try {
                selector.select(waitMs(System.nanoTime()));
                turn(System.nanoTime());
            } catch (IOException | RuntimeException failure) {
                LOG.error("control: a request was lost", failure);
            }
        }
        release();
    }

    private void turn(long nowNs) {
        List<SelectionKey> ready = List.copyOf(selector.selectedKeys());
        selector.selectedKeys().clear();
        ready.forEach(key -> onReady(key, nowNs));
        for (Answered next = answers.poll(); next != null; next = answers.poll()) {
            Answered answered = next;
            guard(answered.connection(), () -> answered.connection().answer(answered.answer(), nowNs));
        }
        connections.forEach(each -> guard(each, () -> each.onTime(nowNs)));
        connections.removeIf(each -> !each.isOpen());
    }

    /** Until the next connection is due, 0 for ever. */
    private long waitMs(long nowNs) {
        long leftNs = connections.stream()
                .mapToLong(connection -> connection.leftNs(nowNs))
                .min()
                .orElse(Long.MAX_VALUE);
        return leftNs == Long.MAX_VALUE ? 0 : TimeUnit.NANOSECONDS.toMillis(leftNs) + 1;
    }

    private interface Step {
        void run() throws IOException;
    }

    /** A client that breaks off ends its own connection. */
    private static void guard(Connection connection, Step step) {
        try {
            step.run();
        } catch (IOException broken) {
            LOG.debug("control: a client broke off: {}", broken.toString());
            closeQuietly(connection);
        } catch (RuntimeException failure) {
            LOG.error("control: a request was lost", failure);
            closeQuietly(connection);
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (IOException failed) {
            LOG.debug("control: a connection does not close: {}", failed.toString());
        }
    }

    private void onReady(SelectionKey key, long nowNs) {
        if (!key.isValid()) {
            return;
        }
        if (key.attachment() instanceof Connection connection) {
            guard(connection, () -> connection.onReady(nowNs));
            return;
        }
        try {
            accept((ServerSocketChannel) key.channel(), nowNs);
        } catch (IOException failed) {
            LOG.warn("control: a connection was lost: {}", failed.toString());
        }
    }

    private void accept(ServerSocketChannel listening, long nowNs) throws IOException {
        SocketChannel channel = listening.accept();
        if (channel == null) {
            return;
        }
        channel.configureBlocking(false);
        connections.removeIf(each -> !each.isOpen());
        if (connections.size() >= 2 * MAX_CONNECTIONS) {
            channel.close();
            return;
        }
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        Connection connection = new Connection(channel, key, this::onRequest, nowNs);
        key.attach(connection);
        connections.add(connection);
        if (connections.size() > MAX_CONNECTIONS) {
            Answer full = Answer.error(MAX_CONNECTIONS + " connections are open already; try again in a moment");
            guard(connection, () -> connection.answer(full, nowNs));
        }
    }

    private void onRequest(Connection connection, String line) {
        try {
            admin.execute(() -> {
                answers.add(new Answered(connection, verbs.answer(line)));
                selector.wakeup();
            });
        } catch (RejectedExecutionException stopping) {
            closeQuietly(connection);
        }
    }

    /** Listens no more, and gives verbs that run a moment to end and be answered. */
    @Override
    public void close() {
        files.forEach(SocketFile::close);
        admin.shutdown();
        try {
            if (!admin.awaitTermination(STOP_LIMIT_MS, TimeUnit.MILLISECONDS)) {
                LOG.warn("control: a request is still being carried out");
            }
            isStopping = true;
            selector.wakeup();
            thread.join(STOP_LIMIT_MS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void abandon() {
        files.forEach(SocketFile::close);
        admin.shutdown();
        release();
    }

    private void release() {
        connections.forEach(ControlServer::closeQuietly);
        try {
            selector.close();
        } catch (IOException failed) {
            LOG.warn("control: does not close: {}", failed.toString());
        }
    }
}
