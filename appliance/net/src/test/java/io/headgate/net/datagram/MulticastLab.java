package io.headgate.net.datagram;

import io.headgate.net.lab.Command;
import io.headgate.net.lab.Host;
import io.headgate.net.lab.LabException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A listening host and a talking one, joined by pairs of interfaces of the same name on both sides.
 *
 * <pre>
 *   talker 10.92.N.1 fd00:92:N::1 (and .2, .3) --[mcN]--(mcN)-- listener 10.92.N.9 fd00:92:N::9
 * </pre>
 */
final class MulticastLab implements AutoCloseable {
    private static final long LIMIT_NS = 10_000_000_000L;

    private final Host talker;
    private final Host listener;

    MulticastLab() {
        String prefix = "hgmc-" + ProcessHandle.current().pid() + "-";
        talker = new Host(prefix + "talker");
        listener = new Host(prefix + "listener");
        try {
            for (Host host : List.of(talker, listener)) {
                Command.run(List.of("ip", "netns", "add", host.namespace()));
                host.run("ip link set lo up");
            }
        } catch (LabException failed) {
            close();
            throw failed;
        }
    }

    Host talker() {
        return talker;
    }

    Host listener() {
        return listener;
    }

    static String name(int number) {
        return "mc" + number;
    }

    /** Lays wire {@code number} and gives both ends their addresses. */
    void wire(int number) {
        String name = name(number);
        String pair = "ip link add " + name + " netns " + talker.namespace() + " type veth peer name " + name
                + " netns " + listener.namespace();
        Command.run(List.of(pair.split(" ", -1)));
        for (int host = 1; host <= 3; host++) {
            address(talker, number, host);
        }
        address(listener, number, 9);
        talker.run("ip link set " + name + " up");
        listener.run("ip link set " + name + " up");
        awaitIpv6(talker, name);
        awaitIpv6(listener, name);
    }

    /** An interface that came up has its route for IPv6 groups a little later; until then their datagrams are lost. */
    private static void awaitIpv6(Host host, String name) {
        long endNs = System.nanoTime() + LIMIT_NS;
        while (host.run("ip -6 route show table local type multicast dev " + name)
                .isBlank()) {
            if (System.nanoTime() > endNs) {
                throw new LabException(name + " has no IPv6 after ten seconds");
            }
        }
    }

    private static void address(Host host, int number, int last) {
        host.run("ip addr add 10.92." + number + "." + last + "/24 dev " + name(number));
        host.run("ip addr add fd00:92:" + number + "::" + last + "/64 dev " + name(number) + " nodad");
    }

    /** Takes wire {@code number} away, with both its ends. */
    void cut(int number) {
        listener.run("ip link del " + name(number));
    }

    /** Sends one datagram to a group from one of the talker's addresses, and so by that address' interface. */
    void talk(String from, String group, int port, int ttl, int trafficClass, String text) {
        talker.call(() -> {
            try (Talker socket = new Talker(from, ttl, trafficClass)) {
                socket.send(group, port, text);
            }
            return null;
        });
    }

    /** A socket of the talker's; to be made on a thread inside it. */
    static final class Talker implements AutoCloseable {
        private final DatagramChannel channel;

        Talker(String from, int ttl, int trafficClass) throws IOException {
            InetAddress address = InetAddress.getByName(from);
            channel = DatagramChannel.open(
                    from.contains(":") ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
            channel.bind(new InetSocketAddress(address, 0));
            channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByName(interfaceOf(from)));
            channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, ttl);
            channel.setOption(StandardSocketOptions.IP_TOS, trafficClass);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, 200_000);
        }

        /** The wire's number is the third part of its addresses. */
        private static String interfaceOf(String address) {
            return name(Integer.parseInt(address.split("[.:]", -1)[2]));
        }

        void send(String group, int port, String text) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            channel.send(bytes, new InetSocketAddress(InetAddress.getByName(group), port));
        }

        int port() throws IOException {
            return ((InetSocketAddress) channel.getLocalAddress()).getPort();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    @Override
    public void close() {
        for (Host host : List.of(talker, listener)) {
            Command.tryRun(List.of("ip", "netns", "del", host.namespace()));
        }
    }
}
