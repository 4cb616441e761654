package io.headgate.net.multicast;

import io.headgate.engine.io.SourceCounters;
import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.engine.io.SourceException;
import io.headgate.net.sys.Libc;
import io.headgate.net.sys.Linux;
import io.headgate.net.sys.LinuxInet;
import io.headgate.net.sys.Sys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memberships of a lane's sockets. An interface that goes takes its memberships with it, and the kernel does not bring
 * them back with the next one of this name; {@link #check} does.
 *
 * <p>Thread: first the one that opens, then the source's; both in the network namespace of the sockets.
 */
public final class Memberships {
    private static final Logger LOG = LoggerFactory.getLogger(Memberships.class);

    private final Libc libc;
    private final SourceCounters counters;
    private final MembershipCalls calls;
    private final Consumer<String> warn;
    private final Map<String, Link> links = new HashMap<>();

    /** An interface as it was when last looked at, and what is joined there. */
    private static final class Link {
        private final String name;
        private final List<Joined> joined = new ArrayList<>();
        /** Why joining again was refused, as far as it was said. */
        private final Set<Integer> saidErrnos = new HashSet<>();

        private int index;

        private Link(String name, int index) {
            this.name = name;
            this.index = index;
        }
    }

    /** One membership of one socket; {@code interfaceIndex} is 0 while it waits for its interface. */
    private static final class Joined {
        private final int fd;
        private final Membership membership;
        private final HeardInterface heard;

        private int interfaceIndex;
        /** Why the last attempt to join again was refused, 0 if it was not. */
        private int refusal;

        private Joined(int fd, Membership membership, HeardInterface heard) {
            this.fd = fd;
            this.membership = membership;
            this.heard = heard;
        }
    }

    public Memberships(Libc libc, SourceCounters counters) {
        this(libc, counters, LOG::warn);
    }

    Memberships(Libc libc, SourceCounters counters, Consumer<String> warn) {
        this.libc = libc;
        this.warn = warn;
        this.counters = counters;
        this.calls = new MembershipCalls(libc, MulticastAbi.system());
    }

    /**
     * Makes a socket a member of all groups planned for it.
     *
     * @return what it hears, kept up to date by {@link #check}
     * @throws SourceException without such an interface, or if the kernel refuses
     */
    public HeardInterface join(int fd, SocketPlan plan) {
        HeardInterface heard = new HeardInterface();
        for (Membership membership : plan.memberships()) {
            Group group = membership.group();
            Link link = links.computeIfAbsent(group.interfaceName(), name -> new Link(name, libc.if_nametoindex(name)));
            if (link.index == 0) {
                throw new SourceException(group + ": no such interface: see ip link");
            }
            Joined joined = new Joined(fd, membership, heard);
            int errno = enter(joined, link.index);
            if (errno != 0) {
                throw new SourceException(group + ": cannot join: " + Sys.errnoText(errno) + remedy(group, errno));
            }
            link.joined.add(joined);
        }
        return heard;
    }

    /** Returns 0, or why the kernel refused. */
    private int enter(Joined joined, int interfaceIndex) {
        int errno = calls.join(joined.fd, joined.membership, interfaceIndex);
        if (errno == 0) {
            joined.interfaceIndex = interfaceIndex;
            if (joined.membership.group().isIpv6()) {
                joined.heard.set(interfaceIndex);
            }
        }
        return errno;
    }

    private static String remedy(Group group, int errno) {
        return switch (errno) {
            case Linux.ENOBUFS ->
                group.isIpv6()
                        ? "; more sources than net.ipv6.mld_max_msf: name fewer, or raise it"
                        : "; more than net.ipv4.igmp_max_memberships (" + SocketPlan.MAX_MEMBERSHIPS
                                + " a socket are used), more sources than net.ipv4.igmp_max_msf, or"
                                + " net.core.optmem_max: raise what is too low, or name fewer sources";
            case LinuxInet.ENOMEM -> "; option memory is spent: raise net.core.optmem_max";
            case Linux.ENODEV -> "; the interface has no " + (group.isIpv6() ? "IPv6" : "IPv4") + ": see ip addr";
            case LinuxInet.EADDRINUSE -> "; this socket is a member already";
            default -> "";
        };
    }

    /** Looks whether interfaces are still the same, and joins again on those that are new. At most once a second. */
    public void check() {
        for (Link link : links.values()) {
            int index = libc.if_nametoindex(link.name);
            if (index != link.index) {
                forget(link);
                link.index = index;
                link.saidErrnos.clear();
                if (index == 0) {
                    LOG.warn("interface={} is gone, memberships={} wait for it", link.name, link.joined.size());
                }
            }
            if (index != 0) {
                joinWaiting(link);
            }
        }
    }

    /** The kernel keeps the entries of a gone interface, and they count against the socket's limit. */
    private void forget(Link link) {
        for (Joined joined : link.joined) {
            leave(joined);
        }
    }

    private void joinWaiting(Link link) {
        int waiting = 0;
        int entered = 0;
        for (Joined joined : link.joined) {
            if (joined.interfaceIndex == 0) {
                int errno = enter(joined, link.index);
                if (errno == 0) {
                    joined.refusal = 0;
                    entered++;
                } else {
                    onRefusal(link, joined, errno);
                    waiting++;
                }
            }
        }
        if (waiting == 0) {
            link.saidErrnos.clear();
        }
        if (entered > 0) {
            counters.add(Counter.REJOINED, entered);
            LOG.info("interface={} is back, memberships={} joined again, waiting={}", link.name, entered, waiting);
        }
    }

    /** Counts and says it once as long as it lasts: the attempts go on every second. */
    private void onRefusal(Link link, Joined joined, int errno) {
        if (joined.refusal != errno) {
            joined.refusal = errno;
            counters.socketErrors().add(errno, 1);
        }
        if (link.saidErrnos.add(errno)) {
            Group group = joined.membership.group();
            warn.accept(group + ": cannot join again: " + Sys.errnoText(errno) + remedy(group, errno)
                    + "; tried every second");
        }
    }

    private void leave(Joined joined) {
        joined.refusal = 0;
        if (joined.interfaceIndex != 0) {
            int errno = calls.leave(joined.fd, joined.membership, joined.interfaceIndex);
            if (errno != 0) {
                counters.socketErrors().add(errno, 1);
            }
            joined.interfaceIndex = 0;
        }
    }

    /** Leaves all groups for good. */
    public void leaveAll() {
        links.values().forEach(this::forget);
        links.clear();
    }

    /** Memberships that are in force, of all sockets. */
    public int count() {
        int count = 0;
        for (Link link : links.values()) {
            for (Joined joined : link.joined) {
                count += joined.interfaceIndex == 0 ? 0 : 1;
            }
        }
        return count;
    }
}
