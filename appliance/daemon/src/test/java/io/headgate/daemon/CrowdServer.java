package io.headgate.daemon;

import io.headgate.net.lab.Host;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@link EchoServer} on a host, as a process of its own: with the clients' sockets one would have more than it may. */
final class CrowdServer implements AutoCloseable {
    private final HeadgateProcess process;

    private CrowdServer(HeadgateProcess process) {
        this.process = process;
    }

    static CrowdServer start(Host host, String address, int port) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = host.inside(
                java,
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                EchoServer.class.getName(),
                address,
                Integer.toString(port));
        CrowdServer server = new CrowdServer(HeadgateProcess.start(command));
        String line = server.process.readLine();
        if (!"listening".equals(line)) {
            throw new IOException("the echo server did not start: " + server.process.awaitError(""));
        }
        return server;
    }

    /** Waits until so many connections are open, at most 30 s; returns what {@link EchoServer} says then. */
    String awaitOpen(int wanted) throws IOException {
        process.process()
                .outputWriter()
                .append(Integer.toString(wanted))
                .append('\n')
                .flush();
        return process.readLine();
    }

    @Override
    public void close() {
        process.close();
    }
}
