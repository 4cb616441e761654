package io.headgate.net.multicast;

/**
 * The interface by which a socket's groups come in. Linux compares that of an IPv4 datagram with the socket's memberships,
 * but not of an IPv6 one ({@code inet6_mc_check} in {@code net/ipv6/mcast.c}): there its reader must. To bind the socket
 * to the interface instead could be done once only, as to bind it anew needs CAP_NET_RAW.
 *
 * <p>Thread: as {@link Memberships}.
 */
public final class HeardInterface {
    private static final int ANY = 0;

    private int index = ANY;

    HeardInterface() {}

    /** From now on the groups come in by this one. */
    void set(int interfaceIndex) {
        index = interfaceIndex;
    }

    /** Whether a datagram that came in by this interface can be of the socket's groups; always, if the kernel has looked. */
    public boolean isHeard(int interfaceIndex) {
        return index == ANY || index == interfaceIndex;
    }
}
