package io.headgate.net.relay;

import io.headgate.engine.io.SinkException;

/**
 * The numbers by which a system knows sockets and their options, as far as sending datagrams takes them.
 *
 * <p>Sources: Linux {@code asm-generic/socket.h}, {@code asm-generic/errno.h}, {@code linux/in.h}, {@code linux/in6.h};
 * FreeBSD, OpenBSD and DragonFly {@code sys/socket.h}, {@code sys/errno.h}, {@code netinet/in.h}, {@code
 * netinet6/in6.h}.
 *
 * @param isLinux whether a {@code sockaddr} begins with a family of two bytes, not with its length
 * @param isGathering whether sendmmsg(2) takes control messages for time to live, DSCP and segments
 * @param ipv6Family of addresses
 * @param closeOnExec flag of socket(2)'s type
 */
record SendAbi(
        boolean isLinux,
        boolean isGathering,
        int ipv6Family,
        int closeOnExec,
        int dontWait,
        int socketLevel,
        int sendBuffer,
        Options ipv4,
        Options ipv6,
        Errnos errnos) {
    static final int AF_INET = 2;
    static final int SOCK_DGRAM = 2;

    static final int SOCKADDR_IN = 16;
    static final int SOCKADDR_IN6 = 28;

    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_IPV6 = 41;

    static final SendAbi LINUX = new SendAbi(
            true,
            true,
            10,
            0x80000,
            0x40,
            1,
            7,
            new Options(IPPROTO_IP, 2, 1, 32, 33, 34, 50),
            new Options(IPPROTO_IPV6, 16, 67, 17, 18, 19, 76),
            new Errnos(11, 105, 111, 97, 101, 40, 110));

    static final SendAbi FREEBSD = bsd(28, 0x1000_0000);
    static final SendAbi OPENBSD = bsd(24, 0x8000);
    static final SendAbi DRAGONFLY = bsd(28, 0);

    private static SendAbi bsd(int ipv6Family, int closeOnExec) {
        return new SendAbi(
                false,
                false,
                ipv6Family,
                closeOnExec,
                0x80,
                0xFFFF,
                0x1001,
                new Options(IPPROTO_IP, 4, 3, 9, 10, 11, 0),
                new Options(IPPROTO_IPV6, 4, 61, 9, 10, 11, 0),
                new Errnos(35, 55, 61, 47, 51, 62, 60));
    }

    /**
     * Arguments of setsockopt(2) for one IP version.
     *
     * @param ttl of datagrams to hosts
     * @param trafficClass DSCP and ECN
     * @param groupTtl of datagrams to groups
     * @param groupLoop whether this host's members of a group hear it
     * @param hostInterface of datagrams to hosts, by index in network order; 0 where there is none
     */
    record Options(
            int level, int ttl, int trafficClass, int groupInterface, int groupTtl, int groupLoop, int hostInterface) {}

    /**
     * Error numbers that change what is done; all others are only counted. EINTR, EIO, ENXIO, ENODEV and EINVAL are 4, 5, 6,
     * 19 and 22 everywhere.
     *
     * @param loop ELOOP, and
     * @param timedOut ETIMEDOUT: given by us
     */
    record Errnos(int again, int noBuffers, int refused, int noFamily, int noNetwork, int loop, int timedOut) {
        static final int INTERRUPTED = 4;
        static final int IO = 5;
        static final int INVALID = 22;

        private static final int NO_ADDRESS = 6;
        private static final int NO_DEVICE = 19;

        /** Whether the interface named may be another by now. */
        boolean isNoInterface(int errno) {
            return errno == NO_DEVICE || errno == NO_ADDRESS || errno == noNetwork;
        }
    }

    /** The numbers of the running system. */
    static SendAbi ofThisSystem() {
        String os = System.getProperty("os.name").toLowerCase(java.util.Locale.ROOT);
        return switch (os) {
            case "linux" -> LINUX;
            case "freebsd" -> FREEBSD;
            case "openbsd" -> OPENBSD;
            case "dragonflybsd", "dragonfly" -> DRAGONFLY;
            default ->
                throw new SinkException("send-to: datagrams cannot be sent on " + os
                        + " yet; use Linux, FreeBSD, OpenBSD or DragonFly");
        };
    }

    Options options(int version) {
        return version == 6 ? ipv6 : ipv4;
    }

    int family(int version) {
        return version == 6 ? ipv6Family : AF_INET;
    }

    static int addressLength(int version) {
        return version == 6 ? SOCKADDR_IN6 : SOCKADDR_IN;
    }
}
