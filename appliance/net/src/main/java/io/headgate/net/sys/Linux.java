package io.headgate.net.sys;

/** Numbers of the Linux system calls, from the kernel's user headers; the same on every architecture we run on. */
public final class Linux {
    /** {@code sys/socket.h}, {@code linux/in.h}, {@code linux/netlink.h}. */
    public static final int AF_INET = 2;

    public static final int AF_NETLINK = 16;
    public static final int AF_PACKET = 17;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;
    public static final int SOCK_CLOEXEC = 0x80000;
    public static final int IPPROTO_RAW = 255;
    public static final int NETLINK_NETFILTER = 12;

    /** {@code asm-generic/socket.h}. */
    public static final int SOL_SOCKET = 1;

    public static final int SO_SNDBUF = 7;
    public static final int SO_RCVBUF = 8;
    public static final int SO_ATTACH_FILTER = 26;
    public static final int SO_SNDBUFFORCE = 32;
    public static final int SO_RCVBUFFORCE = 33;
    public static final int SO_MARK = 36;

    /** {@code sys/socket.h}. */
    public static final int MSG_DONTWAIT = 0x40;

    /** {@code asm-generic/poll.h}. */
    public static final int POLLIN = 1;

    /** {@code sys/eventfd.h}: as O_NONBLOCK and O_CLOEXEC. */
    public static final int EFD_NONBLOCK = 0x800;

    public static final int EFD_CLOEXEC = 0x80000;

    /** {@code asm-generic/fcntl.h}. */
    public static final int O_RDONLY = 0;

    public static final int O_CLOEXEC = 0x80000;

    /** {@code linux/sched.h}. */
    public static final int CLONE_NEWNET = 0x4000_0000;

    /** {@code asm-generic/errno-base.h}, from 35 on {@code asm-generic/errno.h}. */
    public static final int EPERM = 1;

    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int EAGAIN = 11;
    public static final int EACCES = 13;
    public static final int EBUSY = 16;
    public static final int ENODEV = 19;
    public static final int EINVAL = 22;
    public static final int EMSGSIZE = 90;
    public static final int EPROTONOSUPPORT = 93;
    public static final int EAFNOSUPPORT = 97;
    public static final int ENETDOWN = 100;
    public static final int ENOBUFS = 105;

    private Linux() {}
}
