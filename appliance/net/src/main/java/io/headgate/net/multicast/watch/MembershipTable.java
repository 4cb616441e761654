package io.headgate.net.multicast.watch;

import io.headgate.net.multicast.watch.MembershipAlarm.Kind;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What the querier of an interface must believe, as far as its packets were seen; knows no socket and no clock. */
final class MembershipTable {
    /** What a querier waits after a leave: Last Member Query Interval of 1 s, times robustness. */
    private static final long LAST_MEMBER_NS = 1_000_000_000L;

    private static final long SECOND_NS = 1_000_000_000L;

    private final String interfaceName;
    private final Consumer<MembershipAlarm> alarms;
    private final Family ipv4 = new Family(false);
    private final Family ipv6 = new Family(true);
    private final Map<InetAddress, Membership> wanted = new LinkedHashMap<>();

    MembershipTable(String interfaceName, Consumer<MembershipAlarm> alarms) {
        this.interfaceName = interfaceName;
        this.alarms = alarms;
    }

    void want(InetAddress group, long nowNs) {
        Family family = family(group instanceof Inet6Address);
        family.watch(nowNs);
        wanted.computeIfAbsent(group, any -> new Membership(group, family, nowNs));
    }

    void forget(InetAddress group) {
        wanted.remove(group);
        boolean isIpv6 = group instanceof Inet6Address;
        if (wanted.keySet().stream().noneMatch(other -> other instanceof Inet6Address == isIpv6)) {
            family(isIpv6).forget();
        }
    }

    List<InetAddress> groups() {
        return List.copyOf(wanted.keySet());
    }

    void on(MembershipMessage message, long nowNs) {
        if (message.query() != null) {
            onQuery(message.query(), nowNs);
        }
        message.reports().forEach(report -> onReport(report, nowNs));
    }

    private void onQuery(Query query, long nowNs) {
        Family family = family(query.isIpv6());
        if (query.group() != null) {
            Membership membership = wanted.get(query.group());
            // Asked for senders, only who wants one of them answers, and the group's timer runs on (RFC 3376 sections
            // 5.2 and
            // 6.6.1, RFC 3810 sections 6.2 and 7.6.1).
            if (membership != null && query.sources() == 0) {
                membership.onQuery(query, family.querier(), nowNs);
            }
            return;
        }
        if (family.onQuery(query, nowNs)) {
            say(
                    Kind.QUERIER_IS_BACK,
                    null,
                    family.protocol() + " queries on " + interfaceName + " again, by "
                            + query.querier().getHostAddress());
        }
        for (Membership membership : wanted.values()) {
            if (membership.group() instanceof Inet6Address == query.isIpv6()) {
                membership.onQuery(query, family.querier(), nowNs);
            }
        }
    }

    private void onReport(Report report, long nowNs) {
        Membership membership = wanted.get(report.group());
        Family family = family(report.isIpv6());
        if (membership == null || !(report.isOurs() || (family.isAnsweredByOne() && !report.isLeave()))) {
            return;
        }
        if (report.isLeave()) {
            membership.onLeave(family.querier().robustness() * LAST_MEMBER_NS, nowNs);
        } else if (membership.onReport(family.querier().membershipNs(), nowNs)) {
            say(
                    Kind.REPORTED_AGAIN,
                    report.group(),
                    "membership of " + text(report.group()) + " on " + interfaceName + " was reported again");
        }
    }

    /** Says what time alone has changed. */
    void check(long nowNs) {
        checkQuerier(ipv4, nowNs);
        checkQuerier(ipv6, nowNs);
        for (Membership membership : wanted.values()) {
            InetAddress group = membership.group();
            if (membership.expires(nowNs)) {
                say(
                        Kind.EXPIRED,
                        group,
                        "membership of " + text(group) + " on " + interfaceName
                                + " has expired: routers and switches may stop forwarding it; join again, and see that "
                                + family(group instanceof Inet6Address).protocol() + " is not filtered");
            } else if (membership.misses(nowNs)) {
                say(
                        Kind.REPORT_MISSING,
                        group,
                        "no report of " + text(group) + " on " + interfaceName + " in the "
                                + seconds(nowNs - membership.askedNs())
                                + " s since the querier asked; the membership ends in "
                                + seconds(membership.expiresNs() - nowNs)
                                + " s: see that the group is joined and reports are not filtered");
            }
        }
    }

    private void checkQuerier(Family family, long nowNs) {
        if (family.missesQuerier(nowNs)) {
            say(
                    Kind.NO_QUERIER,
                    null,
                    "no " + family.protocol() + " query on " + interfaceName + " for "
                            + seconds(nowNs - family.querier().lastQueryNs())
                            + " s: switches that snoop may cut groups off; enable a querier in this network");
        }
    }

    private void say(Kind kind, InetAddress group, String message) {
        alarms.accept(new MembershipAlarm(kind, group, message));
    }

    private static String text(InetAddress group) {
        return group.getHostAddress();
    }

    private static long seconds(long ns) {
        return Math.round((double) ns / SECOND_NS);
    }

    private Family family(boolean isIpv6) {
        return isIpv6 ? ipv6 : ipv4;
    }

    /** Who asks; its address is null as long as nobody has. */
    QuerierStatus querier(boolean isIpv6) {
        return family(isIpv6).querier();
    }

    List<MembershipStatus> memberships() {
        return wanted.values().stream().map(Membership::status).toList();
    }
}
