package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.HeadgateProcess.Result;
import io.headgate.daemon.cli.Json;
import io.headgate.testkit.RequiresRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CheckIT {
    private static final String CONFIG = """
            lanes:
              - name: edge
                listen: [{ port: 100, queues: 2 }]
                divert: { interfaces: [eth0], exempt: [tcp port 22] }
                chain:
                  - { plugin: ttl, with: { set: 77 } }
                  - { plugin: drop, with: { port: 9 }, on-error: drop }
              - name: watch
                listen: [{ port: 8668 }]
                enforce: false
                chain: [{ plugin: passthru }]
                on-full: fail-closed
                slots: 64
            """;

    @TempDir
    private Path folder;

    private Path config(String text) throws Exception {
        return Files.writeString(folder.resolve("edge.yaml"), text);
    }

    private static Result check(String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("check"));
        arguments.addAll(List.of(more));
        return HeadgateProcess.run(HeadgateProcess.command(arguments.toArray(String[]::new)));
    }

    @Test
    void shouldSayWhatTheApplianceWouldDo() throws Exception {
        Result result = check("-c", config(CONFIG).toString());

        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(result.out()).isEqualTo("""
                lane edge: enforces
                  listens on queues 100 to 101, a lane each, threading shared
                  1024 slots for each queue, 130 MiB in all
                  when full: packets go on unfiltered
                  chain:
                    ttl {set=77}
                    drop {protocol=tcp, port=9}, on error drop
                  large segments: uncut
                  kernel rules:
                    iptables -w -t raw -A PREROUTING -i eth0 -p tcp -m multiport --ports 22 -j RETURN
                    iptables -w -t raw -A PREROUTING -i eth0 -m mark ! --mark 0x40000000/0x40000000 -j NFQUEUE \
                --queue-balance 100:101 --queue-bypass
                    iptables -w -t mangle -A POSTROUTING -o eth0 -p tcp -m multiport --ports 22 -j RETURN
                    iptables -w -t mangle -A POSTROUTING -o eth0 -m mark ! --mark 0x40000000/0x40000000 -j NFQUEUE \
                --queue-balance 100:101 --queue-bypass
                    ip6tables -w -t raw -A PREROUTING -i eth0 -p tcp -m multiport --ports 22 -j RETURN
                    ip6tables -w -t raw -A PREROUTING -i eth0 -m mark ! --mark 0x40000000/0x40000000 -j NFQUEUE \
                --queue-balance 100:101 --queue-bypass
                    ip6tables -w -t mangle -A POSTROUTING -o eth0 -p tcp -m multiport --ports 22 -j RETURN
                    ip6tables -w -t mangle -A POSTROUTING -o eth0 -m mark ! --mark 0x40000000/0x40000000 -j NFQUEUE \
                --queue-balance 100:101 --queue-bypass
                lane watch: observes only, changes nothing
                  listens on queue 8668, threading shared
                  64 slots for each queue, 4 MiB in all
                  when full: packets go on unfiltered
                  chain:
                    passthru
                  large segments: uncut
                  kernel rules: not known, give 'divert' with 'interfaces'
                OK""");
    }

    @Test
    @SuppressWarnings("unchecked")
    void shouldSayItInJson() throws Exception {
        Result result = check("--json", "-c", config(CONFIG).toString());

        Map<String, Object> plan = Json.parse(result.out());
        assertThat(plan).containsEntry("ok", true);
        List<Map<String, Object>> lanes = (List<Map<String, Object>>) plan.get("lanes");
        assertThat(lanes).hasSize(2);
        assertThat(lanes.get(0))
                .containsEntry("name", "edge")
                .containsEntry("enforce", true)
                .containsEntry("ports", List.of(100))
                .containsEntry("queues", 2)
                .containsEntry("failOpen", true)
                .containsEntry("segmentsCutFor", List.of());
        assertThat((List<Map<String, Object>>) lanes.get(0).get("chain"))
                .first()
                .isEqualTo(Map.of(
                        "plugin",
                        "ttl",
                        "with",
                        Map.of("set", 77),
                        "onError",
                        "pass",
                        "quarantineAfter",
                        100,
                        "timeBudgetNs",
                        10_000_000));
        assertThat(lanes.get(1)).containsEntry("enforce", false).containsEntry("kernelRules", List.of());
    }

    @Test
    void shouldSayWhatARelayWouldDo() throws Exception {
        Path file = config("""
                lanes:
                  - name: feed
                    listen:
                      - { port: 4096, mode: multi, address: 226.0.0.1, interface: eth1, sources: [192.0.2.7] }
                      - { port: 4096, mode: multi, address: 226.0.0.2, interface: eth1 }
                    send-to:
                      - { address: 226.0.0.9, port: 4097, interface: eth2, ttl: 4 }
                      - { port: 5000, minimum-ttl: 8, loop: true }
                    chain: [{ plugin: passthru }]
                """);

        Result result = check("-c", file.toString());

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo("""
                lane feed: enforces
                  listens on, threading shared:
                    group 226.0.0.1 port 4096 on eth1, only from 192.0.2.7
                    group 226.0.0.2 port 4096 on eth1
                  1024 slots, 65 MiB
                  when full: the kernel drops
                  chain:
                    passthru
                  sends to:
                    226.0.0.9:4097 via eth2, ttl 4
                    (packet's address):5000, ttl at least 8, heard on this host too
                OK""");
        assertThat(Json.parse(check("--json", "-c", file.toString()).out()).toString())
                .contains("mode=multi")
                .contains("sendTo=[226.0.0.9:4097 via eth2, ttl 4, ");
    }

    @Test
    void shouldPrintEveryErrorAndTheirNumber() throws Exception {
        Path file = config(CONFIG.replace("chain: [", "chian: [").replace("slots: 64", "slots: 65"));

        Result result = check("-c", file.toString());

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines())
                .containsExactly(
                        file + ":8:5: missing key 'chain': give a list with at least one entry",
                        file + ":11:5: unknown key 'chian'; did you mean 'chain'? known here: name, listen, enforce,"
                                + " hold, seed, chain, slots, stall-limit, divert, on-full, threading, queue-length",
                        file + ":13:12: 'slots' is '65', but must be a power of two from 64 to 16384",
                        "3 errors");
    }

    @Test
    void shouldPrintErrorsInJson() throws Exception {
        Path file = config("lanes: []\n");

        Result result = check("--json", "-c", file.toString());

        assertThat(result.status()).isEqualTo(2);
        assertThat(Json.parse(result.out()))
                .isEqualTo(Map.of(
                        "ok",
                        false,
                        "errors",
                        List.of(Map.of(
                                "file",
                                file.toString(),
                                "line",
                                1,
                                "column",
                                8,
                                "message",
                                "'lanes' must have at least one entry"))));
    }

    @Test
    void shouldReadStandardInput() throws Exception {
        Result result = check("-c", "-");

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).isEqualTo("standard input: is empty; it needs at least 'lanes'\n1 error");
    }

    /** Without jnr no system call of ours can be made, and every channel opens its socket by sun.nio.ch.Net. */
    @Test
    void shouldLoadNothingThatCouldOpenASocket() throws Exception {
        List<String> command = new ArrayList<>(
                HeadgateProcess.command("check", "-c", config(CONFIG).toString()));
        command.add(1, "-Xlog:class+load");

        Result result = HeadgateProcess.run(command);

        assertThat(result.status()).isZero();
        assertThat(result.out()).contains("\nOK\n", " io.headgate.daemon.config.LaneReader ");
        assertThat(result.out())
                .doesNotContain(
                        " jnr.", " com.kenai.jffi.", " io.headgate.net.sys.", " sun.nio.ch.Net ", "java.net.Socket ");
    }

    @Test
    @RequiresRoot
    void shouldNeedNoRights() throws Exception {
        Path file = config(CONFIG);

        Result result = HeadgateProcess.run(HeadgateProcess.commandAsNobody(folder, "check", "-c", file.toString()));

        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(result.out()).endsWith("OK");
    }
}
