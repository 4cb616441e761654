package io.headgate.net.multicast;

import io.headgate.net.sys.Libc;
import io.headgate.net.sys.LinuxInet;
import io.headgate.net.sys.NativeMemory;
import io.headgate.net.sys.Sys;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * The calls that make a socket a member of a group.
 *
 * <pre>
 *  group_req        (136)  0 interface index u32 | 4 - | 8 group, sockaddr_storage 128
 *  group_source_req (264)  0 interface index u32 | 4 - | 8 group, sockaddr_storage 128 | 136 source, sockaddr_storage 128
 * </pre>
 *
 * Alike on 64-bit Linux and FreeBSD but for the {@code sockaddr} itself. Thread: one at a time.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3678#section-5.1">RFC 3678, section 5.1</a>
 */
final class MembershipCalls {
    private static final int GROUP = 8;
    private static final int SOURCE = 136;
    private static final int GROUP_REQ = 136;
    private static final int GROUP_SOURCE_REQ = 264;

    private final Libc libc;
    private final MulticastAbi abi;
    private final ByteBuffer request = NativeMemory.allocate(GROUP_SOURCE_REQ);
    private final long requestAddress = NativeMemory.addressOf(request);

    MembershipCalls(Libc libc, MulticastAbi abi) {
        this.libc = libc;
        this.abi = abi;
    }

    /**
     * Enters a group with its sources. One that is refused is left again, so that all of it or nothing is joined.
     *
     * @return 0, or why the kernel refused
     */
    int join(int fd, Membership membership, int interfaceIndex) {
        SourceList sources = membership.sources();
        int errno = 0;
        if (sources.mode() == SourceList.Mode.EXCLUDE) {
            errno = call(fd, abi.joinGroup, membership, interfaceIndex, null);
            if (errno != 0) {
                return errno;
            }
        }
        int option = sources.mode() == SourceList.Mode.EXCLUDE ? abi.blockSource : abi.joinSourceGroup;
        for (InetAddress source : sources.addresses()) {
            errno = call(fd, option, membership, interfaceIndex, source);
            if (errno != 0) {
                leave(fd, membership, interfaceIndex);
                return errno;
            }
        }
        return errno;
    }

    /** Leaves a group with all its sources, also if its interface is gone; returns 0 or why not. */
    int leave(int fd, Membership membership, int interfaceIndex) {
        return call(fd, abi.leaveGroup, membership, interfaceIndex, null);
    }

    private int call(int fd, int option, Membership membership, int interfaceIndex, InetAddress source) {
        request.put(0, new byte[GROUP_SOURCE_REQ]);
        request.putInt(0, interfaceIndex);
        abi.putAddress(request, GROUP, membership.group().address());
        int length = GROUP_REQ;
        if (source != null) {
            abi.putAddress(request, SOURCE, source);
            length = GROUP_SOURCE_REQ;
        }
        int level = membership.group().isIpv6() ? LinuxInet.IPPROTO_IPV6 : LinuxInet.IPPROTO_IP;
        return libc.setsockopt(fd, level, option, requestAddress, length) < 0 ? Sys.errno() : 0;
    }
}
