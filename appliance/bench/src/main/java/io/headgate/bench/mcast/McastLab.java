package io.headgate.bench.mcast;

import io.headgate.bench.lab.CompiledC;
import io.headgate.bench.lab.Waiting;
import io.headgate.net.datagram.DatagramOptions;
import io.headgate.net.lab.Host;
import io.headgate.net.lab.LabException;
import io.headgate.net.lab.RouterLab;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Sender, relay and receivers in three hosts. Removed also when this process is told to end. */
final class McastLab implements AutoCloseable {
    static final String GROUP = "239.91.0.1";
    static final int PORT = 4_096;
    static final String IN = RouterLab.LAN;
    static final String OUT = RouterLab.WAN;
    static final int TTL = 32;
    static final List<String> RECEIVERS = List.of(
            RouterLab.SERVER_ADDRESS + ":5001",
            RouterLab.SERVER_ADDRESS + ":5002",
            "239.91.0.2:5003",
            "239.91.0.3:5004");

    private static final int DRAIN_BUFFER = 64 << 20;
    private static final Duration SETTLED = Duration.ofMillis(300);
    private static final int SETTLING_LIMIT = 40;

    private final RouterLab lab = RouterLab.create();
    private final Thread hook = new Thread(lab::close, "lab-remover");
    private final CompiledC loop;
    private final Program drain;

    McastLab(CompiledC loop) {
        this.loop = loop;
        Runtime.getRuntime().addShutdownHook(hook);
        List<String> words =
                new ArrayList<>(List.of(loop.binary(), "drain", RouterLab.PEER_INTERFACE, "" + DRAIN_BUFFER));
        words.addAll(RECEIVERS);
        drain = Program.start(lab.server(), "receivers", words);
        drain.expect("ready");
    }

    /** Starts a relay and waits until it receives. */
    Program startRelay(Case which) {
        Program relay = Program.start(
                lab.router(), which.label() + " relay", which == Case.PLAIN ? plainRelay() : headgateRelay());
        relay.expect("ready");
        return relay;
    }

    private List<String> plainRelay() {
        List<String> words = new ArrayList<>(List.of(loop.binary(), "relay", GROUP, "" + PORT, IN));
        words.addAll(List.of("" + DatagramOptions.DEFAULTS.receiveBufferBytes(), OUT, "" + TTL));
        words.addAll(RECEIVERS);
        return words;
    }

    /** This process's Java, class path and flags. */
    private static List<String> headgateRelay() {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        words.add("-Dheadgate.log=WARN");
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.headgate.daemon.Main"));
        words.addAll(List.of("bench", "mcast", "--relay"));
        return words;
    }

    /**
     * Starts a sender.
     *
     * @param ratePps 0 for as fast as it goes
     * @param count most packets it sends
     */
    Program send(Sizes sizes, int ratePps, Duration limit, long count) {
        return Program.start(
                lab.client(),
                "sender",
                List.of(
                        loop.binary(),
                        "send",
                        GROUP,
                        "" + PORT,
                        RouterLab.PEER_INTERFACE,
                        sizes.label(),
                        "" + ratePps,
                        "" + limit.toSeconds(),
                        "" + count));
    }

    /** Datagrams that the relay has read from its socket, since the lab was made. */
    long relayed() {
        return datagramsRead(lab.router());
    }

    /** Datagrams that the receivers have read. */
    long delivered() {
        return datagramsRead(lab.server());
    }

    /** As {@link #delivered}, once nothing more comes. */
    long deliveredInTheEnd() {
        long before = delivered();
        for (int i = 0; i < SETTLING_LIMIT; i++) {
            Waiting.pass(SETTLED);
            long now = delivered();
            if (now == before) {
                return now;
            }
            before = now;
        }
        throw new LabException("the receivers still receive long after the sender has ended");
    }

    private static long datagramsRead(Host host) {
        return datagramsRead(host.call(() -> Files.readAllLines(Path.of("/proc/thread-self/net/snmp"))));
    }

    /** The first line of a protocol names the columns, the second has the numbers. */
    static long datagramsRead(List<String> lines) {
        List<String> udp =
                lines.stream().filter(line -> line.startsWith("Udp:")).toList();
        int column = List.of(udp.get(0).split(" ", -1)).indexOf("InDatagrams");
        return Long.parseLong(udp.get(1).split(" ", -1)[column]);
    }

    @Override
    public void close() {
        drain.close();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            return; // The hook removes it.
        }
        lab.close();
    }
}
