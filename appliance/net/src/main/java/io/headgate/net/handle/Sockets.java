package io.headgate.net.handle;

import io.headgate.api.Segments;
import io.headgate.engine.io.SourceException;
import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.SlotRing;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.divert.DivertSocket;
import io.headgate.net.divert.PortTakenException;
import io.headgate.net.sys.Libc;
import io.headgate.net.sys.Sys;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * Opens sockets. One for each {@code Net}, with the native memory that all its sockets share: 80 KiB.
 *
 * <p>Thread: one, except {@link #interrupt}. Errors: a socket that was opened is closed again when a later step fails.
 */
public final class Sockets implements AutoCloseable {
    private static final int BACKLOG = 128;

    /** A Unix listener whose backlog is full gives no event when there is room again. */
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Calls calls;
    private final Libc libc;
    private final Abi abi;
    private final Multicast multicast;
    private final Poller poller;

    /** One step after socket(2). */
    private interface Step {
        void run(int fd) throws HandleException;
    }

    public Sockets(Libc libc) {
        this.calls = new Calls(libc, Abi.system());
        this.libc = libc;
        this.abi = calls.abi();
        this.multicast = new Multicast(calls);
        this.poller = new Poller(calls);
    }

    // ---- listening

    /** A TCP listener. */
    public Handle listen(Family family, InetAddress at, int port) throws HandleException {
        return open(family, true, fd -> {
            bind(fd, family, at, port);
            listen(fd);
        });
    }

    /** A UDP socket with a port. */
    public Handle bound(Family family, InetAddress at, int port) throws HandleException {
        return open(family, false, fd -> bind(fd, family, at, port));
    }

    /**
     * A UDP socket with a port that is a member of a group, beside others of the same port.
     *
     * @param group not joined if it is none
     * @param by address of the interface to join on; any lets routing choose
     */
    public Handle member(Family family, InetAddress group, int port, InetAddress by) throws HandleException {
        return open(family, false, fd -> {
            if (abi.options().reusePort() != 0) {
                require(fd, abi.options().reusePort(), ErrorCode.BIND);
            }
            bind(fd, family, anyOf(by), port);
            if (group.isMulticastAddress() && !multicast.join(fd, family, group, by)) {
                throw HandleException.ofErrno(ErrorCode.BIND, "join " + group.getHostAddress());
            }
        });
    }

    private static InetAddress anyOf(InetAddress address) throws HandleException {
        boolean isIpv4 = address.getAddress().length == Integer.BYTES;
        return Resolver.resolve(isIpv4 ? Family.IPV4.any() : Family.IPV6.any(), isIpv4 ? Family.IPV4 : Family.IPV6);
    }

    /** A listener at a path. A socket that is there already loses the path; any other file keeps it. */
    public Handle listen(String path) throws HandleException {
        return open(Family.UNIX, true, fd -> {
            UnixPath.release(calls.address().setPath(bytesOf(path)));
            bind(fd, path);
            listen(fd);
        });
    }

    private void bind(int fd, Family family, InetAddress at, int port) throws HandleException {
        require(fd, abi.options().reuseAddress(), ErrorCode.BIND);
        calls.address().set(family, at, port);
        bind(fd, at.getHostAddress() + " port " + port);
    }

    private void bind(int fd, String where) throws HandleException {
        if (libc.bind(fd, calls.address().place().value(), calls.address().length()) < 0) {
            throw HandleException.ofErrno(ErrorCode.BIND, "bind to " + where);
        }
    }

    private void listen(int fd) throws HandleException {
        if (libc.listen(fd, BACKLOG) < 0) {
            throw HandleException.ofErrno(ErrorCode.LISTEN, "listen");
        }
    }

    private void require(int fd, int option, ErrorCode code) throws HandleException {
        if (!calls.setOption(fd, abi.options().level(), option, 1, Integer.BYTES)) {
            throw HandleException.ofErrno(code, "setsockopt " + option);
        }
    }

    /**
     * A divert port, or a netfilter queue.
     *
     * @param opener opens the kind of socket that the system has
     */
    public Handle divert(BiFunction<DivertOptions, SlotRing, DivertSocket> opener, int port) throws HandleException {
        SlotRing ring = new SlotRing(DivertHandle.SLOTS, LaneBell.unheard());
        try {
            DivertSocket socket = opener.apply(DivertOptions.of(port, Segments.WIRE, false), ring);
            return new DivertHandle(poller, socket, ring, port);
        } catch (PortTakenException taken) {
            throw new HandleException(ErrorCode.BIND, taken.getMessage());
        } catch (SourceException refused) {
            throw new HandleException(ErrorCode.OPEN, refused.getMessage());
        }
    }

    // ---- connecting

    /**
     * A TCP connection.
     *
     * @param timeoutMs 0 or more; a connection refused is a failure at once
     */
    public Handle connect(Family family, InetAddress host, int port, int timeoutMs) throws HandleException {
        return open(family, true, fd -> {
            calls.address().set(family, host, port);
            String where = "connect to " + host.getHostAddress() + " port " + port;
            if (connect(fd) < 0) {
                if (errno() != abi.errnos().inProgress()) {
                    throw HandleException.ofErrno(ErrorCode.CONNECT, where);
                }
                finish(fd, where, Calls.deadline(TimeUnit.MILLISECONDS.toNanos(timeoutMs)));
            }
        });
    }

    private void finish(int fd, String where, long deadlineNs) throws HandleException {
        boolean isDecided;
        try {
            isDecided = calls.await(fd, Calls.POLLOUT, deadlineNs);
        } catch (HandleException interrupted) {
            throw interrupted.as(ErrorCode.CONNECT);
        }
        if (!isDecided) {
            throw new HandleException(ErrorCode.TIMEOUT, where + ": no answer in time");
        }
        int errno = calls.takeError(fd);
        if (errno != 0) {
            throw HandleException.ofErrno(ErrorCode.CONNECT, where, errno);
        }
    }

    private int connect(int fd) {
        int result;
        do {
            result = libc.connect(
                    fd, calls.address().place().value(), calls.address().length());
        } while (result < 0 && errno() == abi.errnos().interrupted());
        return result;
    }

    private static int errno() {
        return Sys.errno();
    }

    /**
     * A UDP socket for sending.
     *
     * @param host null for one that is connected to nobody
     */
    public Handle datagram(Family family, InetAddress host, int port, boolean isBroadcast) throws HandleException {
        return open(family, false, fd -> {
            if (isBroadcast) {
                require(fd, abi.options().broadcast(), ErrorCode.CONNECT);
            }
            connectDatagram(fd, family, host, port);
        });
    }

    /**
     * A UDP socket for sending to groups.
     *
     * @param by address of the interface to send by; any lets routing choose
     */
    public Handle multicast(Family family, InetAddress host, int port, InetAddress by, int ttl) throws HandleException {
        return open(family, false, fd -> {
            multicast.sendBy(fd, family, by, ttl);
            connectDatagram(fd, family, host, port);
        });
    }

    private void connectDatagram(int fd, Family family, InetAddress host, int port) throws HandleException {
        if (host != null) {
            calls.address().set(family, host, port);
            if (connect(fd) < 0) {
                throw HandleException.ofErrno(
                        ErrorCode.CONNECT, "connect to " + host.getHostAddress() + " port " + port);
            }
        }
    }

    /** A connection to the listener at a path; waits while its backlog is full. */
    public Handle connect(String path) throws HandleException {
        return open(Family.UNIX, true, fd -> {
            calls.address().setPath(bytesOf(path));
            while (connect(fd) < 0) {
                if (errno() != abi.errnos().again()) {
                    throw HandleException.ofErrno(ErrorCode.CONNECT, "connect to " + path);
                }
                try {
                    calls.await(-1, Calls.POLLIN, Calls.deadline(RETRY_NS));
                } catch (HandleException interrupted) {
                    throw interrupted.as(ErrorCode.CONNECT);
                }
            }
        });
    }

    private static byte[] bytesOf(String path) {
        return Resolver.untilZero(path).getBytes(StandardCharsets.UTF_8);
    }

    private Handle open(Family family, boolean isStream, Step step) throws HandleException {
        int type = isStream ? Abi.SOCK_STREAM : Abi.SOCK_DGRAM;
        int fd = libc.socket(abi.numberOf(family), type | abi.socketFlags(), 0);
        if (fd < 0) {
            throw HandleException.ofErrno(ErrorCode.OPEN, "socket");
        }
        try {
            step.run(fd);
            return new SocketHandle(calls, fd, family, isStream);
        } catch (HandleException | RuntimeException failed) {
            libc.close(fd);
            throw failed;
        }
    }

    // ---- waiting

    /**
     * Which of some handles are ready. Repeated ones are asked once each.
     *
     * @param timeoutUs negative for ever
     */
    public boolean[] select(List<Handle> handles, Readiness what, long timeoutUs) throws HandleException {
        long deadlineNs = timeoutUs < 0 ? Calls.NO_DEADLINE : Calls.deadline(TimeUnit.MICROSECONDS.toNanos(timeoutUs));
        return poller.select(handles, what, deadlineNs);
    }

    /** Ends the wait of a call, or the next wait. Any thread. */
    public void interrupt() {
        calls.wakeup().ring();
    }

    /** Takes back an interrupt that no call has met; says whether there was one. */
    public boolean clearInterrupt() {
        return calls.wakeup().clear();
    }

    @Override
    public void close() {
        calls.wakeup().close();
    }
}
