package io.headgate.daemon.doctor.check;

import io.headgate.daemon.config.ApplianceConfig;
import io.headgate.daemon.config.DatagramLane;
import io.headgate.daemon.config.DivertLane;
import io.headgate.daemon.config.LaneConfig;
import io.headgate.daemon.host.HostFacts;
import io.headgate.daemon.host.LaneRules;
import io.headgate.daemon.host.Platform;
import io.headgate.net.divert.DivertBackend;
import io.headgate.net.multicast.Group;
import io.headgate.net.relay.Receiver;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is examined.
 *
 * @param lanes as configured; none if no configuration was given
 */
public record Subject(HostFacts host, List<LaneConfig> lanes) {
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_NET_RAW = 13;
    private static final String LOOPBACK = "lo";

    public Subject {
        lanes = List.copyOf(lanes);
    }

    /**
     * The kernel to examine. A lane with {@code backend: divert4} says that it is a BSD where the host itself cannot be
     * asked, as in a Linux folder below FreeBSD without its programs.
     */
    public Platform platform() {
        Platform seen = host.platform();
        boolean isDivert4 = divertLanes().stream()
                .flatMap(lane -> lane.listens().stream())
                .anyMatch(listen -> listen.backend() == DivertBackend.DIVERT4);
        return seen == Platform.LINUX && isDivert4 ? Platform.FREEBSD : seen;
    }

    /**
     * Whether ifconfig of a BSD cannot be asked: none is there, or one for Linux, whose names of interfaces are not those that
     * the rules need.
     */
    public boolean isIfconfigHidden() {
        return host.platform() == Platform.LINUX;
    }

    /** What a check says that needs the ifconfig of a BSD where {@link #isIfconfigHidden}. */
    public static Finding needsIfconfig() {
        return Finding.skip("ifconfig of the system below cannot be run from here");
    }

    /** The lanes of packets that the kernel diverts. */
    public List<DivertLane> divertLanes() {
        return ApplianceConfig.lanesOf(DivertLane.class, lanes);
    }

    /** The lanes of datagrams. */
    public List<DatagramLane> datagramLanes() {
        return ApplianceConfig.lanesOf(DatagramLane.class, lanes);
    }

    /** Whether there is a configuration, and none of its lanes takes packets that the kernel diverts. */
    public boolean divertsNothing() {
        return !lanes.isEmpty() && divertLanes().isEmpty();
    }

    /** What a check says that needs a configuration when there is none. */
    public static Finding needsConfiguration() {
        return Finding.skip("no configuration to look at: headgate doctor -c FILE");
    }

    /** The interfaces whose traffic is diverted: the configured ones, where none is those of the default routes; none twice. */
    public List<String> divertedInterfaces() {
        return divertLanes().stream()
                .flatMap(lane -> new LaneRules(lane, host).interfaces().stream())
                .distinct()
                .toList();
    }

    /** The interfaces by which groups come in, none twice; the loopback left out. */
    public List<String> groupInterfaces() {
        return datagramLanes().stream()
                .flatMap(lane -> lane.groups().stream())
                .map(Group::interfaceName)
                .filter(name -> !name.equals(LOOPBACK))
                .distinct()
                .toList();
    }

    /** The interfaces that listen and send-to of datagrams name, none twice; the loopback left out. */
    public List<String> datagramInterfaces() {
        Stream<String> receivers = datagramLanes().stream()
                .flatMap(lane -> lane.sendTo().stream())
                .map(Receiver::interfaceName)
                .filter(name -> !name.isEmpty() && !name.equals(LOOPBACK));
        return Stream.concat(groupInterfaces().stream(), receivers).distinct().toList();
    }

    /** The interfaces configured for diverting, none twice. */
    public List<String> interfaces() {
        return divertLanes().stream()
                .flatMap(lane -> lane.divert().interfaces().stream())
                .distinct()
                .toList();
    }

    /** Whether this process may own queues. */
    public boolean hasNetAdmin() {
        return hasCapability(CAP_NET_ADMIN);
    }

    /** Whether this process may inject. */
    public boolean hasNetRaw() {
        return hasCapability(CAP_NET_RAW);
    }

    /** As capabilities(7) and the CapEff line of proc_pid_status(5) say, 16 hex digits. */
    private boolean hasCapability(int bit) {
        return host.lines("proc/self/status").stream()
                .filter(line -> line.startsWith("CapEff:"))
                .map(line -> Long.parseUnsignedLong(
                        line.substring("CapEff:".length()).strip(), 16))
                .anyMatch(set -> (set >>> bit & 1) == 1);
    }
}
