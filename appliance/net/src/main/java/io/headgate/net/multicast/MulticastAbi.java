package io.headgate.net.multicast;

import io.headgate.net.sys.SockAddr;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Numbers of the calls of RFC 3678, section 5, by system. OpenBSD has none of them, only the older IP_ADD_MEMBERSHIP and
 * IPV6_JOIN_GROUP, which know no sources.
 *
 * <p>Sources: Linux {@code linux/in.h}; FreeBSD {@code netinet/in.h}, {@code sys/socket.h}.
 */
enum MulticastAbi {
    LINUX(42, 45, 43, 46) {
        @Override
        void putAddress(ByteBuffer target, int at, InetAddress address) {
            SockAddr.put(target, at, address, 0);
        }
    },
    FREEBSD(80, 81, 84, 82) {
        private static final int AF_INET6 = 28;

        @Override
        void putAddress(ByteBuffer target, int at, InetAddress address) {
            SockAddr.putBsd(target, at, address, 0, AF_INET6);
        }
    };

    final int joinGroup;
    final int leaveGroup;
    final int blockSource;
    final int joinSourceGroup;

    MulticastAbi(int joinGroup, int leaveGroup, int blockSource, int joinSourceGroup) {
        this.joinGroup = joinGroup;
        this.leaveGroup = leaveGroup;
        this.blockSource = blockSource;
        this.joinSourceGroup = joinSourceGroup;
    }

    /** Writes the {@code sockaddr} of an address without port into zeroed bytes. */
    abstract void putAddress(ByteBuffer target, int at, InetAddress address);

    static MulticastAbi system() {
        return System.getProperty("os.name").equals("FreeBSD") ? FREEBSD : LINUX;
    }
}
