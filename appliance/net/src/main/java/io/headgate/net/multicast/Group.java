package io.headgate.net.multicast;

import io.headgate.engine.io.SourceException;
import io.headgate.net.sys.SockAddr;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A multicast group that a lane listens to: datagrams to this address and port that come in by this interface.
 *
 * @param interfaceName the system's name; the interface may go and come back under this name
 */
public record Group(InetAddress address, int port, String interfaceName, SourceList sources) {
    private static final int MAX_PORT = 65_535;

    /** @throws SourceException if one of them cannot be, or the senders' addresses are of another IP version */
    public Group {
        String where = "group " + address.getHostAddress();
        if (!address.isMulticastAddress()) {
            throw new SourceException(where
                    + ": no multicast address: take one of 224.0.0.0 to 239.255.255.255, or one that begins with ff");
        }
        if (port < 1 || port > MAX_PORT) {
            throw new SourceException(where + ": port " + port + ": must be 1 to " + MAX_PORT);
        }
        if (interfaceName.isBlank()) {
            throw new SourceException(where + ": no interface: name the one by which it comes in, see ip link");
        }
        if (!sources.addresses().isEmpty()
                && SockAddr.isIpv6(sources.addresses().get(0)) != SockAddr.isIpv6(address)) {
            throw new SourceException(where + ": sources: "
                    + sources.addresses().get(0).getHostAddress() + " is of another IP version than the group");
        }
    }

    public boolean isIpv6() {
        return SockAddr.isIpv6(address);
    }

    /** Whether the address is one of 224.0.0.0/24 or ff02::/16, on which routing protocols and neighbours talk. */
    public boolean isLinkLocal() {
        byte[] bytes = address.getAddress();
        return isIpv6() ? bytes[1] == 2 : (bytes[0] & 0xFF) == 224 && bytes[1] == 0 && bytes[2] == 0;
    }

    /**
     * Looks at all groups of a lane together.
     *
     * @param allowedLinkLocal link-local groups that are meant
     * @throws SourceException if one comes twice, or is link-local and not allowed
     */
    public static void check(List<Group> groups, Set<InetAddress> allowedLinkLocal) {
        if (groups.isEmpty()) {
            throw new SourceException("groups: none: name at least one");
        }
        Set<Group> seen = new HashSet<>();
        for (Group group : groups) {
            if (group.isLinkLocal() && !allowedLinkLocal.contains(group.address())) {
                throw new SourceException(group + ": link-local, used by the network's own protocols: list the address"
                        + " among the allowed link-local groups if it is really meant");
            }
            if (!seen.add(new Group(group.address(), group.port(), group.interfaceName(), SourceList.any()))) {
                throw new SourceException(group + ": comes twice: give all its sources in one place");
            }
        }
    }

    @Override
    public String toString() {
        return "group " + address.getHostAddress() + " port " + port + " on " + interfaceName;
    }
}
