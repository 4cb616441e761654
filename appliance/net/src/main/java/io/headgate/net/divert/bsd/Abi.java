package io.headgate.net.divert.bsd;

import java.util.List;

/**
 * What numbers and layouts a divert socket needs of its system. They follow the C library that is called, not the kernel
 * behind it: a Linux JVM on a FreeBSD kernel (linux(4)) uses Linux numbers and the Linux {@code sockaddr}.
 *
 * <p>Sources: FreeBSD and OpenBSD {@code sys/socket.h}, {@code sys/errno.h}, {@code netinet/in.h}; Linux {@code
 * asm-generic/socket.h}, {@code asm-generic/errno.h}; DragonFly {@code netinet/in.h}. What linux(4) passes on was observed
 * on FreeBSD 13.2.
 *
 * @param hasLengthByte whether a {@code sockaddr} begins with its length and a family of one byte; else with a family of
 *     two
 * @param hasInterfaceName whether the address names the interface behind the IPv4 address
 * @param sockets ways to open the socket that serves IPv4, and where there is no other IPv6 too; the first that works
 *     counts
 * @param ipv6Sockets ways to open the socket for IPv6, empty if the other serves both
 */
record Abi(
        String name,
        boolean hasLengthByte,
        boolean hasInterfaceName,
        List<SocketCall> sockets,
        List<SocketCall> ipv6Sockets,
        Options options,
        Errnos errnos) {
    /** {@code sys/socket.h} of all of them. */
    private static final int AF_INET = 2;

    /** {@code netinet/in.h}, {@code netinet6/in6.h}: sizes of the structures drawn in {@link AddressBook}. */
    private static final int SOCKADDR_IN = 16;

    private static final int SOCKADDR_IN6 = 28;

    /** {@code sys/socket.h} of FreeBSD, OpenBSD and DragonFly; of Linux. */
    private static final int BSD_MSG_DONTWAIT = 0x80;

    private static final int LINUX_MSG_DONTWAIT = 0x40;

    /**
     * PF_DIVERT is 44 from FreeBSD 14 on ({@code sys/socket.h}); before, divert is protocol 258 of raw IPv4 sockets ({@code
     * netinet/in.h}). SOCK_RAW is 3, SOCK_CLOEXEC 0x10000000, SOL_SOCKET 0xffff, SO_RCVBUF 0x1002, SO_SNDBUF 0x1001, SO_RERROR,
     * since 13, 0x20000 ({@code sys/socket.h}).
     */
    static final Abi FREEBSD = new Abi(
            "freebsd",
            true,
            true,
            List.of(new SocketCall(44, 0x1000_0003, 0), new SocketCall(2, 0x1000_0003, 258)),
            List.of(),
            new Options(0xFFFF, 0x1002, 0x1001, 0x2_0000),
            Errnos.BSD);

    /**
     * linux(4) of FreeBSD: has no domain 44, and passes protocol 258 on, as observed on 13.2. SOL_SOCKET is 1, SO_RCVBUF 8, SO_SNDBUF
     * 7 ({@code asm-generic/socket.h} of Linux).
     */
    static final Abi FREEBSD_LINUX_ABI = new Abi(
            "freebsd-linux",
            false,
            true,
            List.of(new SocketCall(2, 3, 258)),
            List.of(),
            new Options(1, 8, 7, 0),
            // EINTR, EAGAIN, ENOBUFS, EACCES, EPERM, EDESTADDRREQ, EADDRINUSE, ELOOP of asm-generic/errno.h.
            new Errnos(4, 11, 105, 13, 1, 89, 98, 40));

    /**
     * One socket for each family; the kernel computes all checksums on write. AF_INET6 is 24, SOCK_CLOEXEC 0x8000, options as on
     * FreeBSD ({@code sys/socket.h}); IPPROTO_DIVERT is 258 ({@code netinet/in.h}).
     */
    static final Abi OPENBSD = new Abi(
            "openbsd",
            true,
            false,
            List.of(new SocketCall(2, 0x8003, 258)),
            List.of(new SocketCall(24, 0x8003, 258)),
            new Options(0xFFFF, 0x1002, 0x1001, 0),
            Errnos.BSD);

    /** IPv4 only. IPPROTO_DIVERT is 254 ({@code netinet/in.h}), options as on FreeBSD ({@code sys/socket.h}). */
    static final Abi DRAGONFLY = new Abi(
            "dragonfly",
            true,
            true,
            List.of(new SocketCall(2, 3, 254)),
            List.of(),
            new Options(0xFFFF, 0x1002, 0x1001, 0),
            Errnos.BSD);

    /** Arguments of socket(2). */
    record SocketCall(int domain, int type, int protocol) {}

    /**
     * Arguments of setsockopt(2).
     *
     * @param receiveErrors FreeBSD's SO_RERROR: tells of overflows by ENOBUFS; 0 where there is none
     */
    record Options(int level, int receiveBuffer, int sendBuffer, int receiveErrors) {}

    /**
     * Error numbers that change what is done, or that we give ourselves; all others are only counted.
     *
     * @param loop ELOOP, under which packets are counted that come back for ever
     */
    record Errnos(
            int interrupted,
            int again,
            int noBuffers,
            int accessDenied,
            int notPermitted,
            int noAddress,
            int addressInUse,
            int loop) {
        /** {@code sys/errno.h} of FreeBSD, OpenBSD and DragonFly. */
        private static final Errnos BSD = new Errnos(4, 35, 55, 13, 1, 39, 48, 62);
    }

    /**
     * Whether a packet without cookie would be diverted like any other. ipfw says where it goes on; OpenBSD's pf, which gives
     * no interface names either, always says 0 and knows a packet that was written by a mark.
     */
    boolean hasCookie() {
        return hasInterfaceName;
    }

    int dontWait() {
        return hasLengthByte ? BSD_MSG_DONTWAIT : LINUX_MSG_DONTWAIT;
    }

    /** Family in the address of a socket: divert sockets of FreeBSD use IPv4 addresses whatever their domain. */
    int familyOf(SocketCall call) {
        return ipv6Sockets.contains(call) ? call.domain() : AF_INET;
    }

    int addressLength(int family) {
        return family == AF_INET ? SOCKADDR_IN : SOCKADDR_IN6;
    }
}
