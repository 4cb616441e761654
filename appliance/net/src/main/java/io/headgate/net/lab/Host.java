package io.headgate.net.lab;

import io.headgate.net.sys.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** One host of the lab: a network namespace. */
public record Host(String namespace) {
    /** Packets counted by an interface. */
    public record Traffic(long received, long sent) {}

    /** {@code words} as they must be run to act inside this host. */
    public List<String> inside(String... words) {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        command.addAll(List.of(words));
        return command;
    }

    /** Runs a command, blanks between its words, inside this host; returns what it printed. */
    public String run(String command) {
        return Command.run(inside(command.split(" ", -1)));
    }

    /** Runs Java on a thread inside this host: sockets opened there belong to it. */
    public <T> T call(Callable<T> body) {
        return new NetworkNamespace(namespace).call(body);
    }

    /** Packets that an interface of this host has received and sent, whatever they carried. */
    public Traffic traffic(String interfaceName) {
        return call(() -> readTraffic(interfaceName));
    }

    /** Columns: name, then eight numbers of what was received (bytes, packets, ...), then eight of what was sent. */
    private static Traffic readTraffic(String interfaceName) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/thread-self/net/dev"))) {
            String[] columns = line.strip().split("[:\\s]+", -1);
            if (columns[0].equals(interfaceName)) {
                return new Traffic(Long.parseLong(columns[2]), Long.parseLong(columns[10]));
            }
        }
        throw new LabException("no interface " + interfaceName);
    }
}
