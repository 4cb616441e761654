package io.headgate.daemon.config;

import io.headgate.engine.lane.LaneOptions;
import io.headgate.engine.lane.OnFull;
import io.headgate.engine.lane.Threading;
import io.headgate.net.datagram.DatagramOptions;
import io.headgate.net.multicast.Group;
import io.headgate.net.multicast.SocketPlan;
import io.headgate.net.relay.Input;
import io.headgate.net.relay.Receiver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A lane of datagrams: what comes to multicast groups or to UDP ports of this host, and leaves for its receivers.
 *
 * @param groups to be joined; none where {@code hosts} are
 * @param hosts addresses of this host to listen at; none where {@code groups} are
 * @param linkLocal groups of a single link that are meant though routers never forward them
 * @param rejoin how often its memberships are reported unasked, {@link Duration#ZERO} for never
 * @param sendTo at least one
 */
public record DatagramLane(
        String name,
        List<Group> groups,
        List<InetSocketAddress> hosts,
        Set<InetAddress> linkLocal,
        Duration rejoin,
        List<Receiver> sendTo,
        LaneOptions options,
        List<StepConfig> chain,
        Threading threading,
        int slots,
        Duration stallLimit)
        implements LaneConfig {
    public DatagramLane {
        groups = List.copyOf(groups);
        hosts = List.copyOf(hosts);
        linkLocal = Set.copyOf(linkLocal);
        sendTo = List.copyOf(sendTo);
        chain = List.copyOf(chain);
    }

    @Override
    public DatagramLane withChain(List<StepConfig> other) {
        return new DatagramLane(
                name, groups, hosts, linkLocal, rejoin, sendTo, options, other, threading, slots, stallLimit);
    }

    public boolean isMulticast() {
        return !groups.isEmpty();
    }

    /** A socket that is full drops: there is no way round a program that listens. */
    @Override
    public OnFull onFull() {
        return OnFull.FAIL_CLOSED;
    }

    /** Never: nobody else takes what was sent here. */
    @Override
    public boolean isFailOpen() {
        return false;
    }

    @Override
    public String whence() {
        List<Input> inputs = inputs();
        String first = label(inputs.get(0));
        return switch (inputs.size()) {
            case 1 -> first;
            case 2 -> first + " and " + label(inputs.get(1));
            default -> first + " and " + (inputs.size() - 1) + " others";
        };
    }

    private static String label(Input input) {
        String address = input.address().getHostAddress();
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + input.port()
                + (input.interfaceName().isEmpty() ? "" : " on " + input.interfaceName());
    }

    @Override
    public int rings() {
        return 1;
    }

    /** Groups are spread over sockets, each with a buffer of its own; every port of this host has one. */
    @Override
    public long receiveBufferBytes() {
        long sockets = isMulticast() ? SocketPlan.of(groups).size() : hosts.size();
        return sockets * DatagramOptions.DEFAULTS.receiveBufferBytes();
    }

    /** Where it listens, as its sink must know. */
    public List<Input> inputs() {
        return Stream.concat(
                        groups.stream().map(group -> new Input(group.address(), group.port(), group.interfaceName())),
                        hosts.stream().map(host -> new Input(host.getAddress(), host.getPort(), "")))
                .toList();
    }
}
