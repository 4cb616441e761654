package io.headgate.daemon.run;

import io.headgate.engine.io.SourceException;
import io.headgate.net.multicast.Group;
import io.headgate.net.multicast.report.GroupState;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reports memberships on one interface unasked, and says once why that fails, until it succeeds again.
 *
 * <p>Thread: one at a time.
 */
final class Rejoin {
    /** As {@link io.headgate.net.multicast.report.MembershipReporter#report}. */
    interface Reporter {
        void report(String interfaceName, List<GroupState> groups, boolean isIpv6, int version);
    }

    private final String interfaceName;
    private final List<Group> everything;
    private final Reporter reporter;
    private final Consumer<String> sayFailure;
    private final Map<InetAddress, Long> counts = new HashMap<>();

    /** By whether it is IPv6. */
    private final Map<Boolean, String> saidFailures = new HashMap<>();

    /** @param everything the groups of all lanes: what an interface wants of a group is told for all together */
    Rejoin(String interfaceName, List<Group> everything, Reporter reporter, Consumer<String> sayFailure) {
        this.interfaceName = interfaceName;
        this.everything = List.copyOf(everything);
        this.reporter = reporter;
        this.sayFailure = sayFailure;
    }

    /**
     * Reports those of the groups that are of one IP version.
     *
     * @param version of IGMP (1 to 3) or MLD (1, 2)
     */
    void report(List<InetAddress> wanted, boolean isIpv6, int version) {
        List<GroupState> states = wanted.stream()
                .filter(group -> group instanceof Inet6Address == isIpv6)
                .map(group -> GroupState.of(group, interfaceName, everything))
                .toList();
        if (states.isEmpty()) {
            return;
        }
        try {
            reporter.report(interfaceName, states, isIpv6, version);
            states.forEach(state -> counts.merge(state.group(), 1L, Long::sum));
            saidFailures.remove(isIpv6);
        } catch (SourceException failed) {
            String message = failed.getMessage();
            if (!message.equals(saidFailures.put(isIpv6, message))) {
                sayFailure.accept(message);
            }
        }
    }

    /** How often this group was reported. */
    long count(InetAddress group) {
        return counts.getOrDefault(group, 0L);
    }
}
