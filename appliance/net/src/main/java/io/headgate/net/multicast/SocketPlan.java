package io.headgate.net.multicast;

import io.headgate.net.sys.SockAddr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one socket of a lane is for. A socket has one IP version and one port, and as many memberships as Linux grants
 * each socket without being told otherwise: 20 (net.ipv4.igmp_max_memberships), with 10 sources each
 * (net.ipv4.igmp_max_msf). IPv6 counts bytes instead (net.core.optmem_max), of which as much takes a small part; and an
 * IPv6 socket has one interface, the only one it hears ({@link HeardInterface}).
 *
 * @param bindAddress what to bind to: the group where there is only one, so that nothing else comes in; else the wildcard
 */
public record SocketPlan(boolean isIpv6, int port, InetAddress bindAddress, List<Membership> memberships) {
    static final int MAX_MEMBERSHIPS = 20;
    static final int MAX_SOURCES = 10;

    /** What the groups of one socket have in common; {@code interfaceName} is "" for IPv4. */
    private record Room(String interfaceName, int port) {}

    /** Spreads groups over as few sockets as can hold them. */
    public static List<SocketPlan> of(List<Group> groups) {
        Map<Room, List<List<Membership>>> rooms = new HashMap<>();
        List<List<Membership>> sockets = new ArrayList<>();
        for (Group group : groups) {
            Room room = new Room(group.isIpv6() ? group.interfaceName() : "", group.port());
            List<List<Membership>> candidates = rooms.computeIfAbsent(room, key -> new ArrayList<>());
            for (Membership membership : parts(group)) {
                place(membership, candidates, sockets);
            }
        }
        return sockets.stream().map(SocketPlan::plan).toList();
    }

    private static void place(
            Membership membership, List<List<Membership>> candidates, List<List<Membership>> sockets) {
        for (List<Membership> socket : candidates) {
            if (socket.size() < MAX_MEMBERSHIPS && socket.stream().noneMatch(membership::collidesWith)) {
                socket.add(membership);
                return;
            }
        }
        List<Membership> socket = new ArrayList<>(List.of(membership));
        candidates.add(socket);
        sockets.add(socket);
    }

    /** Senders wanted may be shared out among sockets, each hearing some; senders unwanted must all be known to one. */
    private static List<Membership> parts(Group group) {
        List<InetAddress> all = group.sources().addresses();
        if (group.sources().mode() == SourceList.Mode.EXCLUDE || all.size() <= MAX_SOURCES) {
            return List.of(new Membership(group, group.sources()));
        }
        List<Membership> parts = new ArrayList<>();
        for (int i = 0; i < all.size(); i += MAX_SOURCES) {
            List<InetAddress> some = all.subList(i, Math.min(all.size(), i + MAX_SOURCES));
            parts.add(new Membership(group, SourceList.only(some)));
        }
        return parts;
    }

    private static SocketPlan plan(List<Membership> memberships) {
        Group first = memberships.get(0).group();
        // A link-local address can be bound to only together with an interface, which may change.
        boolean isOne = !first.isLinkLocal()
                && memberships.stream()
                        .allMatch(other -> other.group().address().equals(first.address()));
        InetAddress bindAddress = isOne ? first.address() : SockAddr.wildcard(first.isIpv6());
        return new SocketPlan(first.isIpv6(), first.port(), bindAddress, List.copyOf(memberships));
    }
}
