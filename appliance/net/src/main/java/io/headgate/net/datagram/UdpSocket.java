package io.headgate.net.datagram;

import io.headgate.engine.io.SourceException;
import io.headgate.net.multicast.HeardInterface;
import io.headgate.net.sys.Libc;
import io.headgate.net.sys.Linux;
import io.headgate.net.sys.LinuxInet;
import io.headgate.net.sys.NativeMemory;
import io.headgate.net.sys.SockAddr;
import io.headgate.net.sys.Sys;
import java.lang.ref.Reference;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * One UDP socket of the kernel that receives: bound, with all control messages switched on. Of multicast groups it gets
 * only those it is itself a member of (IP_MULTICAST_ALL, IPV6_MULTICAST_ALL off), and of IP versions only its own.
 *
 * <p>Thread: first the one that opens, then the source's.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/ip.7.html">ip(7)</a>
 * @see <a href="https://man7.org/linux/man-pages/man7/socket.7.html">socket(7)</a>
 */
final class UdpSocket {
    /** Values of SO_MEMINFO: nine u32, the last the datagrams dropped. */
    private static final int MEMINFO_BYTES = 36;

    private static final int MEMINFO_DROPS = 32;

    private final Libc libc;
    private final int fd;
    private final boolean isIpv6;
    private final int port;
    private final boolean isOfGroups;
    private final ByteBuffer value = NativeMemory.allocate(64);
    private final long valueAddress = NativeMemory.addressOf(value);
    private HeardInterface heard;
    private int receiveBufferBytes;
    private int drops;

    private UdpSocket(Libc libc, int fd, InetAddress address, int port, boolean isOfGroups) {
        this.libc = libc;
        this.fd = fd;
        this.isIpv6 = SockAddr.isIpv6(address);
        this.port = port;
        this.isOfGroups = isOfGroups;
    }

    /**
     * Opens and binds.
     *
     * @param isOfGroups whether it is for multicast, and may share its port with other sockets that are
     * @throws SourceException if the kernel refuses
     */
    static UdpSocket open(Libc libc, InetAddress address, int port, boolean isOfGroups, int receiveBufferBytes) {
        int family = SockAddr.isIpv6(address) ? LinuxInet.AF_INET6 : Linux.AF_INET;
        int fd = libc.socket(family, LinuxInet.SOCK_DGRAM | Linux.SOCK_CLOEXEC, 0);
        String where = "udp " + address.getHostAddress() + " port " + port;
        if (fd < 0) {
            int errno = Sys.errno();
            throw new SourceException(where + ": cannot open a socket: " + Sys.errnoText(errno)
                    + (errno == LinuxInet.EMFILE ? "; raise the limit of open files (ulimit -n)" : ""));
        }
        UdpSocket socket = new UdpSocket(libc, fd, address, port, isOfGroups);
        try {
            socket.configure(receiveBufferBytes);
            socket.bind(address, where);
            return socket;
        } catch (RuntimeException failed) {
            socket.close();
            throw failed;
        }
    }

    private void configure(int receiveBufferWanted) {
        if (isOfGroups) {
            set(Linux.SOL_SOCKET, LinuxInet.SO_REUSEADDR, 1);
        }
        set(Linux.SOL_SOCKET, LinuxInet.SO_TIMESTAMPNS, 1);
        set(Linux.SOL_SOCKET, LinuxInet.SO_RXQ_OVFL, 1);
        if (isIpv6) {
            set(LinuxInet.IPPROTO_IPV6, LinuxInet.IPV6_V6ONLY, 1);
            set(LinuxInet.IPPROTO_IPV6, LinuxInet.IPV6_MULTICAST_ALL, 0);
            set(LinuxInet.IPPROTO_IPV6, LinuxInet.IPV6_RECVPKTINFO, 1);
            set(LinuxInet.IPPROTO_IPV6, LinuxInet.IPV6_RECVHOPLIMIT, 1);
            set(LinuxInet.IPPROTO_IPV6, LinuxInet.IPV6_RECVTCLASS, 1);
        } else {
            set(LinuxInet.IPPROTO_IP, LinuxInet.IP_MULTICAST_ALL, 0);
            set(LinuxInet.IPPROTO_IP, LinuxInet.IP_PKTINFO, 1);
            set(LinuxInet.IPPROTO_IP, LinuxInet.IP_RECVTTL, 1);
            set(LinuxInet.IPPROTO_IP, LinuxInet.IP_RECVTOS, 1);
        }
        // Beyond the system's limit where we may, else up to it: the kernel caps the unforced option silently.
        if (trySet(Linux.SOL_SOCKET, Linux.SO_RCVBUFFORCE, receiveBufferWanted) < 0) {
            set(Linux.SOL_SOCKET, Linux.SO_RCVBUF, receiveBufferWanted);
        }
        value.putInt(4, Integer.BYTES);
        check("getsockopt", libc.getsockopt(fd, Linux.SOL_SOCKET, Linux.SO_RCVBUF, valueAddress, valueAddress + 4));
        receiveBufferBytes = value.getInt(0);
    }

    private int trySet(int level, int option, int number) {
        value.putInt(0, number);
        return libc.setsockopt(fd, level, option, valueAddress, Integer.BYTES);
    }

    private void set(int level, int option, int number) {
        check("option " + level + "/" + option, trySet(level, option, number));
    }

    private void check(String call, int result) {
        if (result < 0) {
            throw new SourceException("udp port " + port + ": " + call + " failed: " + Sys.errnoText(Sys.errno()));
        }
    }

    private void bind(InetAddress address, String where) {
        ByteBuffer name = NativeMemory.allocate(SockAddr.IN6);
        int length = SockAddr.put(name, 0, address, port);
        int errno;
        try {
            errno = libc.bind(fd, NativeMemory.addressOf(name), length) < 0 ? Sys.errno() : 0;
        } finally {
            // The call itself knows only its address.
            Reference.reachabilityFence(name);
        }
        if (errno != 0) {
            String remedy = switch (errno) {
                case LinuxInet.EADDRINUSE ->
                    "; ss -ulpn 'sport = :" + port + "' names who has it: stop it, or choose another port";
                case LinuxInet.EADDRNOTAVAIL -> "; no address of this host: see ip addr";
                case Linux.EACCES -> "; ports below 1024 need root, or CAP_NET_BIND_SERVICE";
                default -> "";
            };
            throw new SourceException(where + ": cannot bind: " + Sys.errnoText(errno) + remedy);
        }
    }

    int fd() {
        return fd;
    }

    boolean isIpv6() {
        return isIpv6;
    }

    int port() {
        return port;
    }

    /** Takes what the memberships of this socket say; before anything is read from it. */
    void setHeard(HeardInterface value) {
        heard = value;
    }

    /** Whether a datagram that came in by this interface is for this socket. */
    boolean isHeard(int interfaceIndex) {
        return heard == null || heard.isHeard(interfaceIndex);
    }

    boolean isOfGroups() {
        return isOfGroups;
    }

    /** What the kernel granted, its own overhead included. */
    int receiveBufferBytes() {
        return receiveBufferBytes;
    }

    /**
     * Takes the kernel's count of dropped datagrams, modulo 2^32, as told beside a datagram.
     *
     * @return how many are new; 0 if the count is older than the one known
     */
    int newDrops(int count) {
        int more = count - drops;
        if (more <= 0) {
            return 0;
        }
        drops = count;
        return more;
    }

    /** Asks for that count, which is told only beside datagrams that come after the dropped ones; as {@link #newDrops}. */
    int askNewDrops() {
        value.putInt(MEMINFO_BYTES, MEMINFO_BYTES);
        int result =
                libc.getsockopt(fd, Linux.SOL_SOCKET, LinuxInet.SO_MEMINFO, valueAddress, valueAddress + MEMINFO_BYTES);
        return result < 0 ? 0 : newDrops(value.getInt(MEMINFO_DROPS));
    }

    /**
     * Lets in nothing more; what the kernel holds already can still be received. By a packet filter of one instruction,
     * "return 0": sock_filter {code u16 6 | jump u8 | jump u8 | k u32 0}, sock_fprog {length u16 | 8 pointer}.
     */
    void refuseNew() {
        value.putLong(16, 0L).putShort(16, (short) 6);
        value.putLong(0, 0L).putShort(0, (short) 1).putLong(8, valueAddress + 16);
        check("filter", libc.setsockopt(fd, Linux.SOL_SOCKET, LinuxInet.SO_ATTACH_FILTER, valueAddress, 16));
    }

    void close() {
        libc.close(fd);
    }
}
