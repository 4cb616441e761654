package io.headgate.net.handle;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Multicast options of a datagram socket.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/ip.7.html">ip(7)</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3493#section-5.2">RFC 3493, section 5.2</a>
 */
final class Multicast {
    private static final int MAX_TTL = 255;

    private final Calls calls;
    private final Abi.Multicast options;

    Multicast(Calls calls) {
        this.calls = calls;
        this.options = calls.abi().multicast();
    }

    /**
     * Joins a group.
     *
     * @param family the socket's; group and interface must be of it, as mapped IPv4 addresses are not of IPv6
     * @param by address of the interface; any lets routing choose
     * @return whether the kernel agreed
     */
    boolean join(int fd, Family family, InetAddress group, InetAddress by) throws HandleException {
        requireFamily(family, group);
        requireFamily(family, by);
        if (family == Family.IPV4) {
            byte[] request = ByteBuffer.allocate(8)
                    .put(group.getAddress())
                    .put(by.getAddress())
                    .array();
            return calls.setOption(fd, Abi.IPPROTO_IP, options.ipv4Join(), request);
        }
        byte[] request = ByteBuffer.allocate(20)
                .put(group.getAddress())
                .order(ByteOrder.nativeOrder())
                .putInt(indexOf(by))
                .array();
        return calls.setOption(fd, Abi.IPPROTO_IPV6, options.ipv6Join(), request);
    }

    private static void requireFamily(Family family, InetAddress address) throws HandleException {
        if ((family == Family.IPV4) != (address instanceof Inet4Address)) {
            throw new HandleException(
                    ErrorCode.BIND,
                    address.getHostAddress() + " is no " + family + " address, of which group and interface must be");
        }
    }

    /**
     * Says by which interface to send and how far.
     *
     * @param ttl routers to pass, 0 to 255; the system's own default stays for any other number
     */
    void sendBy(int fd, Family family, InetAddress by, int ttl) throws HandleException {
        boolean isAgreed;
        boolean isTtl = ttl >= 0 && ttl <= MAX_TTL;
        if (family == Family.IPV4) {
            isAgreed = calls.setOption(fd, Abi.IPPROTO_IP, options.ipv4Interface(), by.getAddress())
                    && (!isTtl || calls.setOption(fd, Abi.IPPROTO_IP, options.ipv4Ttl(), ttl, 1));
        } else {
            isAgreed = calls.setOption(fd, Abi.IPPROTO_IPV6, options.ipv6Interface(), senderOf(by), Integer.BYTES)
                    && (!isTtl || calls.setOption(fd, Abi.IPPROTO_IPV6, options.ipv6Hops(), ttl, Integer.BYTES));
        }
        if (!isAgreed) {
            throw HandleException.ofErrno(ErrorCode.CONNECT, "multicast interface " + by.getHostAddress());
        }
    }

    private static int senderOf(InetAddress by) throws HandleException {
        try {
            return indexOf(by);
        } catch (HandleException failed) {
            throw failed.as(ErrorCode.CONNECT);
        }
    }

    private static int indexOf(InetAddress by) throws HandleException {
        if (by.isAnyLocalAddress()) {
            return 0;
        }
        try {
            NetworkInterface found = NetworkInterface.getByInetAddress(by);
            if (found != null) {
                return found.getIndex();
            }
        } catch (SocketException unreadable) {
            throw new HandleException(ErrorCode.BIND, "interfaces cannot be listed: " + unreadable.getMessage());
        }
        throw new HandleException(ErrorCode.BIND, "no interface has the address " + by.getHostAddress());
    }
}
