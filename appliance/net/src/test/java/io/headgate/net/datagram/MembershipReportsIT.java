package io.headgate.net.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.net.lab.RequiresRoot;
import io.headgate.net.multicast.Group;
import io.headgate.net.multicast.SourceList;
import io.headgate.net.sys.Sys;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What routers on the wire learn of a lane's groups, read by tcpdump at the other end of the wire. */
@RequiresRoot
@Timeout(120)
class MembershipReportsIT {
    private static final String LIMIT_S = "40";

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

    /** The reports that come in at one end of a wire, as tcpdump words them. */
    private static final class Tap implements AutoCloseable {
        private final Process process;
        private final BufferedReader lines;
        private final List<String> seen = new ArrayList<>();

        Tap(int wire) throws IOException {
            process = new ProcessBuilder(lab.talker()
                            .inside(
                                    "timeout",
                                    LIMIT_S,
                                    "tcpdump",
                                    "--immediate-mode",
                                    "-Qin",
                                    "-lnvv",
                                    "-i",
                                    MulticastLab.name(wire),
                                    "igmp or (ip6 and ip6[40] == 58) or (ip6 and ip6[48] == 143)"))
                    .redirectErrorStream(true)
                    .start();
            lines = process.inputReader(StandardCharsets.UTF_8);
            awaitLine("listening on");
        }

        /** Reads on until a line has all of these; tcpdump's time limit ends a wait in vain. */
        void awaitLine(String... parts) throws IOException {
            String line = "";
            while (!List.of(parts).stream().allMatch(line::contains)) {
                line = lines.readLine();
                assertThat(line)
                        .as("tcpdump ended; wanted %s of %s", List.of(parts), seen)
                        .isNotNull();
                seen.add(line);
            }
        }

        List<String> seen() {
            return seen;
        }

        @Override
        public void close() {
            process.destroy();
        }
    }

    private static Group group(String address, String interfaceName, SourceList sources) throws IOException {
        return new Group(InetAddress.getByName(address), 7000, interfaceName, sources);
    }

    private static SourceList senders(boolean areWanted, String... addresses) throws IOException {
        List<InetAddress> all = new ArrayList<>();
        for (String address : addresses) {
            all.add(InetAddress.getByName(address));
        }
        return areWanted ? SourceList.only(all) : SourceList.allBut(all);
    }

    private static DatagramSource open(Group... groups) {
        return lab.listener()
                .call(() -> new DatagramRig(
                                8,
                                ring -> DatagramSource.openMulticast(
                                        Sys.libc(), DatagramOptions.DEFAULTS, List.of(groups), Set.of(), ring))
                        .source());
    }

    @Test
    void shouldReportAnyAndSpecificSourcesByIgmpv3() throws Exception {
        try (Tap tap = new Tap(1)) {
            DatagramSource any = open(group("239.6.0.1", "mc1", SourceList.any()));
            tap.awaitLine("igmp v3 report", "gaddr 239.6.0.1 to_ex { }");
            DatagramSource only = open(group("239.6.0.2", "mc1", senders(true, "10.92.1.1")));
            tap.awaitLine("igmp v3 report", "gaddr 239.6.0.2 allow { 10.92.1.1 }");
            DatagramSource allBut = open(group("239.6.0.3", "mc1", senders(false, "10.92.1.2")));
            tap.awaitLine("igmp v3 report", "gaddr 239.6.0.3 to_ex { 10.92.1.2 }");

            any.close();
            tap.awaitLine("igmp v3 report", "gaddr 239.6.0.1 to_in { }");
            only.close();
            tap.awaitLine("igmp v3 report", "gaddr 239.6.0.2 block { 10.92.1.1 }");
            allBut.close();
            tap.awaitLine("igmp v3 report", "gaddr 239.6.0.3 to_in { }");
        }
    }

    @Test
    void shouldReportAnyAndSpecificSourcesByMldv2() throws Exception {
        try (Tap tap = new Tap(1)) {
            DatagramSource any = open(group("ff15::6:1", "mc1", SourceList.any()));
            tap.awaitLine("multicast listener report v2", "gaddr ff15::6:1 to_ex { }");
            DatagramSource only = open(group("ff15::6:2", "mc1", senders(true, "fd00:92:1::1")));
            tap.awaitLine("multicast listener report v2", "gaddr ff15::6:2 allow { fd00:92:1::1 }");
            DatagramSource allBut = open(group("ff15::6:3", "mc1", senders(false, "fd00:92:1::2")));
            tap.awaitLine("multicast listener report v2", "gaddr ff15::6:3 to_ex { fd00:92:1::2 }");

            any.close();
            tap.awaitLine("multicast listener report v2", "gaddr ff15::6:1 to_in { }");
            only.close();
            tap.awaitLine("multicast listener report v2", "gaddr ff15::6:2 block { fd00:92:1::1 }");
            allBut.close();
            tap.awaitLine("multicast listener report v2", "gaddr ff15::6:3 to_in { }");
        }
    }

    @Test
    void shouldReportOnTheInterfaceJoinedOnlyAndLeaveWhenQuiet() throws Exception {
        try (Tap first = new Tap(1);
                Tap second = new Tap(2)) {
            DatagramSource source = open(group("239.6.0.4", "mc2", SourceList.any()));
            second.awaitLine("gaddr 239.6.0.4 to_ex { }");
            source.quiesce();
            second.awaitLine("gaddr 239.6.0.4 to_in { }");
            source.close();

            // What is reported on the first wire now is the end of what it could have seen.
            DatagramSource last = open(group("239.6.0.5", "mc1", SourceList.any()));
            first.awaitLine("gaddr 239.6.0.5 to_ex { }");
            last.close();
            assertThat(first.seen()).noneMatch(line -> line.contains("239.6.0.4"));
        }
    }
}
