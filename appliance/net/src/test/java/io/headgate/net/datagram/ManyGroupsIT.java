package io.headgate.net.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.net.lab.RequiresRoot;
import io.headgate.net.multicast.Group;
import io.headgate.net.multicast.SourceList;
import io.headgate.net.sys.Sys;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thousand groups on four interfaces: what the system grants without being told otherwise is enough. */
@RequiresRoot
@Timeout(240)
class ManyGroupsIT {
    private static final int GROUPS = 1_000;
    private static final int INTERFACES = 4;
    private static final int ROUNDS = 5;
    private static final List<String> SETTINGS = List.of(
            "/proc/sys/net/ipv4/igmp_max_memberships",
            "/proc/sys/net/ipv4/igmp_max_msf",
            "/proc/sys/net/ipv6/mld_max_msf",
            "/proc/sys/net/core/optmem_max",
            "/proc/sys/net/core/rmem_max");

    @Test
    void shouldJoinReceiveAndLeaveWithoutLosingDescriptors() {
        try (MulticastLab lab = new MulticastLab()) {
            for (int wire = 1; wire <= INTERFACES; wire++) {
                lab.wire(wire);
            }
            lab.listener().call(() -> {
                joinReceiveAndLeave(lab, 0); // Loads classes, which opens files.
                List<String> settings = settings();
                long descriptors = descriptors();
                for (int round = 1; round <= ROUNDS; round++) {
                    joinReceiveAndLeave(lab, round);
                    assertThat(descriptors())
                            .as("descriptors after round %d", round)
                            .isEqualTo(descriptors);
                }
                assertThat(settings()).isEqualTo(settings);
                System.out.println("ManyGroupsIT groups=" + GROUPS + " interfaces=" + INTERFACES + " rounds=" + ROUNDS
                        + " descriptors=" + descriptors + " before and after, settings=" + settings);
                return null;
            });
        }
    }

    private static void joinReceiveAndLeave(MulticastLab lab, int round) throws IOException {
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < GROUPS; i++) {
            groups.add(new Group(InetAddress.getByName(address(i)), 6000, wire(i), SourceList.any()));
        }
        try (DatagramRig rig = new DatagramRig(
                256,
                ring -> DatagramSource.openMulticast(
                        Sys.libc(), DatagramOptions.DEFAULTS.withReceiveBuffer(1 << 20), groups, Set.of(), ring))) {
            assertThat(rig.source().memberships()).isEqualTo(GROUPS);
            long fds = descriptors();
            lab.talker().call(() -> {
                for (int wire = 1; wire <= INTERFACES; wire++) {
                    String from = "10.92." + wire + ".1";
                    try (MulticastLab.Talker four = new MulticastLab.Talker(from, 4, 0);
                            MulticastLab.Talker six = new MulticastLab.Talker("fd00:92:" + wire + "::1", 4, 0)) {
                        for (int i = wire - 1; i < GROUPS; i += INTERFACES) {
                            (isIpv6(i) ? six : four).send(address(i), 6000, "group " + i);
                        }
                    }
                }
                return null;
            });

            Set<String> seen = new HashSet<>();
            for (int i = 0; i < GROUPS; i++) {
                DatagramRig.Received received = rig.take();
                int number = Integer.parseInt(received.text().split(" ", -1)[1]);
                assertThat(received.destination()).isEqualTo(InetAddress.getByName(address(number)));
                assertThat(received.interfaceName()).isEqualTo(wire(number));
                assertThat(seen.add(received.text()))
                        .as("%s comes once", received.text())
                        .isTrue();
            }
            assertThat(rig.source().counters().get(Counter.KERNEL_LOSS)).isZero();
            if (round == 0) {
                System.out.println("ManyGroupsIT " + rig.source().description() + " descriptors open=" + fds);
            }
        }
        assertThat(joined()).as("memberships the kernel still knows").isZero();
    }

    /** A fifth of them IPv6. */
    private static boolean isIpv6(int i) {
        return i % 5 == 4;
    }

    private static String address(int i) {
        return isIpv6(i) ? "ff15::7:" + i : "239.7." + i / 250 + "." + i % 250;
    }

    private static String wire(int i) {
        return MulticastLab.name(1 + i % INTERFACES);
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }

    /** Groups of this test in the kernel's tables: 239.7.x.y, first byte last, and ff15::7:x. */
    private static long joined() throws IOException {
        long four = Files.readAllLines(Path.of("/proc/thread-self/net/igmp")).stream()
                .filter(line -> line.strip().matches("[0-9A-F]{4}07EF\\s.*"))
                .count();
        long six = Files.readAllLines(Path.of("/proc/thread-self/net/igmp6")).stream()
                .filter(line -> line.contains("ff150000000000000000000000070"))
                .count();
        return four + six;
    }

    private static List<String> settings() throws IOException {
        List<String> values = new ArrayList<>();
        for (String file : SETTINGS) {
            Path path = Path.of(file);
            // A namespace of its own may not have all. Read as lines: the kernel hands such a file over in one piece
            // only.
            values.add(path.getFileName() + "="
                    + (Files.exists(path) ? Files.readAllLines(path).get(0) : "-"));
        }
        return values;
    }
}
