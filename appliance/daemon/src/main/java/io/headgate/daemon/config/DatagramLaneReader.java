package io.headgate.daemon.config;

import io.headgate.daemon.config.yaml.Problems;
import io.headgate.daemon.config.yaml.Section;
import io.headgate.engine.io.SourceException;
import io.headgate.engine.lane.LaneOptions;
import io.headgate.engine.lane.Threading;
import io.headgate.net.multicast.Group;
import io.headgate.net.multicast.SourceList;
import io.headgate.net.relay.Input;
import io.headgate.net.relay.Receiver;
import io.headgate.net.relay.TtlPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Reads one lane of datagrams: the groups or ports it listens at, and to whom it sends on. */
final class DatagramLaneReader {
    private static final int MAX_RECEIVERS = 1024;
    private static final int LAST_PORT = 65_535;
    private static final int MAX_TTL = 255;
    private static final int MIN_REJOIN_S = 10;
    private static final int MAX_REJOIN_S = 86_400;
    private static final String REJOIN = "rejoin";
    private static final String PORT = "port";
    private static final String ADDRESS = "address";
    private static final String INTERFACE = "interface";
    private static final String SOURCES = "sources";
    private static final String EXCLUDE = "exclude";
    private static final String LINK_LOCAL = "link-local";
    private static final String TTL = "ttl";
    private static final String MINIMUM_TTL = "minimum-ttl";
    private static final String SEND_TO = "send-to";

    private final Problems problems;
    private final List<Group> groups = new ArrayList<>();
    private final List<InetSocketAddress> hosts = new ArrayList<>();
    private final Set<InetAddress> linkLocal = new HashSet<>();
    private int multi;
    private int udp;

    DatagramLaneReader(Problems problems) {
        this.problems = problems;
    }

    boolean hasEntries() {
        return multi + udp > 0;
    }

    /** An entry of {@code listen}. */
    void listen(Section entry, String mode) {
        entry.misplaced("goes with mode divert", "queues", "backend", "direction");
        entry.refuse("path", "permissions", "group", TTL);
        int port = entry.requiredInteger(PORT, 1, LAST_PORT);
        if (mode.equals("multi")) {
            multi++;
            group(entry, port);
        } else {
            udp++;
            entry.misplaced("goes with mode multi", INTERFACE, SOURCES, EXCLUDE, LINK_LOCAL);
            InetAddress address = address(entry).orElseGet(() -> HostAddress.parse("0.0.0.0"));
            if (address.isMulticastAddress()) {
                entry.noteAt(ADDRESS, "'address' is a multicast group, which is joined by 'mode: multi'");
            } else if (!entry.isSpoilt()) {
                addHost(entry, new InetSocketAddress(address, port));
            }
        }
    }

    private void addHost(Section entry, InetSocketAddress host) {
        if (hosts.contains(host)) {
            entry.noteAt(PORT, "the lane listens there twice");
        }
        hosts.add(host);
    }

    private void group(Section entry, int port) {
        Optional<InetAddress> address = requiredAddress(entry);
        String interfaceName = entry.requiredText(INTERFACE);
        List<InetAddress> sources = entry.texts(SOURCES, HostAddress::parse);
        List<InetAddress> excluded = entry.texts(EXCLUDE, HostAddress::parse);
        boolean isLinkLocalMeant = entry.flag(LINK_LOCAL, false);
        if (!sources.isEmpty() && !excluded.isEmpty()) {
            entry.noteAt(EXCLUDE, "'exclude' has no meaning beside 'sources': only those are heard");
        }
        if (address.isEmpty() || entry.isSpoilt()) {
            return;
        }
        noted(entry, ADDRESS, () -> {
                    SourceList from = sources.isEmpty() ? SourceList.allBut(excluded) : SourceList.only(sources);
                    return new Group(address.get(), port, interfaceName, from);
                })
                .ifPresent(group -> addGroup(entry, group, isLinkLocalMeant));
    }

    private void addGroup(Section entry, Group group, boolean isLinkLocalMeant) {
        if (group.isLinkLocal() && !isLinkLocalMeant) {
            entry.noteAt(ADDRESS, linkLocal(group.address()));
        }
        boolean isThere = groups.stream()
                .anyMatch(other -> other.address().equals(group.address())
                        && other.port() == group.port()
                        && other.interfaceName().equals(group.interfaceName()));
        if (isThere) {
            entry.noteAt(ADDRESS, "the lane joins " + group + " twice; give all its sources in one place");
        }
        groups.add(group);
        if (isLinkLocalMeant) {
            linkLocal.add(group.address());
        }
    }

    private static String linkLocal(InetAddress group) {
        return "'address' is '" + group.getHostAddress()
                + "', a group of a single link that the network's own protocols"
                + " use; say 'link-local: true' if it is really meant";
    }

    /** The lane, if nothing about its datagrams is wrong. */
    Optional<DatagramLane> finish(
            Section lane,
            String name,
            LaneOptions options,
            List<StepConfig> chain,
            Threading threading,
            int slots,
            Duration stallLimit) {
        int before = problems.count();
        if (multi > 0 && udp > 0) {
            lane.noteAt(
                    "listen", "'listen' has entries of mode multi and of mode udp; make each kind a lane of its own");
        }
        lane.misplaced("goes with listen of mode divert", "divert");
        lane.misplaced("goes with listen of mode divert: a socket that is full drops", "on-full");
        if (multi == 0) {
            lane.misplaced("goes with listen of mode multi", REJOIN);
        }
        Duration rejoin = Duration.ofSeconds(
                lane.integer(REJOIN, MIN_REJOIN_S, MAX_REJOIN_S).orElse(0));
        DatagramLane read = new DatagramLane(
                name, groups, hosts, linkLocal, rejoin, List.of(), options, chain, threading, slots, stallLimit);
        List<Receiver> receivers = new ArrayList<>();
        lane.blocks(
                SEND_TO,
                MAX_RECEIVERS,
                entry -> receiver(entry).ifPresent(receiver -> {
                    checkNoEcho(entry, receiver, read.inputs());
                    receivers.add(receiver);
                }));
        if (problems.count() != before || receivers.isEmpty() || groups.isEmpty() == hosts.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new DatagramLane(
                name, groups, hosts, linkLocal, rejoin, receivers, options, chain, threading, slots, stallLimit));
    }

    private Optional<Receiver> receiver(Section entry) {
        Optional<InetAddress> address = address(entry);
        int port = entry.integer(PORT, 1, LAST_PORT).orElse(0);
        String interfaceName = entry.text(INTERFACE).orElse("");
        boolean isLooped = entry.flag("loop", false);
        boolean isLinkLocalMeant = entry.flag(LINK_LOCAL, false);
        TtlPolicy ttl = ttl(entry);
        if (entry.isSpoilt()) {
            return Optional.empty();
        }
        if (address.isPresent() && isLinkLocal(address.get()) && !isLinkLocalMeant) {
            entry.noteAt(ADDRESS, linkLocal(address.get()));
        }
        return noted(entry, ADDRESS, () -> new Receiver(address.orElse(null), port, interfaceName, ttl, isLooped));
    }

    private static boolean isLinkLocal(InetAddress address) {
        return address.isMulticastAddress() && new Group(address, 1, "any", SourceList.any()).isLinkLocal();
    }

    private static TtlPolicy ttl(Section entry) {
        int least = entry.integer(MINIMUM_TTL, 1, MAX_TTL).orElse(0);
        String text = entry.text(TTL).orElse("keep");
        if (least > 0 && !text.equals("keep")) {
            entry.noteAt(MINIMUM_TTL, "'minimum-ttl' goes with 'ttl: keep' only");
        }
        if (text.equals("keep")) {
            return least > 0 ? TtlPolicy.minimum(least) : TtlPolicy.keep();
        }
        if (text.equals("decrement")) {
            return TtlPolicy.decrement();
        }
        if (text.matches("[1-9]\\d{0,2}") && Integer.parseInt(text) <= MAX_TTL) {
            return TtlPolicy.set(Integer.parseInt(text));
        }
        entry.noteAt(TTL, Section.allowed(TTL, text, "keep, decrement, or a number from 1 to " + MAX_TTL));
        return TtlPolicy.keep();
    }

    /** What the sink refuses at its opening is told before anything is opened, as far as the file shows it. */
    private static void checkNoEcho(Section entry, Receiver receiver, List<Input> inputs) {
        boolean isEcho = inputs.stream()
                .anyMatch(input -> input.address().equals(receiver.address())
                        && input.port() == receiver.port()
                        && (input.interfaceName().isEmpty()
                                || receiver.interfaceName().isEmpty()
                                || input.interfaceName().equals(receiver.interfaceName())));
        if (isEcho) {
            entry.noteAt(
                    ADDRESS,
                    "the lane itself listens at " + receiver.label()
                            + ": what it sends there would come back for ever");
        }
    }

    private static Optional<InetAddress> address(Section entry) {
        return entry.text(ADDRESS).flatMap(text -> parsed(entry, text));
    }

    private static Optional<InetAddress> requiredAddress(Section entry) {
        String text = entry.requiredText(ADDRESS);
        return text.isEmpty() ? Optional.empty() : parsed(entry, text);
    }

    private static Optional<InetAddress> parsed(Section entry, String text) {
        return noted(entry, ADDRESS, () -> HostAddress.parse(text));
    }

    /** What is made, or a note of why it cannot be. */
    private static <T> Optional<T> noted(Section entry, String key, Supplier<T> make) {
        try {
            return Optional.of(make.get());
        } catch (IllegalArgumentException | SourceException wrong) {
            entry.noteAt(key, "'" + key + "': " + wrong.getMessage());
            return Optional.empty();
        }
    }
}
