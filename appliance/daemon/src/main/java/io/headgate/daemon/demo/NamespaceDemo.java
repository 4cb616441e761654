package io.headgate.daemon.demo;

import io.headgate.daemon.demo.CheckList.NotAsExpected;
import io.headgate.daemon.run.ApplianceProcess;
import io.headgate.net.lab.Host.Traffic;
import io.headgate.net.lab.RouterLab;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;

/** The demo with real packets: three hosts, and the appliance on the one in the middle. */
final class NamespaceDemo {
    private static final int QUEUE = 8668;
    private static final int CLOSED_PORT = 9999;
    private static final int CLOSED_DATAGRAMS = 10;
    private static final int PINGS = 5;

    /** What the chain sets; the router then takes one off on the way to the client. */
    private static final int SET_TTL = 77;

    private static final int SEEN_TTL = SET_TTL - 1;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    /** Where the client finds the server's web port. */
    private static final int SEEN_PORT = 8088;

    private static final int REAL_PORT = 8081;

    /** An address of the router that leads to a port of the client; and what the client takes the server for. */
    private static final InetSocketAddress FORWARDED = new InetSocketAddress(RouterLab.ROUTER_WAN_ADDRESS, 7001);

    private static final InetSocketAddress ALIAS = new InetSocketAddress(Firewall.ALIAS_ADDRESS, 2001);
    private static final int SERVER_PORT = 2000;

    private static final String CONFIG = """
            lanes:
              - name: demo
                listen: [{ port: %d, mode: divert }]
                chain:
                  - { plugin: ttl, with: { set: %d } }
                  - { plugin: drop, with: { protocol: udp, port: %d } }
                  - plugin: nat-static
                    with:
                      map:
                        - { protocol: tcp, outside: %s, outside-port: %d, inside: %s, inside-port: %d }
                        - { protocol: udp, outside: %s, outside-port: %d, inside: %s, inside-port: %d }
                        - { protocol: udp, outside: %s, outside-port: %d, inside: %s, inside-port: %d }
                on-full: fail-open
            """.formatted(
                    QUEUE,
                    SET_TTL,
                    CLOSED_PORT,
                    RouterLab.SERVER_ADDRESS,
                    SEEN_PORT,
                    RouterLab.SERVER_ADDRESS,
                    REAL_PORT,
                    RouterLab.ROUTER_WAN_ADDRESS,
                    FORWARDED.getPort(),
                    RouterLab.CLIENT_ADDRESS,
                    Firewall.FORWARDED_PORT,
                    Firewall.ALIAS_ADDRESS,
                    ALIAS.getPort(),
                    RouterLab.SERVER_ADDRESS,
                    SERVER_PORT);

    private final CheckList checks;

    /** Who makes the traffic and judges it. */
    private record Peers(Pings pings, Transfers transfers, Datagrams datagrams) {}

    NamespaceDemo(CheckList checks) {
        this.checks = checks;
    }

    /** Runs everything; returns the appliance's ledger. */
    Map<String, Object> run() {
        checks.phase(
                "network",
                "client %s --- router, firewall and MASQUERADE --- %s server"
                        .formatted(RouterLab.CLIENT_ADDRESS, RouterLab.SERVER_ADDRESS));
        try (RouterLab lab = RouterLab.create();
                Transfers transfers = new Transfers(lab)) {
            lab.addIpv6();
            Peers peers = new Peers(new Pings(lab), transfers, new Datagrams(lab));
            Firewall firewall = new Firewall(lab.router());
            firewall.addOperatorRules();
            checks.check("ping, without the appliance", () -> expectTtl(peers, RouterLab.SERVER_ADDRESS, 63));
            checks.check("ipv6 ping, without the appliance", () -> expectTtl(peers, RouterLab.SERVER_IPV6, 63));

            firewall.addDivertRules(QUEUE).forEach(rule -> checks.line("router# " + rule));
            try (ApplianceProcess appliance = ApplianceProcess.start(lab.router(), CONFIG)) {
                checks.line("router# headgate run: set every TTL to %d, drop udp port %d, translate three addresses"
                        .formatted(SET_TTL, CLOSED_PORT));
                Traffic serverBefore = lab.server().traffic(RouterLab.PEER_INTERFACE);
                Traffic clientBefore = lab.client().traffic(RouterLab.PEER_INTERFACE);

                lab.setOffloads(true);
                checks.phase("offloads on", "the kernel hands over TCP segments of up to 64 KiB");
                exercise(peers, 1);
                lab.setOffloads(false);
                checks.phase("offloads off", "every packet as on the wire");
                exercise(peers, 2);

                Traffic server = since(serverBefore, lab.server().traffic(RouterLab.PEER_INTERFACE));
                Traffic client = since(clientBefore, lab.client().traffic(RouterLab.PEER_INTERFACE));
                checks.phase("after SIGTERM", "the ledger beside what the peers' interfaces counted");
                return stopAndCompare(appliance, client, server);
            }
        }
    }

    private void exercise(Peers peers, int seed) {
        checks.check("ping, TTL rewritten", () -> expectTtl(peers, RouterLab.SERVER_ADDRESS, SEEN_TTL));
        checks.check("ipv6 ping, hop limit rewritten", () -> expectTtl(peers, RouterLab.SERVER_IPV6, SEEN_TTL));
        Transfers transfers = peers.transfers();
        checks.check("tcp download, every packet rewritten", () -> transfers.download(seed));
        checks.check("tcp upload, every packet rewritten", () -> transfers.upload(seed));
        checks.check("tcp to a rewritten port", () -> transfers.downloadFrom(seed, SEEN_PORT, REAL_PORT));
        Datagrams datagrams = peers.datagrams();
        checks.check("udp exchange through MASQUERADE", () -> datagrams.exchange(RouterLab.ROUTER_WAN_ADDRESS));
        checks.check(
                "udp echo, both ends rewritten both ways",
                () -> datagrams.translatedEcho(FORWARDED, SERVER_PORT, Firewall.FORWARDED_PORT, ALIAS));
        checks.check("icmp error, with what it quotes", () -> datagrams.refused(FORWARDED, SERVER_PORT));
        checks.check("udp, dropped port stays silent", () -> datagrams.silence(CLOSED_PORT, CLOSED_DATAGRAMS));
        checks.check("firewall, state and policy still work", datagrams::unasked);
    }

    private static String expectTtl(Peers peers, String address, int expected) throws NotAsExpected {
        int ttl = peers.pings().ttl(address, PINGS);
        if (ttl != expected) {
            throw new NotAsExpected("answers have ttl=" + ttl + " instead of " + expected);
        }
        return PINGS + " answers with ttl=" + ttl;
    }

    private static Traffic since(Traffic before, Traffic now) {
        return new Traffic(now.received() - before.received(), now.sent() - before.sent());
    }

    private Map<String, Object> stopAndCompare(ApplianceProcess appliance, Traffic client, Traffic server) {
        long startNs = System.nanoTime();
        Map<String, Object> ledger = appliance.stop(STOP_LIMIT);
        long stopMs = (System.nanoTime() - startNs) / 1_000_000;
        long received = number(ledger, "received");
        long reinjected = number(ledger, "reinjected");
        long dropped = number(ledger, "dropped");
        long unaccounted = received
                - reinjected
                - dropped
                - number(ledger, "held")
                - number(ledger, "errors")
                - number(ledger, "inFlight");

        checks.check("ledger balances", () -> {
            require(unaccounted == 0, "%d packets unaccounted for in %s".formatted(unaccounted, ledger));
            return "received %d = reinjected %d + dropped %d + errors %d + held %d + in flight %d"
                    .formatted(
                            received,
                            reinjected,
                            dropped,
                            number(ledger, "errors"),
                            number(ledger, "held"),
                            number(ledger, "inFlight"));
        });
        checks.check("reinjected is what the server saw", () -> {
            long seen = server.received() + server.sent();
            require(reinjected == seen, "reinjected %d, but the server counted %d".formatted(reinjected, seen));
            return "server received %d + sent %d = %d".formatted(server.received(), server.sent(), seen);
        });
        checks.check("dropped is what the client missed", () -> {
            long missing = client.sent() - server.received();
            require(
                    dropped == missing && dropped == 2 * CLOSED_DATAGRAMS,
                    "dropped %d, but client sent %d and server received %d"
                            .formatted(dropped, client.sent(), server.received()));
            return "client sent %d - server received %d = %d".formatted(client.sent(), server.received(), missing);
        });
        checks.check("the kernel lost nothing", () -> {
            long lost = number(ledger, "kernelLoss") + number(ledger, "kernelPassed");
            require(lost == 0, lost + " packets did not fit the queue");
            return "0 packets";
        });
        checks.check("exit within 5 s", () -> {
            require(stopMs < STOP_LIMIT.toMillis(), "took " + stopMs + " ms");
            return stopMs + " ms";
        });
        return ledger;
    }

    private static void require(boolean condition, String otherwise) throws NotAsExpected {
        if (!condition) {
            throw new NotAsExpected(otherwise);
        }
    }

    private static long number(Map<String, Object> ledger, String key) {
        return ((Number) ledger.get(key)).longValue();
    }
}
