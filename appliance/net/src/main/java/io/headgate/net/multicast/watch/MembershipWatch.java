package io.headgate.net.multicast.watch;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Watches the memberships of one interface. Has no thread: {@link #poll} is to be called about once a second.
 *
 * <p>Thread: one, for every method. The socket belongs to the network namespace of the thread that makes the watch.
 */
public final class MembershipWatch implements AutoCloseable {
    /** A flood of reports waits for the next poll, or is lost; the timers forgive that. */
    private static final int MOST_PER_POLL = 1_024;

    private final PacketSocket socket;
    private final MembershipTable table;
    private final long rejoinEveryNs;
    private final Consumer<List<InetAddress>> rejoin;
    private boolean isRejoinTimed;
    private long rejoinedNs;
    private long malformed;

    private MembershipWatch(
            PacketSocket socket, MembershipTable table, long rejoinEveryNs, Consumer<List<InetAddress>> rejoin) {
        this.socket = socket;
        this.table = table;
        this.rejoinEveryNs = rejoinEveryNs;
        this.rejoin = rejoin;
    }

    /**
     * Opens a watch that only looks on.
     *
     * @param alarms called from {@link #poll}
     * @throws io.headgate.engine.io.SourceException if there is no such interface, or no right to watch it
     */
    public static MembershipWatch open(String interfaceName, Consumer<MembershipAlarm> alarms) {
        return open(interfaceName, alarms, 0, groups -> {});
    }

    /**
     * Opens a watch that also has the wanted groups reported again now and then, for networks without querier.
     *
     * @param rejoinEveryNs 0 for never
     * @param rejoin called from {@link #poll} with all groups that are wanted, if there are any
     * @throws io.headgate.engine.io.SourceException as above
     */
    public static MembershipWatch open(
            String interfaceName,
            Consumer<MembershipAlarm> alarms,
            long rejoinEveryNs,
            Consumer<List<InetAddress>> rejoin) {
        return new MembershipWatch(
                new PacketSocket(interfaceName), new MembershipTable(interfaceName, alarms), rejoinEveryNs, rejoin);
    }

    /** A group is joined from now on, and should stay so. */
    public void want(InetAddress group, long nowNs) {
        table.want(group, nowNs);
    }

    /** A group is no longer wanted. */
    public void forget(InetAddress group) {
        table.forget(group);
    }

    /**
     * Reads what has arrived and looks what is due.
     *
     * @param nowNs by any clock that only goes forward, always the same
     * @throws io.headgate.engine.io.SourceException if the socket is broken
     */
    public void poll(long nowNs) {
        for (int i = 0; i < MOST_PER_POLL; i++) {
            int length = socket.receive();
            if (length == 0) {
                break;
            }
            try {
                table.on(MembershipParser.parse(socket.packet(), length, socket.isOurs()), nowNs);
            } catch (MalformedMessage wrong) {
                malformed++;
            }
        }
        table.check(nowNs);
        rejoinIfDue(nowNs);
    }

    private void rejoinIfDue(long nowNs) {
        if (rejoinEveryNs == 0 || (isRejoinTimed && nowNs - rejoinedNs < rejoinEveryNs)) {
            return;
        }
        List<InetAddress> groups = table.groups();
        if (isRejoinTimed && !groups.isEmpty()) {
            rejoin.accept(groups);
        }
        isRejoinTimed = true;
        rejoinedNs = nowNs;
    }

    /** Who asks for memberships of IPv4, or of IPv6; empty if nobody has. */
    public Optional<QuerierStatus> querier(boolean isIpv6) {
        return Optional.of(table.querier(isIpv6)).filter(querier -> querier.address() != null);
    }

    /** The groups that are wanted. */
    public List<MembershipStatus> memberships() {
        return table.memberships();
    }

    /** Packets that were no message, or lied. */
    public long malformed() {
        return malformed;
    }

    @Override
    public void close() {
        socket.close();
    }
}
