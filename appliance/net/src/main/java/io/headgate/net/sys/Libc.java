package io.headgate.net.sys;

import jnr.ffi.Pointer;

/**
 * The calls of the C library that we bind, with the C library's own names and argument order. Each returns what C
 * returns; after -1 the reason is {@link Sys#errno()}, read on the same thread before any other call.
 *
 * <p>Addresses are numbers: {@link NativeMemory#addressOf} gives them once, so a call allocates nothing. Calls with six
 * arguments take {@link Pointer}s, since jnr-ffi passes a wrong sixth argument when all six are integers.
 *
 * @see <a href="https://man7.org/linux/man-pages/dir_section_2.html">Linux system calls, section 2</a>
 */
public interface Libc {
    int socket(int domain, int type, int protocol);

    int bind(int fd, long address, int addressLength);

    int connect(int fd, long address, int addressLength);

    int listen(int fd, int backlog);

    /** The sender's address may be 0; {@code flags} are those of socket(2)'s type. */
    int accept4(int fd, long address, long addressLength, int flags);

    int getpeername(int fd, long address, long addressLength);

    /** For requests that take one pointer. */
    int ioctl(int fd, long request, long argument);

    /** Address of {@code text}, 0 on failure. */
    long inet_ntop(int family, long address, long text, int textLength);

    int getsockname(int fd, long address, long addressLength);

    int setsockopt(int fd, int level, int option, long value, int valueLength);

    int getsockopt(int fd, int level, int option, long value, long valueLength);

    /** Messages received, each with its length in {@code mmsghdr.msg_len}. */
    int recvmmsg(int fd, long messages, int count, int flags, long timeout);

    long recv(int fd, long buffer, long length, int flags);

    /** Also stores the sender's address; its length goes in and out by {@code addressLength}. */
    long recvfrom(int fd, Pointer buffer, long length, int flags, Pointer address, Pointer addressLength);

    long sendmsg(int fd, long message, int flags);

    /** Messages sent; an error is only returned when it is the first's. */
    int sendmmsg(int fd, long messages, int count, int flags);

    long sendto(int fd, Pointer buffer, long length, int flags, Pointer address, int addressLength);

    long send(int fd, long buffer, long length, int flags);

    int poll(long descriptors, long count, int timeoutMs);

    /** As poll, until the time at {@code timeout} is over; a {@code signalMask} of 0 leaves signals as they are. */
    int ppoll(long descriptors, long count, long timeout, long signalMask);

    /** Linux only. */
    int epoll_create1(int flags);

    /** Linux only. */
    int epoll_ctl(int epollFd, int operation, int fd, long event);

    /** How many events were stored from {@code events} on. Linux only. */
    int epoll_wait(int epollFd, long events, int maxEvents, int timeoutMs);

    /** Linux only. */
    int eventfd(int initial, int flags);

    /** Stores the reading and the writing end, two ints. */
    int pipe(long ends);

    long read(int fd, long buffer, long length);

    long write(int fd, long buffer, long length);

    int open(String path, int flags);

    int close(int fd);

    /** The name's address, 0 if there is no such interface. */
    long if_indextoname(int index, long name);

    /** The index of an interface, 0 if there is none of this name. */
    int if_nametoindex(String name);

    /** All interfaces, ended by one of index 0; 0 on failure. To be freed. */
    long if_nameindex();

    void if_freenameindex(long list);

    /** Moves the calling thread into a namespace. Linux only. */
    int setns(int fd, int type);
}
