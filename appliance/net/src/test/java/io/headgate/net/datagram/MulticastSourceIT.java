package io.headgate.net.datagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.engine.io.SourceException;
import io.headgate.net.lab.RequiresRoot;
import io.headgate.net.multicast.Group;
import io.headgate.net.multicast.SourceList;
import io.headgate.net.sys.Sys;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups on wires between two hosts; every datagram that must not arrive is followed by one that must. */
@RequiresRoot
@Timeout(120)
class MulticastSourceIT {
    private static MulticastLab lab;

    @BeforeAll
    static void createLab() {
        lab = new MulticastLab();
        lab.wire(1);
        lab.wire(2);
    }

    @AfterAll
    static void removeLab() {
        lab.close();
    }

    /** The same test over IPv4 and IPv6: groups and senders of wire 1. */
    private record Family(boolean isIpv6) {
        String group(int number) {
            return isIpv6 ? "ff15::9:" + number : "239.9.0." + number;
        }

        String sender(int number) {
            return isIpv6 ? "fd00:92:1::" + number : "10.92.1." + number;
        }

        SourceList only(int... numbers) {
            return SourceList.only(senders(numbers));
        }

        SourceList allBut(int... numbers) {
            return SourceList.allBut(senders(numbers));
        }

        private List<InetAddress> senders(int... numbers) {
            List<InetAddress> senders = new ArrayList<>();
            for (int number : numbers) {
                senders.add(address(sender(number)));
            }
            return senders;
        }
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Group group(String address, int port, String interfaceName, SourceList sources) {
        return new Group(address(address), port, interfaceName, sources);
    }

    private static DatagramRig open(Group... groups) {
        return open(Set.of(), groups);
    }

    private static DatagramRig open(Set<InetAddress> allowed, Group... groups) {
        return new DatagramRig(
                64,
                ring -> DatagramSource.openMulticast(
                        Sys.libc(), DatagramOptions.DEFAULTS, List.of(groups), allowed, ring));
    }

    private static <T> void inListener(Callable<T> body) {
        lab.listener().call(body);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldBringAnySendersDatagramWithItsHeaders(boolean isIpv6) {
        Family family = new Family(isIpv6);
        inListener(() -> {
            try (DatagramRig rig = open(group(family.group(1), 5001, "mc1", SourceList.any()))) {
                lab.talk(family.sender(2), family.group(1), 5001, 7, 0x88, "hello");

                DatagramRig.Received received = rig.take();
                assertThat(received.source()).isEqualTo(address(family.sender(2)));
                assertThat(received.destination()).isEqualTo(address(family.group(1)));
                assertThat(received.destinationPort()).isEqualTo(5001);
                assertThat(received.hops()).isEqualTo(7);
                assertThat(received.dscp()).isEqualTo(0x22);
                assertThat(received.text()).isEqualTo("hello");
                assertThat(received.interfaceName()).isEqualTo("mc1");
            }
            return null;
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldHearOnlyTheSendersThatAreIncluded(boolean isIpv6) {
        Family family = new Family(isIpv6);
        inListener(() -> {
            try (DatagramRig rig = open(group(family.group(2), 5002, "mc1", family.only(1, 3)))) {
                lab.talk(family.sender(2), family.group(2), 5002, 4, 0, "not wanted");
                lab.talk(family.sender(3), family.group(2), 5002, 4, 0, "third");
                lab.talk(family.sender(1), family.group(2), 5002, 4, 0, "first");

                assertThat(rig.take().text()).isEqualTo("third");
                assertThat(rig.take().text()).isEqualTo("first");
            }
            return null;
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotHearTheSendersThatAreExcluded(boolean isIpv6) {
        Family family = new Family(isIpv6);
        inListener(() -> {
            try (DatagramRig rig = open(group(family.group(3), 5003, "mc1", family.allBut(1, 3)))) {
                lab.talk(family.sender(1), family.group(3), 5003, 4, 0, "not wanted");
                lab.talk(family.sender(3), family.group(3), 5003, 4, 0, "not wanted");
                lab.talk(family.sender(2), family.group(3), 5003, 4, 0, "second");

                assertThat(rig.take().text()).isEqualTo("second");
            }
            return null;
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldHearMoreSendersThanOneSocketMayName(boolean isIpv6) {
        Family family = new Family(isIpv6);
        int[] numbers = new int[25];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i < 24 ? 50 + i : 2; // The one that talks is in the last part.
        }
        inListener(() -> {
            try (DatagramRig rig = open(group(family.group(4), 5004, "mc1", family.only(numbers)))) {
                assertThat(rig.source().memberships()).isEqualTo(3);
                lab.talk(family.sender(1), family.group(4), 5004, 4, 0, "not wanted");
                lab.talk(family.sender(2), family.group(4), 5004, 4, 0, "wanted");

                assertThat(rig.take().text()).isEqualTo("wanted");
            }
            return null;
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotSeeWhatAnotherSocketHasJoined(boolean isIpv6) {
        Family family = new Family(isIpv6);
        inListener(() -> {
            // Two groups each: such sockets are bound to the wildcard, where only membership tells groups apart.
            Group mine = group(family.group(5), 5005, "mc1", SourceList.any());
            Group mine2 = group(family.group(6), 5005, "mc1", SourceList.any());
            Group others = group(family.group(7), 5005, "mc1", SourceList.any());
            Group others2 = group(family.group(8), 5005, "mc1", SourceList.any());
            try (DatagramRig rig = open(mine, mine2);
                    DatagramRig other = open(others, others2)) {
                lab.talk(family.sender(1), family.group(7), 5005, 4, 0, "for the other");
                lab.talk(family.sender(1), family.group(5), 5005, 4, 0, "for me");

                assertThat(rig.take().text()).isEqualTo("for me");
                assertThat(other.take().text()).isEqualTo("for the other");
                assertThat(other.poll(100_000_000L)).isNull();
            }
            return null;
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldHearOnlyTheInterfaceJoined(boolean isIpv6) {
        Family family = new Family(isIpv6);
        String other = family.sender(1).replace("92.1.", "92.2.").replace("92:1:", "92:2:");
        inListener(() -> {
            try (DatagramRig rig = open(group(family.group(9), 5006, "mc1", SourceList.any()));
                    DatagramRig both = open(
                            group(family.group(9), 5006, "mc1", SourceList.any()),
                            group(family.group(9), 5006, "mc2", SourceList.any()))) {
                lab.talk(other, family.group(9), 5006, 4, 0, "by the second wire");
                lab.talk(family.sender(1), family.group(9), 5006, 4, 0, "by the first");

                assertThat(rig.take().text()).isEqualTo("by the first");
                // In any order: these are two sockets.
                assertThat(List.of(both.take().interfaceName(), both.take().interfaceName()))
                        .containsExactlyInAnyOrder("mc1", "mc2");
                assertThat(rig.poll(100_000_000L)).isNull();
                assertThat(both.poll(100_000_000L)).isNull();
                assertThat(rig.source().counters().get(Counter.FOREIGN)).isEqualTo(isIpv6 ? 1 : 0);
            }
            return null;
        });
    }

    @Test
    void shouldLeaveOutWhatWasSentToThisHostItself() {
        inListener(() -> {
            try (DatagramRig rig = open(
                    group("239.9.1.1", 5007, "mc1", SourceList.any()),
                    group("239.9.1.2", 5007, "mc1", SourceList.any()))) {
                lab.talk("10.92.1.1", "10.92.1.9", 5007, 4, 0, "unicast");
                lab.talk("10.92.1.1", "239.9.1.2", 5007, 4, 0, "multicast");

                assertThat(rig.take().text()).isEqualTo("multicast");
                assertThat(rig.source().counters().get(Counter.FOREIGN)).isEqualTo(1);
            }
            return null;
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldBringEmptyAndLargestDatagrams(boolean isIpv6) {
        Family family = new Family(isIpv6);
        inListener(() -> {
            try (DatagramRig rig = open(group(family.group(10), 5008, "mc1", SourceList.any()))) {
                lab.talk(family.sender(1), family.group(10), 5008, 4, 0, "");
                lab.talk(family.sender(1), family.group(10), 5008, 4, 0, "z".repeat(65_507));

                assertThat(rig.take().text()).isEmpty();
                assertThat(rig.take().text()).isEqualTo("z".repeat(65_507));
            }
            return null;
        });
    }

    @Test
    void shouldLeaveItsGroupsWhenQuiet() {
        inListener(() -> {
            try (DatagramRig rig = open(group("239.9.1.3", 5009, "mc1", SourceList.any()))) {
                lab.talk("10.92.1.1", "239.9.1.3", 5009, 4, 0, "before");
                // Only when it is there: what comes first goes by the wire's own pace.
                rig.source().await(5_000);
                rig.source().quiesce();
                lab.talk("10.92.1.1", "239.9.1.3", 5009, 4, 0, "after");

                assertThat(rig.take().text()).isEqualTo("before");
                assertThat(rig.poll(100_000_000L)).isNull();
                assertThat(rig.source().memberships()).isZero();
            }
            return null;
        });
    }

    @Test
    void shouldJoinAgainWhenItsInterfaceIsBack() {
        lab.wire(3);
        inListener(() -> {
            List<Group> groups = new ArrayList<>();
            for (int i = 1; i <= 20; i++) {
                groups.add(group("239.9.3." + i, 5010, "mc3", SourceList.any()));
            }
            groups.add(group("ff15::9:3", 5010, "mc3", SourceList.only(List.of(address("fd00:92:3::1")))));
            try (DatagramRig rig = open(groups.toArray(new Group[0]))) {
                for (int round = 1; round <= 3; round++) {
                    lab.talk("10.92.3.1", "239.9.3.20", 5010, 4, 0, "before");
                    assertThat(rig.take().text()).isEqualTo("before");

                    lab.cut(3);
                    awaitMemberships(rig, 0);
                    lab.wire(3);
                    awaitMemberships(rig, 21);
                    lab.talk("10.92.3.1", "239.9.3.20", 5010, 4, 0, "after");
                    lab.talk("fd00:92:3::1", "ff15::9:3", 5010, 4, 0, "after, IPv6");
                    assertThat(List.of(rig.take().text(), rig.take().text()))
                            .containsExactlyInAnyOrder("after", "after, IPv6");
                    assertThat(rig.source().counters().get(Counter.REJOINED)).isEqualTo(21L * round);
                }
            }
            return null;
        });
        lab.cut(3);
    }

    private static void awaitMemberships(DatagramRig rig, int wanted) {
        long endNs = System.nanoTime() + 10_000_000_000L;
        while (rig.source().memberships() != wanted) {
            assertThat(System.nanoTime()).as("time for %d memberships", wanted).isLessThan(endNs);
            rig.source().await(100);
        }
    }

    @Test
    void shouldSayWhyAGroupCannotBeJoined() {
        inListener(() -> {
            assertThatThrownBy(() -> open(group("239.9.4.1", 5011, "nowhere", SourceList.any())))
                    .isInstanceOf(SourceException.class)
                    .hasMessageContainingAll("239.9.4.1", "5011", "nowhere", "no such interface", "ip link");
            assertThatThrownBy(() -> open(group("224.0.0.9", 5011, "mc1", SourceList.any())))
                    .isInstanceOf(SourceException.class)
                    .hasMessageContainingAll("224.0.0.9", "link-local", "allowed");
            List<InetAddress> many = new ArrayList<>();
            for (int i = 0; i < 11; i++) {
                many.add(address("192.0.2." + (1 + i)));
            }
            assertThatThrownBy(() -> open(group("239.9.4.1", 5011, "mc1", SourceList.allBut(many))))
                    .isInstanceOf(SourceException.class)
                    .hasMessageContainingAll("239.9.4.1", "ENOBUFS", "net.ipv4.igmp_max_msf", "fewer");
            return null;
        });
    }

    @Test
    void shouldHearALinkLocalGroupThatIsAllowed() {
        inListener(() -> {
            Set<InetAddress> allowed = Set.of(address("224.0.0.251"), address("ff02::fb"));
            try (DatagramRig rig = open(
                    allowed,
                    group("224.0.0.251", 5012, "mc1", SourceList.any()),
                    group("ff02::fb", 5012, "mc1", SourceList.any()))) {
                lab.talk("10.92.1.1", "224.0.0.251", 5012, 1, 0, "IPv4");
                assertThat(rig.take().text()).isEqualTo("IPv4");
                lab.talk("fd00:92:1::1", "ff02::fb", 5012, 1, 0, "IPv6");
                assertThat(rig.take().text()).isEqualTo("IPv6");
            }
            return null;
        });
    }
}
