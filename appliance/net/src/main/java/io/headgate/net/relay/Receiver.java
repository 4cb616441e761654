package io.headgate.net.relay;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * Somebody to whom a lane's datagrams are sent: a host or a multicast group.
 *
 * @param address null to take each packet's own destination, as the filters left it
 * @param port 1 to 65535; 0 to take each packet's own destination port
 * @param interfaceName by which the datagrams leave; "" for the one the routing table names
 * @param isLooped whether members of the group on this host hear it too; without meaning for hosts
 */
public record Receiver(InetAddress address, int port, String interfaceName, TtlPolicy ttl, boolean isLooped) {
    public Receiver {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 1 to 65535, or be left out: " + port);
        }
        if (address != null && address.isAnyLocalAddress()) {
            throw new IllegalArgumentException(
                    "address " + address.getHostAddress() + " is nobody; leave it out to keep the packet's own");
        }
    }

    /** A host or group, by the routing table's interface, with the packet's time to live, not looped. */
    public static Receiver of(InetAddress address, int port) {
        return new Receiver(address, port, "", TtlPolicy.keep(), false);
    }

    /** Wherever the packet says. */
    public static Receiver ofHeader() {
        return new Receiver(null, 0, "", TtlPolicy.keep(), false);
    }

    public Receiver withTtl(TtlPolicy policy) {
        return new Receiver(address, port, interfaceName, policy, isLooped);
    }

    public Receiver withInterface(String name) {
        return new Receiver(address, port, name, ttl, isLooped);
    }

    public Receiver withLoop(boolean value) {
        return new Receiver(address, port, interfaceName, ttl, value);
    }

    /** As in {@code 226.0.0.9:4097 via eth1}. */
    public String label() {
        String host = address == null ? "(packet's address)" : address.getHostAddress();
        String bracketed = address instanceof Inet6Address ? "[" + host + "]" : host;
        return bracketed + ":" + (port == 0 ? "(packet's port)" : "" + port)
                + (interfaceName.isEmpty() ? "" : " via " + interfaceName);
    }
}
