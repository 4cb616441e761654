package io.headgate.net.multicast.report;

import io.headgate.engine.io.SourceException;
import io.headgate.net.sys.Libc;
import io.headgate.net.sys.Linux;
import io.headgate.net.sys.LinuxInet;
import io.headgate.net.sys.NativeAddress;
import io.headgate.net.sys.NativeMemory;
import io.headgate.net.sys.SockAddr;
import io.headgate.net.sys.Sys;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Sends reports of memberships by a raw socket, one of each call: between calls nothing is held. As the standards want
 * them: with router alert, one hop far, precedence 6; MLD from the interface's link-local address. Linux only.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/raw.7.html">raw(7)</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3376#section-4">RFC 3376, section 4</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3810#section-5">RFC 3810, section 5</a>
 */
public final class MembershipReporter {
    private static final int IPPROTO_IGMP = 2;
    private static final int IPPROTO_ICMPV6 = 58;
    private static final int IP_OPTIONS = 4;
    private static final int IP_MULTICAST_IF = 32;
    private static final int IP_MULTICAST_TTL = 33;
    private static final int IP_MULTICAST_LOOP = 34;
    private static final int IPV6_MULTICAST_IF = 17;
    private static final int IPV6_MULTICAST_HOPS = 18;
    private static final int IPV6_MULTICAST_LOOP = 19;
    private static final int IPV6_HOPOPTS = 54;

    private static final int PRECEDENCE = 0xC0;
    private static final byte[] ROUTER_ALERT = {(byte) 0x94, 4, 0, 0};

    /** A whole hop-by-hop header: router alert for MLD (RFC 2711), padding. */
    private static final byte[] HOP_BY_HOP = {0, 0, 5, 2, 0, 0, 1, 0};

    private static final int SCOPE_ID = 24;

    private final Libc libc;
    private final boolean isIpv6;
    private final int interfaceIndex;
    private final ByteBuffer value = NativeMemory.allocate(SockAddr.IN6 + Integer.BYTES);
    private final long valueAddress = NativeMemory.addressOf(value);
    private int fd = -1;

    private MembershipReporter(Libc libc, boolean isIpv6, int interfaceIndex) {
        this.libc = libc;
        this.isIpv6 = isIpv6;
        this.interfaceIndex = interfaceIndex;
    }

    /**
     * Reports groups of one IP version, as many in one packet as fit. In the network namespace of the calling thread.
     *
     * @param version of IGMP (1 to 3) or MLD (1, 2)
     * @throws SourceException without such an interface or the right to, or if a report cannot be sent
     */
    public static void report(String interfaceName, List<GroupState> groups, boolean isIpv6, int version) {
        Libc libc = Sys.libc();
        int index = libc.if_nametoindex(interfaceName);
        String where = "cannot report memberships on " + interfaceName + ": ";
        if (index == 0) {
            throw new SourceException(where + "no such interface");
        }
        MembershipReporter reporter = new MembershipReporter(libc, isIpv6, index);
        try {
            reporter.open();
            ReportMessage.of(groups, isIpv6, version).forEach(reporter::send);
        } catch (SourceException failed) {
            throw new SourceException(where + failed.getMessage(), failed);
        } finally {
            reporter.close();
        }
    }

    private void open() {
        fd = libc.socket(
                isIpv6 ? LinuxInet.AF_INET6 : Linux.AF_INET,
                Linux.SOCK_RAW | Linux.SOCK_CLOEXEC,
                isIpv6 ? IPPROTO_ICMPV6 : IPPROTO_IGMP);
        if (fd < 0) {
            int errno = Sys.errno();
            throw new SourceException(
                    Sys.errnoText(errno) + (errno == Linux.EPERM ? "; it needs root, or CAP_NET_RAW" : ""));
        }
        if (isIpv6) {
            set(LinuxInet.IPPROTO_IPV6, IPV6_MULTICAST_IF, interfaceIndex);
            set(LinuxInet.IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 1);
            set(LinuxInet.IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 0);
            set(LinuxInet.IPPROTO_IPV6, IPV6_HOPOPTS, HOP_BY_HOP);
            speakLinkLocally();
        } else {
            // struct ip_mreqn: group 4, own address 4, interface index 4.
            value.putLong(0, 0).putInt(8, interfaceIndex);
            set(LinuxInet.IPPROTO_IP, IP_MULTICAST_IF, valueAddress, 12);
            set(LinuxInet.IPPROTO_IP, IP_MULTICAST_TTL, 1);
            set(LinuxInet.IPPROTO_IP, IP_MULTICAST_LOOP, 0);
            set(LinuxInet.IPPROTO_IP, LinuxInet.IP_TOS, PRECEDENCE);
            set(LinuxInet.IPPROTO_IP, IP_OPTIONS, ROUTER_ALERT);
        }
    }

    /** The kernel chooses the address by which it would speak to all routers; bound to it, groups hear the same. */
    private void speakLinkLocally() {
        int length = putAddress(ReportMessage.MLD_ROUTERS);
        check("connect", libc.connect(fd, valueAddress, length));
        value.putInt(SockAddr.IN6, SockAddr.IN6);
        check("getsockname", libc.getsockname(fd, valueAddress, valueAddress + SockAddr.IN6));
        // fe80::/10
        if ((value.get(SockAddr.IN6_ADDRESS) & 0xFF) != 0xFE || (value.get(SockAddr.IN6_ADDRESS + 1) & 0xC0) != 0x80) {
            throw new SourceException("it has no link-local IPv6 address that is ready; see ip -6 addr");
        }
    }

    private int putAddress(InetAddress address) {
        value.put(0, new byte[SockAddr.IN6]);
        int length = SockAddr.put(value, 0, address, 0);
        if (isIpv6) {
            value.putInt(SCOPE_ID, interfaceIndex);
        }
        return length;
    }

    private void send(ReportMessage message) {
        int length = putAddress(message.to());
        int size = message.bytes().capacity();
        ByteBuffer bytes = NativeMemory.allocate(size).put(0, message.bytes(), 0, size);
        long sent = NativeAddress.of(bytes, 0).sendTo(libc, fd, size, 0, NativeAddress.of(value, 0), length);
        check("send", sent);
    }

    private void set(int level, int option, int number) {
        value.putInt(0, number);
        set(level, option, valueAddress, Integer.BYTES);
    }

    private void set(int level, int option, byte[] bytes) {
        value.put(0, bytes);
        set(level, option, valueAddress, bytes.length);
    }

    private void set(int level, int option, long address, int length) {
        check("option " + level + "/" + option, libc.setsockopt(fd, level, option, address, length));
    }

    private static void check(String call, long result) {
        if (result < 0) {
            throw new SourceException(call + " failed: " + Sys.errnoText(Sys.errno()));
        }
    }

    private void close() {
        if (fd >= 0) {
            libc.close(fd);
        }
    }
}
