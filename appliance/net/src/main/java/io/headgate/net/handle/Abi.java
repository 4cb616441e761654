package io.headgate.net.handle;

import java.util.Locale;

/**
 * Numbers and layouts of sockets that differ between systems. They follow the C library that is called.
 *
 * <p>Sources: {@code sys/socket.h}, {@code netinet/in.h}, {@code netinet6/in6.h}, {@code sys/un.h}, {@code
 * sys/errno.h}, {@code sys/filio.h} of FreeBSD, OpenBSD and DragonFly; Linux {@code asm-generic/socket.h}, {@code
 * linux/in.h}, {@code linux/in6.h}, {@code linux/un.h}, {@code asm-generic/ioctls.h}.
 *
 * @param hasLengthByte whether a {@code sockaddr} begins with its length and a family of one byte; else with a family of
 *     two in the machine's order
 * @param unixPathLength room for a path and the zero behind it
 * @param inet6 AF_INET6
 * @param socketFlags SOCK_NONBLOCK and SOCK_CLOEXEC
 * @param noSignal MSG_NOSIGNAL
 * @param readableBytes FIONREAD
 * @param countsDatagrams whether FIONREAD gives the size of the first datagram, not of all with their addresses
 */
record Abi(
        boolean hasLengthByte,
        int unixPathLength,
        int inet6,
        int socketFlags,
        int noSignal,
        long readableBytes,
        boolean countsDatagrams,
        Options options,
        Multicast multicast,
        Errnos errnos) {
    static final int AF_UNIX = 1;
    static final int AF_INET = 2;
    static final int SOCK_STREAM = 1;
    static final int SOCK_DGRAM = 2;
    static final int MSG_PEEK = 2;
    static final int IPPROTO_IP = 0;
    static final int IPPROTO_IPV6 = 41;

    private static final Options BSD_OPTIONS = new Options(0xFFFF, 0x4, 0x200, 0x20, 0x1007);
    private static final Multicast BSD_MULTICAST = new Multicast(9, 10, 12, 9, 10, 12);
    private static final Errnos BSD_ERRNOS = new Errnos(4, 35, 36, 53);
    private static final long BSD_FIONREAD = 0x4004_667FL;

    static final Abi LINUX = new Abi(
            false,
            108,
            10,
            0x8_0800,
            0x4000,
            0x541B,
            true,
            new Options(1, 2, 0, 6, 4),
            new Multicast(32, 33, 35, 17, 18, 20),
            new Errnos(4, 11, 115, 103));

    static final Abi FREEBSD =
            new Abi(true, 104, 28, 0x3000_0000, 0x2_0000, BSD_FIONREAD, false, BSD_OPTIONS, BSD_MULTICAST, BSD_ERRNOS);

    static final Abi DRAGONFLY =
            new Abi(true, 104, 28, 0x3000_0000, 0x400, BSD_FIONREAD, false, BSD_OPTIONS, BSD_MULTICAST, BSD_ERRNOS);

    static final Abi OPENBSD =
            new Abi(true, 104, 24, 0xC000, 0x400, BSD_FIONREAD, false, BSD_OPTIONS, BSD_MULTICAST, BSD_ERRNOS);

    /**
     * Options of SOL_SOCKET.
     *
     * @param reusePort what several listeners to one group need beside reuseAddress; 0 where there is no need
     */
    record Options(int level, int reuseAddress, int reusePort, int broadcast, int error) {}

    /** Options of IPPROTO_IP and IPPROTO_IPV6: interface to send by, time to live, membership. */
    record Multicast(int ipv4Interface, int ipv4Ttl, int ipv4Join, int ipv6Interface, int ipv6Hops, int ipv6Join) {}

    /** Error numbers that change what is done. */
    record Errnos(int interrupted, int again, int inProgress, int connectionAborted) {}

    /** Of the system this runs on. */
    static Abi system() {
        return of(System.getProperty("os.name", ""));
    }

    /**
     * Of a system by its {@code os.name}.
     *
     * @throws IllegalStateException if its numbers are not known
     */
    static Abi of(String os) {
        return switch (os.toLowerCase(Locale.ROOT)) {
            case "linux" -> LINUX;
            case "freebsd" -> FREEBSD;
            case "openbsd" -> OPENBSD;
            case "dragonflybsd", "dragonfly" -> DRAGONFLY;
            default ->
                throw new IllegalStateException(
                        "the sockets of " + os + " are not known; use Linux, FreeBSD, OpenBSD or DragonFly");
        };
    }

    int numberOf(Family family) {
        return switch (family) {
            case IPV4 -> AF_INET;
            case IPV6 -> inet6;
            case UNIX -> AF_UNIX;
        };
    }
}
