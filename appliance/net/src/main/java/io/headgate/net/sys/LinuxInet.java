package io.headgate.net.sys;

/**
 * Numbers of Internet sockets on Linux, beside those of {@link Linux}; the same on every architecture we run on.
 *
 * <p>Sources: {@code linux/in.h}, {@code linux/in6.h}, {@code asm-generic/socket.h}, {@code linux/sock_diag.h}, {@code
 * linux/eventpoll.h}, {@code asm-generic/errno.h}.
 */
public final class LinuxInet {
    public static final int AF_INET6 = 10;
    public static final int SOCK_DGRAM = 2;
    public static final int IPPROTO_IP = 0;
    public static final int IPPROTO_IPV6 = 41;

    public static final int SO_REUSEADDR = 2;
    public static final int SO_ATTACH_FILTER = 26;
    public static final int SO_TIMESTAMPNS = 35;
    public static final int SO_RXQ_OVFL = 40;
    public static final int SO_MEMINFO = 55;

    public static final int IP_TOS = 1;
    public static final int IP_TTL = 2;
    public static final int IP_PKTINFO = 8;
    public static final int IP_RECVTTL = 12;
    public static final int IP_RECVTOS = 13;
    public static final int IP_NODEFRAG = 22;
    public static final int IP_MULTICAST_ALL = 49;

    public static final int IPV6_V6ONLY = 26;
    public static final int IPV6_MULTICAST_ALL = 29;
    public static final int IPV6_RECVPKTINFO = 49;
    public static final int IPV6_PKTINFO = 50;
    public static final int IPV6_RECVHOPLIMIT = 51;
    public static final int IPV6_HOPLIMIT = 52;
    public static final int IPV6_RECVTCLASS = 66;
    public static final int IPV6_TCLASS = 67;

    public static final int MSG_CTRUNC = 0x8;
    public static final int MSG_TRUNC = 0x20;

    public static final int EPOLLIN = 1;
    public static final int EPOLL_CTL_ADD = 1;
    public static final int EPOLL_CLOEXEC = 0x80000;

    public static final int EBADF = 9;
    public static final int ENOMEM = 12;
    public static final int EFAULT = 14;
    public static final int EMFILE = 24;
    public static final int ENOTSOCK = 88;
    public static final int EADDRINUSE = 98;
    public static final int EADDRNOTAVAIL = 99;

    private LinuxInet() {}
}
