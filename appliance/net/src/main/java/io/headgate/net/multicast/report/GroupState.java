package io.headgate.net.multicast.report;

import io.headgate.net.multicast.Group;
import io.headgate.net.multicast.SourceList;
import io.headgate.net.sys.SockAddr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** What an interface wants of a group: the sources of all its memberships together. */
public record GroupState(InetAddress group, SourceList sources) {
    /**
     * Of a group on an interface, by the rule of RFC 3376 section 3.2 (RFC 3810 section 4.2).
     *
     * @param all every membership of the host that is known, also of other groups and interfaces; at least one of this
     */
    public static GroupState of(InetAddress group, String interfaceName, List<Group> all) {
        List<SourceList> lists = all.stream()
                .filter(other ->
                        other.address().equals(group) && other.interfaceName().equals(interfaceName))
                .map(Group::sources)
                .toList();
        return new GroupState(group, together(lists));
    }

    /** Excluded is what all exclude that exclude, and nobody includes; without those, included is what anybody does. */
    private static SourceList together(List<SourceList> lists) {
        List<InetAddress> included = lists.stream()
                .filter(list -> list.mode() == SourceList.Mode.INCLUDE)
                .flatMap(list -> list.addresses().stream())
                .distinct()
                .toList();
        List<List<InetAddress>> excluding = lists.stream()
                .filter(list -> list.mode() == SourceList.Mode.EXCLUDE)
                .map(SourceList::addresses)
                .toList();
        if (excluding.isEmpty()) {
            return SourceList.only(included);
        }
        List<InetAddress> excluded = new ArrayList<>(excluding.get(0));
        excluding.forEach(excluded::retainAll);
        excluded.removeAll(included);
        return SourceList.allBut(excluded);
    }

    boolean isIpv6() {
        return SockAddr.isIpv6(group);
    }
}
