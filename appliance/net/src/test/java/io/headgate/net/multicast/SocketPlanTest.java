package io.headgate.net.multicast;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SocketPlanTest {
    private static InetAddress address(String text) {
        return GroupTest.address(text);
    }

    private static Group group(String address, int port, String interfaceName) {
        return new Group(address(address), port, interfaceName, SourceList.any());
    }

    @Test
    void shouldPutTwentyGroupsIntoOneSocket() {
        List<Group> groups = IntStream.rangeClosed(1, 41)
                .mapToObj(i -> group("239.0.0." + i, 4096, "eth" + i % 4))
                .toList();

        List<SocketPlan> plans = SocketPlan.of(groups);

        assertThat(plans).extracting(plan -> plan.memberships().size()).containsExactly(20, 20, 1);
        assertThat(plans.get(0).bindAddress()).isEqualTo(address("0.0.0.0"));
        assertThat(plans.get(2).bindAddress()).as("the only group").isEqualTo(address("239.0.0.41"));
    }

    @Test
    void shouldGiveEachIpv6InterfaceASocketOfItsOwn() {
        List<SocketPlan> plans = SocketPlan.of(List.of(
                group("ff15::1", 4096, "eth1"), group("ff15::2", 4096, "eth1"), group("ff15::1", 4096, "eth2")));

        assertThat(plans).extracting(plan -> plan.memberships().size()).containsExactly(2, 1);
        assertThat(plans.get(0).bindAddress()).isEqualTo(address("::"));
    }

    @Test
    void shouldShareOutIncludedSendersAmongSockets() {
        List<InetAddress> senders = IntStream.rangeClosed(1, 25)
                .mapToObj(i -> address("192.0.2." + i))
                .toList();
        Group group = new Group(address("239.0.0.1"), 4096, "eth1", SourceList.only(senders));

        List<SocketPlan> plans = SocketPlan.of(List.of(group));

        assertThat(plans).hasSize(3).allMatch(plan -> plan.bindAddress().equals(address("239.0.0.1")));
        assertThat(plans.stream().flatMap(plan -> plan.memberships().get(0).sources().addresses().stream()))
                .containsExactlyElementsOf(senders);
    }

    /** Whatever is asked for: all of it is planned, once, and no socket holds what it cannot. */
    @Test
    void shouldKeepItsLimitsForRandomGroups() {
        long seed = 20_260_302;
        System.out.println("SocketPlanTest seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            Set<Group> groups = new HashSet<>();
            for (int i = random.nextInt(200); i >= 0; i--) {
                boolean isIpv6 = random.nextBoolean();
                String group = (isIpv6 ? "ff15::" : "239.0.0.") + random.nextInt(100);
                List<InetAddress> senders = new ArrayList<>();
                for (int sender = random.nextInt(30); sender > 0; sender--) {
                    senders.add(address((isIpv6 ? "2001:db8::" : "192.0.2.") + sender));
                }
                groups.add(new Group(
                        address(group),
                        4096 + random.nextInt(3),
                        "eth" + random.nextInt(4),
                        senders.isEmpty() ? SourceList.any() : SourceList.only(senders)));
            }

            List<SocketPlan> plans = SocketPlan.of(List.copyOf(groups));

            int planned = 0;
            for (SocketPlan plan : plans) {
                assertThat(plan.memberships()).hasSizeLessThanOrEqualTo(SocketPlan.MAX_MEMBERSHIPS);
                Set<String> entries = new HashSet<>();
                for (Membership membership : plan.memberships()) {
                    Group group = membership.group();
                    assertThat(group.port()).isEqualTo(plan.port());
                    assertThat(group.isIpv6()).isEqualTo(plan.isIpv6());
                    assertThat(membership.sources().addresses()).hasSizeLessThanOrEqualTo(SocketPlan.MAX_SOURCES);
                    assertThat(entries.add(group.address() + group.interfaceName()))
                            .as("seed %d, round %d: one entry for each group and interface", seed, round)
                            .isTrue();
                    planned += Math.max(1, membership.sources().addresses().size());
                }
            }
            int wanted = groups.stream()
                    .mapToInt(group -> Math.max(1, group.sources().addresses().size()))
                    .sum();
            assertThat(planned).isEqualTo(wanted);
        }
    }
}
