package io.headgate.daemon;

import io.headgate.net.lab.Command;
import io.headgate.net.lab.Host;
import io.headgate.net.lab.RouterLab;
import java.util.List;

/**
 * One more router of a lab, before its server, so that packets pass two appliances.
 *
 * <pre>
 *   client --(lan)-- router --(wan)--[upper]-- second router --(lower)--[eth0]-- server
 * </pre>
 */
final class SecondRouter implements AutoCloseable {
    /** Its interface towards the router. */
    static final String UP = "upper";

    private static final String DOWN = "lower";
    private static final String UP_ADDRESS = "10.91.2.3";
    private static final String DOWN_ADDRESS = "10.91.3.2";

    private final Host host;

    private SecondRouter(Host host) {
        this.host = host;
    }

    /** Puts it into a lab; only IPv4 goes through. */
    static SecondRouter join(RouterLab lab) {
        String router = lab.router().namespace();
        SecondRouter second = new SecondRouter(new Host(router + "-2"));
        String own = second.host.namespace();
        Command.run(List.of("ip", "netns", "add", own));
        try {
            lab.router().run("ip link del " + RouterLab.WAN);
            wire(router, RouterLab.WAN, own, UP);
            wire(own, DOWN, lab.server().namespace(), RouterLab.PEER_INTERFACE);
            second.route(lab);
            return second;
        } catch (RuntimeException failed) {
            second.close();
            throw failed;
        }
    }

    private static void wire(String one, String name, String other, String otherName) {
        Command.run(List.of(
                ("ip link add " + name + " netns " + one + " type veth peer name " + otherName + " netns " + other)
                        .split(" ", -1)));
        for (List<String> end : List.of(List.of(one, name), List.of(other, otherName))) {
            Host host = new Host(end.get(0));
            host.run("ip link set " + end.get(1) + " up");
            host.run("ethtool -K " + end.get(1) + " tx off tso off gso off gro off");
        }
    }

    private void route(RouterLab lab) {
        lab.router().run("ip addr add " + RouterLab.ROUTER_WAN_ADDRESS + "/24 dev " + RouterLab.WAN);
        lab.router().run("ip route add " + RouterLab.SERVER_ADDRESS + " via " + UP_ADDRESS);
        host.run("ip addr add " + UP_ADDRESS + "/24 dev " + UP);
        host.run("ip addr add " + DOWN_ADDRESS + "/24 dev " + DOWN);
        host.run("ip route add " + RouterLab.SERVER_ADDRESS + " dev " + DOWN);
        host.run("ip route add " + RouterLab.CLIENT_ADDRESS + " via " + RouterLab.ROUTER_WAN_ADDRESS);
        host.run("sysctl -qw net.ipv4.ip_forward=1");
        lab.server().run("ip addr add " + RouterLab.SERVER_ADDRESS + "/32 dev " + RouterLab.PEER_INTERFACE);
        lab.server().run("ip route add " + DOWN_ADDRESS + " dev " + RouterLab.PEER_INTERFACE);
        lab.server().run("ip route add default via " + DOWN_ADDRESS);
    }

    Host host() {
        return host;
    }

    @Override
    public void close() {
        Command.tryRun(List.of("ip", "netns", "del", host.namespace()));
    }
}
