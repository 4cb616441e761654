package io.headgate.net.sys;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * Internet socket addresses as the C library lays them out.
 *
 * <pre>
 *  sockaddr_in  (16)  0 family 2 | 2 port 2 | 4 address 4 | 8 zero 8
 *  sockaddr_in6 (28)  0 family 2 | 2 port 2 | 4 flow information 4 | 8 address 16 | 24 scope id 4
 * </pre>
 *
 * Family and scope id are in the machine's byte order, port and addresses in the network's. On a BSD the first byte is the
 * length and the second the family.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/ip.7.html">ip(7)</a>
 * @see <a href="https://man7.org/linux/man-pages/man7/ipv6.7.html">ipv6(7)</a>
 */
public final class SockAddr {
    public static final int IN = 16;
    public static final int IN6 = 28;
    public static final int PORT = 2;
    public static final int IN_ADDRESS = 4;
    public static final int IN6_ADDRESS = 8;

    private static final int BSD_AF_INET = 2;

    private SockAddr() {}

    /**
     * Writes an address as Linux has it.
     *
     * @param target in the machine's byte order, zeroed
     * @return bytes of the address
     */
    public static int put(ByteBuffer target, int at, InetAddress address, int port) {
        boolean isIpv6 = isIpv6(address);
        target.putShort(at, (short) (isIpv6 ? LinuxInet.AF_INET6 : Linux.AF_INET));
        return putRest(target, at, address, port);
    }

    /**
     * Writes an address as a BSD has it.
     *
     * @param ipv6Family the system's AF_INET6, which is another on each
     */
    public static int putBsd(ByteBuffer target, int at, InetAddress address, int port, int ipv6Family) {
        boolean isIpv6 = isIpv6(address);
        target.put(at, (byte) (isIpv6 ? IN6 : IN));
        target.put(at + 1, (byte) (isIpv6 ? ipv6Family : BSD_AF_INET));
        return putRest(target, at, address, port);
    }

    private static int putRest(ByteBuffer target, int at, InetAddress address, int port) {
        target.put(at + PORT, (byte) (port >>> 8));
        target.put(at + PORT + 1, (byte) port);
        byte[] bytes = address.getAddress();
        boolean isIpv6 = isIpv6(address);
        target.put(at + (isIpv6 ? IN6_ADDRESS : IN_ADDRESS), bytes);
        return isIpv6 ? IN6 : IN;
    }

    public static boolean isIpv6(InetAddress address) {
        return address.getAddress().length == 16;
    }

    /** The address that stands for all of a host's. */
    public static InetAddress wildcard(boolean isIpv6) {
        try {
            return InetAddress.getByAddress(new byte[isIpv6 ? 16 : 4]);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
