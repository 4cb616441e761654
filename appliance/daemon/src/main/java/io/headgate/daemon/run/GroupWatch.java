package io.headgate.daemon.run;

import io.headgate.daemon.config.DatagramLane;
import io.headgate.daemon.report.GroupReport;
import io.headgate.engine.io.SourceException;
import io.headgate.net.multicast.Group;
import io.headgate.net.multicast.report.MembershipReporter;
import io.headgate.net.multicast.watch.MembershipAlarm;
import io.headgate.net.multicast.watch.MembershipStatus;
import io.headgate.net.multicast.watch.MembershipWatch;
import io.headgate.net.multicast.watch.QuerierStatus;
import io.headgate.net.sys.Sys;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches whether the network still knows what a lane wants of one interface, while that goes and comes; says each thing
 * once, and reports the memberships unasked if the lane says so. Without it the lane goes on all the same.
 *
 * <p>Thread: any, in the network namespace of the lane's sockets; who stops need not wait for who polls.
 */
final class GroupWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupWatch.class);

    /** Nobody asks there, nor is told. */
    private static final String LOOPBACK = "lo";

    /** Queriers of which it is said that they are there: a network has one, while it changes two. */
    private static final int MOST_QUERIERS = 8;

    private final String lane;
    private final String interfaceName;
    private final List<InetAddress> groups;
    private final long rejoinNs;
    private final Rejoin rejoin;
    private final Set<String> saidQueriers = new HashSet<>();
    private String saidFailure = "";
    private int index;
    private boolean isClosed;

    /** Null while it is off. */
    private MembershipWatch watch;

    private GroupWatch(DatagramLane lane, String interfaceName, List<Group> everything) {
        this.lane = lane.name();
        this.interfaceName = interfaceName;
        this.groups = lane.groups().stream()
                .filter(group -> group.interfaceName().equals(interfaceName))
                .map(Group::address)
                .distinct()
                .toList();
        this.rejoinNs = lane.rejoin().toNanos();
        this.rejoin = new Rejoin(
                interfaceName,
                everything,
                MembershipReporter::report,
                failure -> LOG.warn(
                        "lane={} {}; tried again every {} s",
                        this.lane,
                        failure,
                        lane.rejoin().toSeconds()));
    }

    /**
     * One for each interface of a lane.
     *
     * @param everything the groups of all lanes: what an interface wants of a group is told for all together
     */
    static List<GroupWatch> of(DatagramLane lane, List<Group> everything) {
        return lane.groups().stream()
                .map(Group::interfaceName)
                .distinct()
                .map(name -> new GroupWatch(lane, name, everything))
                .toList();
    }

    /**
     * Looks; to be called about once a second, first before the lane joins, so that its own reports are seen. After {@link
     * #close} does nothing.
     */
    synchronized void poll(long nowNs) {
        if (isClosed) {
            return;
        }
        try {
            follow(nowNs);
            if (watch != null) {
                watch.poll(nowNs);
                sayQuerier(false);
                sayQuerier(true);
                saidFailure = "";
            }
        } catch (SourceException failed) {
            // Tried again by the next call.
            closeWatch();
            index = 0;
            sayFailure(failed.getMessage() + "; the lane goes on unwatched" + (rejoinNs > 0 ? ", without rejoin" : ""));
        }
    }

    /** An interface that comes back under its name is another one. */
    private void follow(long nowNs) {
        int now = interfaceName.equals(LOOPBACK) ? 0 : Sys.libc().if_nametoindex(interfaceName);
        if (now == index) {
            return;
        }
        closeWatch();
        index = now;
        if (now != 0) {
            watch = MembershipWatch.open(interfaceName, this::say, rejoinNs, this::rejoin);
            groups.stream().filter(GroupWatch::isReportable).forEach(group -> watch.want(group, nowNs));
            saidQueriers.clear();
        }
    }

    /** Switches forward link-local groups to everybody, and ask nobody (RFC 4541 section 2.1.2). */
    private static boolean isReportable(InetAddress group) {
        return !group.isMCLinkLocal();
    }

    private void say(MembershipAlarm alarm) {
        switch (alarm.kind()) {
            case NO_QUERIER, REPORT_MISSING, EXPIRED -> LOG.warn("lane={} {}", lane, alarm.message());
            case QUERIER_IS_BACK, REPORTED_AGAIN -> LOG.info("lane={} {}", lane, alarm.message());
        }
    }

    private void sayQuerier(boolean isIpv6) {
        watch.querier(isIpv6).ifPresent(querier -> {
            String who = GroupReport.protocol(isIpv6, querier.version()) + " querier "
                    + querier.address().getHostAddress();
            if (saidQueriers.size() < MOST_QUERIERS && saidQueriers.add(who)) {
                LOG.info(
                        "lane={} {} on {} asks every {} s",
                        lane,
                        who,
                        interfaceName,
                        querier.intervalNs() / 1_000_000_000L);
            }
        });
    }

    private void sayFailure(String failure) {
        if (!failure.equals(saidFailure)) {
            saidFailure = failure;
            LOG.warn("lane={} {}", lane, failure);
        }
    }

    private void rejoin(List<InetAddress> wanted) {
        rejoin(wanted, false);
        rejoin(wanted, true);
    }

    private void rejoin(List<InetAddress> wanted, boolean isIpv6) {
        int version = watch.querier(isIpv6).map(QuerierStatus::version).orElse(isIpv6 ? 2 : 3);
        rejoin.report(wanted, isIpv6, version);
    }

    /** What is known of each group; as of the last {@link #poll}. */
    synchronized List<GroupReport.OfGroup> report(long nowNs) {
        List<GroupReport.OfGroup> reports = new ArrayList<>();
        for (InetAddress group : groups) {
            boolean isIpv6 = group instanceof Inet6Address;
            Optional<MembershipWatch> on = Optional.ofNullable(watch).filter(any -> isReportable(group));
            Optional<QuerierStatus> querier = on.flatMap(any -> any.querier(isIpv6));
            Optional<MembershipStatus> membership = on.stream()
                    .flatMap(any -> any.memberships().stream())
                    .filter(status -> status.group().equals(group) && status.isReported())
                    .findFirst();
            reports.add(new GroupReport.OfGroup(
                    lane,
                    group,
                    interfaceName,
                    on.isPresent(),
                    querier,
                    querier.map(status -> nowNs - status.lastQueryNs()),
                    membership.map(status -> nowNs - status.lastReportNs()),
                    rejoin.count(group)));
        }
        return reports;
    }

    private void closeWatch() {
        if (watch != null) {
            watch.close();
            watch = null;
        }
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        closeWatch();
    }
}
