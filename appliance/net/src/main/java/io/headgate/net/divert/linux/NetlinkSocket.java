package io.headgate.net.divert.linux;

import io.headgate.engine.io.SourceException;
import io.headgate.net.divert.DivertBackend;
import io.headgate.net.sys.Libc;
import io.headgate.net.sys.Linux;
import io.headgate.net.sys.NativeMemory;
import io.headgate.net.sys.Sys;
import io.headgate.net.sys.TimedPoll;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/** A netlink socket to netfilter, and an event descriptor by which any thread ends its wait. */
final class NetlinkSocket implements AutoCloseable {
    /** Room for a whole gathered send of verdicts, beside the kernel's own overhead. */
    private static final int SEND_BUFFER = 8 << 20;

    private static final int SOCKADDR_NL = 12;
    private static final int POLLFD = 8;

    private final Libc libc;
    private final TimedPoll poll;
    private final int fd;
    private final int eventFd;
    private final long portId;
    private final int receiveBufferBytes;

    /** Two of {@code struct pollfd}: fd 4, events 2, returned events 2. */
    private final ByteBuffer pollFds = NativeMemory.allocate(2 * POLLFD);

    private final long pollFdsAddress = NativeMemory.addressOf(pollFds);

    /** Waking thread and waiting thread use one each. */
    private final ByteBuffer event = NativeMemory.allocate(2 * Long.BYTES).putLong(0, 1L);

    private final long eventAddress = NativeMemory.addressOf(event);

    private boolean isClosed;

    private NetlinkSocket(Libc libc, int fd, int eventFd, long portId, int receiveBufferBytes) {
        this.libc = libc;
        this.poll = new TimedPoll(libc);
        this.fd = fd;
        this.eventFd = eventFd;
        this.portId = portId;
        this.receiveBufferBytes = receiveBufferBytes;
        pollFds.putInt(0, fd).putShort(4, (short) Linux.POLLIN);
        pollFds.putInt(POLLFD, eventFd).putShort(POLLFD + 4, (short) Linux.POLLIN);
    }

    static NetlinkSocket open(Libc libc, int receiveBufferBytes) {
        int fd = libc.socket(Linux.AF_NETLINK, Linux.SOCK_RAW | Linux.SOCK_CLOEXEC, Linux.NETLINK_NETFILTER);
        if (fd < 0) {
            int errno = Sys.errno();
            String remedy = remedy(errno, DivertBackend.isLinuxKernel());
            throw new SourceException("cannot open a netlink socket: " + Sys.errnoText(errno) + remedy);
        }
        try {
            long portId = bind(libc, fd);
            grow(libc, fd, Linux.SO_RCVBUFFORCE, Linux.SO_RCVBUF, receiveBufferBytes);
            grow(libc, fd, Linux.SO_SNDBUFFORCE, Linux.SO_SNDBUF, SEND_BUFFER);
            int granted = option(libc, fd, Linux.SO_RCVBUF);
            int eventFd = libc.eventfd(0, Linux.EFD_NONBLOCK | Linux.EFD_CLOEXEC);
            check("eventfd", eventFd);
            return new NetlinkSocket(libc, fd, eventFd, portId, granted);
        } catch (RuntimeException failed) {
            libc.close(fd);
            throw failed;
        }
    }

    /** Returns the address the kernel gave. */
    private static long bind(Libc libc, int fd) {
        ByteBuffer address = NativeMemory.allocate(SOCKADDR_NL).putShort(0, (short) Linux.AF_NETLINK);
        ByteBuffer length = NativeMemory.allocate(Integer.BYTES).putInt(0, SOCKADDR_NL);
        try {
            check("bind", libc.bind(fd, NativeMemory.addressOf(address), SOCKADDR_NL));
            check("getsockname", libc.getsockname(fd, NativeMemory.addressOf(address), NativeMemory.addressOf(length)));
            return Integer.toUnsignedLong(address.getInt(4));
        } finally {
            Reference.reachabilityFence(length);
        }
    }

    static String remedy(int errno, boolean isLinuxKernel) {
        return switch (errno) {
            case Linux.EPROTONOSUPPORT, Linux.EAFNOSUPPORT ->
                ": this kernel has no netfilter netlink, so no NFQUEUE; "
                        + (isLinuxKernel
                                ? "load nfnetlink and nfnetlink_queue"
                                : "nor does it seem to be Linux: say backend: divert4");
            case Linux.EPERM, Linux.EACCES -> "; run as root, or with CAP_NET_ADMIN and CAP_NET_RAW";
            default -> "";
        };
    }

    private static void check(String call, int result) {
        if (result < 0) {
            throw new SourceException("netlink socket: " + call + " failed: " + Sys.errnoText(Sys.errno()));
        }
    }

    /** Beyond the system's limit where we may, else up to it: the kernel caps the unforced option silently. */
    private static void grow(Libc libc, int fd, int forced, int capped, int bytes) {
        ByteBuffer value = NativeMemory.allocate(Integer.BYTES).putInt(0, bytes);
        long address = NativeMemory.addressOf(value);
        try {
            if (libc.setsockopt(fd, Linux.SOL_SOCKET, forced, address, Integer.BYTES) < 0) {
                check("setsockopt", libc.setsockopt(fd, Linux.SOL_SOCKET, capped, address, Integer.BYTES));
            }
        } finally {
            Reference.reachabilityFence(value);
        }
    }

    private static int option(Libc libc, int fd, int option) {
        ByteBuffer value = NativeMemory.allocate(2 * Integer.BYTES).putInt(4, Integer.BYTES);
        long address = NativeMemory.addressOf(value);
        check("getsockopt", libc.getsockopt(fd, Linux.SOL_SOCKET, option, address, address + 4));
        return value.getInt(0);
    }

    int fd() {
        return fd;
    }

    /** The address by which the kernel knows this socket. */
    long portId() {
        return portId;
    }

    /** What the kernel granted, its own overhead included. */
    int receiveBufferBytes() {
        return receiveBufferBytes;
    }

    /** Sends one request. Cold. */
    void send(ByteBuffer request) {
        try {
            if (libc.send(fd, NativeMemory.addressOf(request), request.remaining(), 0) < 0) {
                throw new SourceException("cannot configure the queue: " + Sys.errnoText(Sys.errno()));
            }
        } finally {
            Reference.reachabilityFence(request);
        }
    }

    /** Waits until there is something to read, {@link #wakeup} or the time is over. Thread: the reader's. */
    void await(long timeoutNs) {
        int ready = poll.await(pollFdsAddress, 2, timeoutNs);
        if (ready > 0 && pollFds.getShort(POLLFD + 6) != 0) {
            libc.read(eventFd, eventAddress + Long.BYTES, Long.BYTES);
        }
    }

    /** Ends the wait that goes on, or the next one; nothing once closed. Any thread. */
    synchronized void wakeup() {
        // A closed descriptor's number may be that of another file by now.
        if (!isClosed) {
            libc.write(eventFd, eventAddress, Long.BYTES);
        }
    }

    @Override
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            libc.close(fd);
            libc.close(eventFd);
        }
    }
}
