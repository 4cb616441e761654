package io.headgate.net.lab;

import io.headgate.net.sys.Sys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Client, router, server; see the package for a drawing. Neighbours are fixed and IPv6 is off until {@link #addIpv6},
 * so that nothing but the user's own packets crosses the wire and counts can be compared exactly.
 */
public final class RouterLab implements AutoCloseable {
    public static final String CLIENT_ADDRESS = "10.91.1.1";
    public static final String SERVER_ADDRESS = "10.91.2.1";
    public static final String ROUTER_WAN_ADDRESS = "10.91.2.2";

    /** After {@link #addIpv6}. */
    public static final String CLIENT_IPV6 = "fd00:91:1::1";

    /** After {@link #addIpv6}. */
    public static final String SERVER_IPV6 = "fd00:91:2::1";

    /** After {@link #addIpv6}. */
    public static final String ROUTER_WAN_IPV6 = "fd00:91:2::2";

    private static final String ROUTER_LAN_IPV6 = "fd00:91:1::2";

    /** The peers' only interface. */
    public static final String PEER_INTERFACE = "eth0";

    /** The router's interface towards the client. */
    public static final String LAN = "lan";

    /** The router's interface towards the server; the one whose traffic is diverted. */
    public static final String WAN = "wan";

    private static final String ROUTER_LAN_ADDRESS = "10.91.1.2";
    private static final String PREFIX = "headgate-";

    private final Host client;
    private final Host router;
    private final Host server;

    /** The hosts this lab has made and so may remove. */
    private final List<Host> made = new ArrayList<>();

    private RouterLab(String prefix) {
        client = new Host(prefix + "client");
        router = new Host(prefix + "router");
        server = new Host(prefix + "server");
    }

    /**
     * Makes a lab, after removing those whose process is gone. One lab per process at a time.
     *
     * @throws LabException without root, or if a command fails
     */
    public static RouterLab create() {
        if (!Sys.isRoot()) {
            throw new LabException("network namespaces need root");
        }
        removeAbandoned();
        RouterLab lab = new RouterLab(PREFIX + ProcessHandle.current().pid() + "-");
        try {
            lab.build();
        } catch (RuntimeException failed) {
            lab.close();
            throw failed;
        }
        return lab;
    }

    private void build() {
        for (Host host : hosts()) {
            Command.run(List.of("ip", "netns", "add", host.namespace()));
            made.add(host);
            configure(host, "/proc/sys/net/ipv6/conf/all/disable_ipv6", "1");
            configure(host, "/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
            host.run("ip link set lo up");
        }
        wire(client, CLIENT_ADDRESS, LAN, ROUTER_LAN_ADDRESS, "1");
        wire(server, SERVER_ADDRESS, WAN, ROUTER_WAN_ADDRESS, "2");
        configure(router, "/proc/sys/net/ipv4/ip_forward", "1");
    }

    /** Network settings are those of the namespace of the writing thread. */
    private static void configure(Host host, String file, String value) {
        host.call(() -> Files.writeString(Path.of(file), value));
    }

    /** Connects a peer with the router by a veth pair and tells each the other's hardware address. */
    private void wire(Host peer, String address, String routerInterface, String routerAddress, String number) {
        String pair = "ip link add " + PEER_INTERFACE + " netns " + peer.namespace() + " address " + peerMac(number)
                + " type veth peer name " + routerInterface + " netns " + router.namespace() + " address "
                + routerMac(number);
        Command.run(List.of(pair.split(" ", -1)));
        peer.run("ip addr add " + address + "/24 dev " + PEER_INTERFACE);
        router.run("ip addr add " + routerAddress + "/24 dev " + routerInterface);
        peer.run("ip link set " + PEER_INTERFACE + " up");
        router.run("ip link set " + routerInterface + " up");
        peer.run("ip neigh replace " + routerAddress + " lladdr " + routerMac(number) + " dev " + PEER_INTERFACE
                + " nud permanent");
        router.run("ip neigh replace " + address + " lladdr " + peerMac(number) + " dev " + routerInterface
                + " nud permanent");
        peer.run("ip route add default via " + routerAddress);
    }

    /**
     * Gives every host IPv6 addresses. What IPv6 says on its own account (neighbour and router discovery, multicast
     * reports) stays in the hosts, so that counts are still exact.
     */
    public void addIpv6() {
        for (Host host : hosts()) {
            for (String type : List.of("133", "134", "135", "136", "143")) {
                host.run("ip6tables -w -A OUTPUT -p icmpv6 --icmpv6-type " + type + " -j DROP");
            }
        }
        enableIpv6(client, PEER_INTERFACE, CLIENT_IPV6);
        enableIpv6(router, LAN, ROUTER_LAN_IPV6);
        enableIpv6(router, WAN, ROUTER_WAN_IPV6);
        enableIpv6(server, PEER_INTERFACE, SERVER_IPV6);
        configure(router, "/proc/sys/net/ipv6/conf/all/forwarding", "1");
        introduceIpv6(client, CLIENT_IPV6, LAN, ROUTER_LAN_IPV6, "1");
        introduceIpv6(server, SERVER_IPV6, WAN, ROUTER_WAN_IPV6, "2");
    }

    private static void enableIpv6(Host host, String interfaceName, String address) {
        String settings = "/proc/sys/net/ipv6/conf/" + interfaceName + "/";
        configure(host, settings + "addr_gen_mode", "1"); // None of its own.
        configure(host, settings + "accept_ra", "0");
        configure(host, settings + "disable_ipv6", "0");
        host.run("ip addr add " + address + "/64 dev " + interfaceName + " nodad");
    }

    private void introduceIpv6(Host peer, String address, String routerInterface, String routerAddress, String number) {
        peer.run("ip neigh replace " + routerAddress + " lladdr " + routerMac(number) + " dev " + PEER_INTERFACE
                + " nud permanent");
        router.run("ip neigh replace " + address + " lladdr " + peerMac(number) + " dev " + routerInterface
                + " nud permanent");
        peer.run("ip route add default via " + routerAddress);
    }

    private static String peerMac(String number) {
        return "02:00:00:00:0" + number + ":01";
    }

    private static String routerMac(String number) {
        return "02:00:00:00:0" + number + ":02";
    }

    public Host client() {
        return client;
    }

    public Host router() {
        return router;
    }

    public Host server() {
        return server;
    }

    private List<Host> hosts() {
        return List.of(client, router, server);
    }

    /** Whether interfaces take and hand on uncut segments and unfinished checksums. They do in a new lab. */
    public void setOffloads(boolean isOn) {
        setOffloads(client, PEER_INTERFACE, isOn);
        setOffloads(router, LAN, isOn);
        setOffloads(router, WAN, isOn);
        setOffloads(server, PEER_INTERFACE, isOn);
    }

    private static void setOffloads(Host host, String interfaceName, boolean isOn) {
        String state = isOn ? "on" : "off";
        // A veth's receive offload is off by default and stays so: large segments come from the sender.
        host.run("ethtool -K " + interfaceName + " tx " + state + " tso " + state + " gso " + state + " gro off");
    }

    /** Removes the hosts and ends what still runs in them. */
    @Override
    public void close() {
        made.forEach(host -> remove(host.namespace()));
        made.clear();
    }

    private static void removeAbandoned() {
        for (String line : Command.run(List.of("ip", "netns", "list")).lines().toList()) {
            String namespace = line.split(" ", -1)[0];
            if (namespace.matches(PREFIX + "\\d+-(client|router|server)") && !hasMaker(namespace)) {
                remove(namespace);
            }
        }
    }

    /** Process ids are used again, so only a Java process counts as the maker. */
    private static boolean hasMaker(String namespace) {
        long pid = Long.parseLong(namespace.substring(PREFIX.length(), namespace.lastIndexOf('-')));
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .map(command -> command.endsWith("java"))
                .orElse(false);
    }

    private static void remove(String namespace) {
        Command.Result pids = Command.tryRun(List.of("ip", "netns", "pids", namespace));
        if (pids.status() != 0) {
            return; // Was never made.
        }
        pids.output()
                .lines()
                .map(pid -> ProcessHandle.of(Long.parseLong(pid)))
                .forEach(process -> process.ifPresent(ProcessHandle::destroyForcibly));
        Command.tryRun(List.of("ip", "netns", "del", namespace));
    }
}
