package io.headgate.net.multicast.watch;

import static io.headgate.net.multicast.watch.Messages.address;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.net.multicast.watch.MembershipAlarm.Kind;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Time is counted in seconds here. */
class MembershipTableTest {
    private static final long S = 1_000_000_000L;
    private static final InetAddress GROUP = address("239.1.2.3");
    private static final InetAddress ROUTER = address("10.0.0.1");
    private static final InetAddress HOST = address("10.0.0.7");

    private final List<MembershipAlarm> alarms = new ArrayList<>();
    private final MembershipTable table = new MembershipTable("eth1", alarms::add);

    private void query(int version, InetAddress group, long atS) {
        table.on(MembershipMessage.of(new Query(false, version, ROUTER, group, 0, 10 * S, 2, 125 * S)), atS * S);
    }

    private void report(boolean isLeave, boolean isOurs, long atS) {
        table.on(MembershipMessage.of(List.of(new Report(false, HOST, GROUP, isLeave, isOurs))), atS * S);
    }

    private List<Kind> alarmsUntil(long fromS, long toS) {
        alarms.clear();
        for (long at = fromS; at <= toS; at++) {
            table.check(at * S);
        }
        return alarms.stream().map(MembershipAlarm::kind).toList();
    }

    @Test
    void shouldComputeTheExpiryAsTheQuerierDoes() {
        table.want(GROUP, 0);
        query(3, null, 5);
        report(false, true, 8);

        assertThat(table.memberships()).containsExactly(new MembershipStatus(GROUP, true, 8 * S, (8 + 260) * S));
        assertThat(table.querier(false)).isEqualTo(new QuerierStatus(ROUTER, 3, 5 * S, 125 * S, 10 * S, 2));
        assertThat(table.querier(true).address()).isNull();
    }

    @Test
    void shouldKeepQuietWhileQueriesAreAnswered() {
        table.want(GROUP, 0);
        for (long at = 10; at < 2_000; at += 125) {
            query(3, null, at);
            assertThat(alarmsUntil(at, at + 9)).isEmpty();
            report(false, true, at + 9);
            assertThat(alarmsUntil(at + 9, at + 124)).isEmpty();
        }
    }

    @Test
    void shouldWarnOnceBeforeAMembershipExpiresAndOnceWhenItDoes() {
        table.want(GROUP, 0);
        query(3, null, 10);
        report(false, true, 12);
        query(3, null, 135);

        assertThat(alarmsUntil(135, 145)).isEmpty();
        assertThat(alarmsUntil(146, 259)).containsExactly(Kind.REPORT_MISSING);
        assertThat(alarms.get(0))
                .isEqualTo(new MembershipAlarm(
                        Kind.REPORT_MISSING,
                        GROUP,
                        "no report of 239.1.2.3 on eth1 in the 11 s since the querier asked; the membership ends in 126 s:"
                                + " see that the group is joined and reports are not filtered"));
        query(3, null, 260);
        assertThat(alarmsUntil(260, 271)).isEmpty();
        assertThat(alarmsUntil(272, 300)).containsExactly(Kind.EXPIRED);
        alarms.clear();
        report(false, true, 301);
        assertThat(alarms).extracting(MembershipAlarm::kind).containsExactly(Kind.REPORTED_AGAIN);
        assertThat(alarmsUntil(301, 384)).isEmpty();
    }

    @Test
    void shouldMissAQuerierThatNeverCameOrWentAway() {
        table.want(GROUP, 0);

        assertThat(alarmsUntil(0, 255)).isEmpty();
        assertThat(alarmsUntil(256, 259)).containsExactly(Kind.NO_QUERIER);
        assertThat(alarms.get(0).message())
                .isEqualTo(
                        "no IGMP query on eth1 for 256 s: switches that snoop may cut groups off; enable a querier in"
                                + " this network");
        alarms.clear();
        query(3, null, 259);
        report(false, true, 259);
        assertThat(alarms.get(0).message()).isEqualTo("IGMP queries on eth1 again, by 10.0.0.1");
        assertThat(alarmsUntil(260, 259 + 255)).isEmpty();
        assertThat(alarmsUntil(259 + 256, 259 + 257)).containsExactly(Kind.NO_QUERIER);
    }

    @Test
    void shouldCountAnotherHostsReportOnlyWhereItSuppressesOurs() {
        table.want(GROUP, 0);
        query(3, null, 10);
        report(false, false, 11);
        assertThat(alarmsUntil(11, 30)).containsExactly(Kind.REPORT_MISSING);

        query(2, null, 40);
        alarms.clear();
        report(false, false, 41);
        assertThat(alarms).extracting(MembershipAlarm::kind).containsExactly(Kind.REPORTED_AGAIN);
        report(true, false, 42);
        assertThat(alarmsUntil(42, 200)).as("another host's leave").isEmpty();
    }

    @Test
    void shouldNoticeThatThisHostLeft() {
        table.want(GROUP, 0);
        query(3, null, 10);
        report(false, true, 11);
        report(true, true, 20);

        assertThat(alarmsUntil(20, 21)).isEmpty();
        assertThat(alarmsUntil(22, 30)).containsExactly(Kind.EXPIRED);
    }

    @Test
    void shouldExpireSoonAfterAQuestionForTheGroup() {
        table.want(GROUP, 0);
        query(3, null, 10);
        report(false, true, 11);
        query(3, GROUP, 50);

        assertThat(table.memberships().get(0).expiresNs()).isEqualTo(70 * S);
        assertThat(alarmsUntil(50, 69)).containsExactly(Kind.REPORT_MISSING);
        assertThat(alarmsUntil(70, 71)).containsExactly(Kind.EXPIRED);
    }

    /** A querier asks so when another host has given up a sender: this one need not answer, the group's timer runs on. */
    @Test
    void shouldNotMindAQuestionForSendersOfAGroup() throws MalformedMessage {
        InetAddress group6 = address("ff3e::8000:1");
        table.want(GROUP, 0);
        table.want(group6, 0);
        query(3, null, 10);
        table.on(
                Messages.parse(Messages.mld("fe80::1", "82000000 27100000" + "0".repeat(32) + "027d0000"), false),
                10 * S);
        report(false, true, 11);
        table.on(MembershipMessage.of(List.of(new Report(true, address("fe80::7"), group6, false, true))), 11 * S);

        // A response time of 1 s, robustness 2, interval 125 s, one sender; then two.
        table.on(Messages.parse(Messages.igmp("10.0.0.1", "110a0000 ef010203 027d0001 0a000001"), false), 50 * S);
        String senders = "20010db8" + "0".repeat(23) + "120010db8" + "0".repeat(23) + "2";
        String question6 = "82000000 03e80000 ff3e0000000000000000000080000001 027d0002" + senders;
        table.on(Messages.parse(Messages.mld("fe80::1", question6), false), 50 * S);

        assertThat(table.memberships())
                .extracting(MembershipStatus::expiresNs)
                .containsExactly((11 + 260) * S, (11 + 260) * S);
        assertThat(alarmsUntil(50, 134)).isEmpty();

        table.on(Messages.parse(Messages.igmp("10.0.0.1", "110a0000 ef010203 027d0000"), false), 140 * S);
        assertThat(table.memberships().get(0).expiresNs()).isEqualTo(142 * S);
    }

    /** Hosts report when they join, before they have heard a query. */
    @Test
    void shouldTakeOverTheIntervalsOfTheQuerierThatCameLater() {
        table.want(GROUP, 0);
        report(false, true, 1);
        assertThat(table.memberships().get(0).expiresNs()).isEqualTo((1 + 260) * S);

        table.on(MembershipMessage.of(new Query(false, 3, ROUTER, null, 0, S, 3, 5 * S)), 2 * S);

        assertThat(table.memberships().get(0).expiresNs()).isEqualTo((1 + 16) * S);
    }

    @Test
    void shouldForgetAGroup() {
        table.want(GROUP, 0);
        table.forget(GROUP);

        assertThat(alarmsUntil(0, 1_000)).isEmpty();
        assertThat(table.memberships()).isEmpty();
    }
}
