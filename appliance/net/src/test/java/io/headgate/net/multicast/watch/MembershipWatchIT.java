package io.headgate.net.multicast.watch;

import static io.headgate.net.multicast.watch.Messages.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.engine.io.SourceException;
import io.headgate.net.lab.Command;
import io.headgate.net.lab.Host;
import io.headgate.net.lab.RequiresRoot;
import io.headgate.net.multicast.SourceList;
import io.headgate.net.multicast.report.GroupState;
import io.headgate.net.multicast.report.MembershipReporter;
import io.headgate.net.multicast.watch.MembershipAlarm.Kind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A host at a switch that asks for memberships every second: a bridge as querier, in a namespace of its own. */
@RequiresRoot
@Timeout(90)
class MembershipWatchIT {
    private static final String PREFIX = "hgwatch-" + ProcessHandle.current().pid() + "-";
    private static final InetAddress GROUP = address("239.92.1.1");
    private static final InetAddress GROUP6 = address("ff3e::8000:92");
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Host host = new Host(PREFIX + "host");
    private final Host bridge = new Host(PREFIX + "switch");
    private final List<MembershipAlarm> alarms = new ArrayList<>();

    @BeforeEach
    void build() {
        for (Host made : List.of(host, bridge)) {
            Command.run(List.of("ip", "netns", "add", made.namespace()));
        }
        bridge.run("ip link add port type veth peer name eth0 netns " + host.namespace());
        bridge.run(
                "ip link add br0 type bridge mcast_snooping 1 mcast_querier 1 mcast_igmp_version 3 mcast_mld_version 2"
                        + " mcast_query_interval 100 mcast_query_response_interval 50 mcast_startup_query_interval 100"
                        + " mcast_query_use_ifaddr 1");
        bridge.run("ip addr add 10.92.0.254/24 dev br0");
        bridge.run("ip link set port master br0");
        bridge.run("ip link set port up");
        bridge.run("ip link set br0 up");
        host.run("ip addr add 10.92.0.1/24 dev eth0");
        host.run("ip link set eth0 up");
    }

    @AfterEach
    void remove() {
        for (Host made : List.of(host, bridge)) {
            Command.tryRun(List.of("ip", "netns", "del", made.namespace()));
        }
    }

    private MembershipWatch open() {
        return host.call(() -> MembershipWatch.open("eth0", alarms::add));
    }

    private MulticastSocket join(InetAddress group) {
        return host.call(() -> {
            MulticastSocket socket = new MulticastSocket(5_000);
            socket.joinGroup(new InetSocketAddress(group, 5_000), NetworkInterface.getByName("eth0"));
            return socket;
        });
    }

    private void pollUntil(MembershipWatch watch, String what, BooleanSupplier condition) {
        long endNs = System.nanoTime() + LIMIT_NS;
        do {
            assertThat(System.nanoTime())
                    .as("time for: %s; alarms %s", what, alarms)
                    .isLessThan(endNs);
            LockSupport.parkNanos(POLL_NS);
            watch.poll(System.nanoTime());
        } while (!condition.getAsBoolean());
    }

    private boolean isSaid(Kind kind) {
        return alarms.stream().anyMatch(alarm -> alarm.kind() == kind);
    }

    @Test
    void shouldSeeTheQuerierAndOurReports() {
        try (MembershipWatch watch = open();
                MulticastSocket first = join(GROUP);
                MulticastSocket second = join(GROUP6)) {
            watch.want(GROUP, System.nanoTime());
            watch.want(GROUP6, System.nanoTime());
            pollUntil(
                    watch,
                    "both queriers",
                    () -> watch.querier(false).isPresent()
                            && watch.querier(true).isPresent());
            pollUntil(watch, "both reports", () -> watch.memberships().stream().allMatch(MembershipStatus::isReported));

            QuerierStatus querier = watch.querier(false).orElseThrow();
            assertThat(querier.address()).isEqualTo(address("10.92.0.254"));
            assertThat(querier.version()).isEqualTo(3);
            assertThat(querier.robustness()).isEqualTo(2);
            assertThat(watch.querier(true).orElseThrow().version()).isEqualTo(2);
            assertThat(watch.querier(true).orElseThrow().address().isLinkLocalAddress())
                    .isTrue();
            MembershipStatus membership = watch.memberships().get(0);
            assertThat(membership.expiresNs() - membership.lastReportNs()).isEqualTo(querier.membershipNs());
            assertThat(first.isClosed() || second.isClosed()).isFalse();
            assertThat(watch.malformed()).isZero();
            assertThat(isSaid(Kind.EXPIRED)).isFalse();
        }
    }

    @Test
    void shouldWarnWhenReportsStopAndWhenTheyAreBack() {
        try (MembershipWatch watch = open();
                MulticastSocket socket = join(GROUP)) {
            watch.want(GROUP, System.nanoTime());
            pollUntil(watch, "a report", () -> watch.memberships().get(0).isReported());
            assertThat(socket.isClosed()).isFalse();

            host.run("iptables -A OUTPUT -p igmp -j DROP");
            pollUntil(watch, "the warning", () -> isSaid(Kind.REPORT_MISSING));
            pollUntil(watch, "the end", () -> isSaid(Kind.EXPIRED));

            host.run("iptables -F OUTPUT");
            pollUntil(watch, "the relief", () -> isSaid(Kind.REPORTED_AGAIN));
            assertThat(alarms)
                    .extracting(MembershipAlarm::kind)
                    .containsExactly(Kind.REPORT_MISSING, Kind.EXPIRED, Kind.REPORTED_AGAIN);
        }
    }

    @Test
    void shouldNoticeThatTheGroupWasLeft() throws Exception {
        try (MembershipWatch watch = open()) {
            watch.want(GROUP, System.nanoTime());
            try (MulticastSocket socket = join(GROUP)) {
                pollUntil(watch, "a report", () -> watch.memberships().get(0).isReported());
                assertThat(socket.isClosed()).isFalse();
            }

            pollUntil(watch, "the end", () -> isSaid(Kind.EXPIRED));
        }
    }

    @Test
    void shouldMissAQuerierThatWasSwitchedOff() {
        try (MembershipWatch watch = open()) {
            watch.want(GROUP, System.nanoTime());
            pollUntil(watch, "the querier", () -> watch.querier(false).isPresent());

            bridge.run("ip link set br0 type bridge mcast_querier 0");

            pollUntil(watch, "its absence", () -> isSaid(Kind.NO_QUERIER));
            bridge.run("ip link set br0 type bridge mcast_querier 1");
            pollUntil(watch, "its return", () -> isSaid(Kind.QUERIER_IS_BACK));
        }
    }

    @Test
    void shouldHaveGroupsJoinedAgainIfToldTo() {
        List<InetAddress> rejoined = new ArrayList<>();
        try (MembershipWatch watch = host.call(() ->
                MembershipWatch.open("eth0", alarms::add, TimeUnit.MILLISECONDS.toNanos(100), rejoined::addAll))) {
            watch.want(GROUP, System.nanoTime());

            pollUntil(watch, "three times", () -> rejoined.size() == 3);

            assertThat(rejoined).containsOnly(GROUP);
        }
    }

    /** The group is joined by nobody here: only our own report can tell of it. The bridge reads it too. */
    @ParameterizedTest
    @CsvSource({"239.92.2.1, 1", "239.92.2.2, 2", "239.92.2.3, 3", "ff3e::92:1, 1", "ff3e::92:2, 2"})
    void shouldReportAGroupInEveryVersion(String group, int version) {
        InetAddress address = address(group);
        GroupState state = new GroupState(address, SourceList.any());
        boolean isIpv6 = group.contains(":");
        try (MembershipWatch watch = open()) {
            watch.want(address, System.nanoTime());
            pollUntil(watch, "the querier", () -> watch.querier(isIpv6).isPresent());
            assertThat(watch.memberships().get(0).isReported()).isFalse();
            pollUntil(
                    watch,
                    "an address nobody else has",
                    () -> !host.run("ip -6 addr show dev eth0 tentative").contains("inet6"));

            host.call(() -> {
                MembershipReporter.report("eth0", List.of(state), isIpv6, version);
                return null;
            });

            pollUntil(watch, "our report", () -> watch.memberships().get(0).isReported());
            pollUntil(
                    watch,
                    "the switch to know",
                    () -> bridge.run("bridge mdb show").contains("grp " + group + " "));
            assertThat(watch.malformed()).isZero();
        }
    }

    @Test
    void shouldSayThatThereIsNoSuchInterfaceToReportOn() {
        GroupState state = new GroupState(GROUP, SourceList.any());

        assertThatThrownBy(() -> host.call(() -> {
                    MembershipReporter.report("eth9", List.of(state), false, 3);
                    return null;
                }))
                .hasRootCauseInstanceOf(SourceException.class)
                .hasMessageContaining("cannot report memberships on eth9: no such interface");
    }

    @Test
    void shouldSayThatThereIsNoSuchInterface() {
        assertThatThrownBy(() -> host.call(() -> MembershipWatch.open("eth9", alarms::add)))
                .hasRootCauseInstanceOf(SourceException.class)
                .hasMessageContaining("cannot watch memberships on eth9: no such interface");
    }
}
