package io.headgate.net.datagram;

import io.headgate.engine.io.SourceException;
import io.headgate.net.sys.Libc;
import io.headgate.net.sys.Linux;
import io.headgate.net.sys.LinuxInet;
import io.headgate.net.sys.NativeMemory;
import io.headgate.net.sys.Sys;
import io.headgate.net.sys.TimedPoll;
import java.nio.ByteBuffer;

/**
 * Many sockets of which some have something to read, and an event descriptor that ends a wait.
 *
 * <p>The kernel reports ready sockets in turn, each again after all others, so none can starve the rest. Level-triggered:
 * what was not read to its end is reported again.
 *
 * <pre>
 *  epoll_event  0 events u32 | 4 data u64 (x86-64, packed, 12 bytes); elsewhere data at 8, 16 bytes
 * </pre>
 *
 * Thread: the source's, but for {@link #wakeup} and {@link #close}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/epoll.7.html">epoll(7)</a>
 */
final class SocketSet {
    /** No socket is ready. */
    static final int NONE = -1;

    private static final int MAX_EVENTS = 64;
    private static final int WAKE = -1;
    private static final boolean IS_PACKED = System.getProperty("os.arch").equals("amd64")
            || System.getProperty("os.arch").equals("x86_64");
    private static final int DATA = IS_PACKED ? 4 : 8;
    private static final int EVENT = IS_PACKED ? 12 : 16;
    private static final int POLLFD = 8;

    private final Libc libc;
    private final TimedPoll poll;
    private final int epollFd;
    private final int eventFd;
    private final ByteBuffer events = NativeMemory.allocate(MAX_EVENTS * EVENT);
    private final long eventsAddress = NativeMemory.addressOf(events);

    /** One {@code struct pollfd}: fd 4, events 2, returned events 2. An epoll descriptor can be polled itself. */
    private final ByteBuffer pollFd = NativeMemory.allocate(POLLFD);

    private final long pollFdAddress = NativeMemory.addressOf(pollFd);

    /** Waking thread and waiting thread use one each. */
    private final ByteBuffer counts = NativeMemory.allocate(2 * Long.BYTES).putLong(0, 1L);

    private final long countsAddress = NativeMemory.addressOf(counts);

    private int sockets;
    private int ready;
    private int next;
    private boolean isClosed;

    SocketSet(Libc libc) {
        this.libc = libc;
        this.poll = new TimedPoll(libc);
        this.epollFd = check("epoll_create1", libc.epoll_create1(LinuxInet.EPOLL_CLOEXEC));
        int wake = libc.eventfd(0, Linux.EFD_NONBLOCK | Linux.EFD_CLOEXEC);
        if (wake < 0) {
            int errno = Sys.errno();
            libc.close(epollFd);
            throw new SourceException("eventfd failed: " + Sys.errnoText(errno));
        }
        this.eventFd = wake;
        pollFd.putInt(0, epollFd).putShort(4, (short) Linux.POLLIN);
        watch(eventFd, WAKE);
    }

    private static int check(String call, int result) {
        if (result < 0) {
            throw new SourceException(call + " failed: " + Sys.errnoText(Sys.errno()));
        }
        return result;
    }

    private void watch(int fd, int data) {
        events.putInt(0, LinuxInet.EPOLLIN);
        events.putLong(DATA, data);
        check("epoll_ctl", libc.epoll_ctl(epollFd, LinuxInet.EPOLL_CTL_ADD, fd, eventsAddress));
    }

    /** Adds a socket; the first is number 0. */
    void add(int fd) {
        watch(fd, sockets++);
    }

    /** Asks the kernel which sockets are ready. Does not wait. */
    void refresh() {
        if (next == ready) {
            ask();
        }
    }

    /** The number of a socket that was ready when last asked, each once; or {@link #NONE}. */
    int next() {
        while (next < ready) {
            int socket = events.getInt(EVENT * next++ + DATA);
            if (socket != WAKE) {
                return socket;
            }
        }
        return NONE;
    }

    /** Waits until a socket is ready, {@link #wakeup} or the time is over. Those not asked for yet are reported again. */
    void await(long timeoutNs) {
        // An epoll_wait(2) of its own counts in milliseconds.
        poll.await(pollFdAddress, 1, timeoutNs);
        ask();
        for (int i = 0; i < ready; i++) {
            if (events.getInt(EVENT * i + DATA) == WAKE) {
                libc.read(eventFd, countsAddress + Long.BYTES, Long.BYTES);
            }
        }
    }

    private void ask() {
        next = 0;
        ready = Math.max(0, libc.epoll_wait(epollFd, eventsAddress, MAX_EVENTS, 0));
    }

    /** Ends the wait that goes on, or the next one; nothing once closed. Any thread. */
    synchronized void wakeup() {
        // A closed descriptor's number may be that of another file by now.
        if (!isClosed) {
            libc.write(eventFd, countsAddress, Long.BYTES);
        }
    }

    synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            libc.close(eventFd);
            libc.close(epollFd);
        }
    }
}
