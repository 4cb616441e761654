package io.headgate.net.divert.linux;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The kernel's own list of queues, of the calling thread's network namespace. Cold: reads files and allocates.
 *
 * <pre>
 *  queue | port id | waiting | copy mode | copy range | dropped at full queue | dropped at full socket | last id | 1
 * </pre>
 */
public final class QueueTable {
    private static final Pattern COLUMN_GAP = Pattern.compile("\\s+");

    /** One line of the table. */
    public record Row(int queue, long portId, long waiting, long droppedAtQueue, long droppedAtSocket) {}

    /** A process that owns a queue; {@code command} is its program, cut to 15 characters. */
    public record Owner(long pid, String command) {
        @Override
        public String toString() {
            return "process " + pid + " (" + command + ")";
        }
    }

    private final Path proc;
    private final Path table;
    private final Path netlinkSockets;

    /** Reads {@code /proc}, or a folder that looks like it. */
    public QueueTable(Path proc) {
        this.proc = proc;
        this.table = proc.resolve("thread-self/net/netfilter/nfnetlink_queue");
        this.netlinkSockets = proc.resolve("thread-self/net/netlink");
    }

    /** Whether this kernel has netfilter queues at all (or has them loaded). */
    public boolean isPresent() {
        return Files.exists(table);
    }

    /** What the kernel knows of a queue, empty if nobody has it. */
    public Optional<Row> find(int queue) throws IOException {
        return find(Files.readAllLines(table), queue);
    }

    static Optional<Row> find(List<String> lines, int queue) {
        for (String line : lines) {
            String[] columns = COLUMN_GAP.split(line.trim(), -1);
            if (columns.length >= 7 && columns[0].equals(Integer.toString(queue))) {
                return Optional.of(new Row(
                        queue,
                        Long.parseLong(columns[1]),
                        Long.parseLong(columns[2]),
                        Long.parseLong(columns[5]),
                        Long.parseLong(columns[6])));
            }
        }
        return Optional.empty();
    }

    /** Who holds the netlink socket with this port id, as in {@code process 4711 (suricata)}. */
    String ownerText(long portId) {
        try {
            return ownerOf(portId).map(Owner::toString).orElse("a process outside this view, netlink port " + portId);
        } catch (IOException unreadable) {
            return "a process that cannot be looked up (" + unreadable.getMessage() + "), netlink port " + portId;
        }
    }

    /** Who holds the netlink socket with this port id, empty if it is a process that we cannot see. */
    public Optional<Owner> ownerOf(long portId) throws IOException {
        String inode = inodeOf(portId);
        return inode == null ? Optional.empty() : processWith("socket:[" + inode + "]");
    }

    /** Columns of the file: sk, protocol, port id, groups, rmem, wmem, dump, locks, drops, inode. */
    private String inodeOf(long portId) throws IOException {
        List<String> lines = Files.readAllLines(netlinkSockets);
        for (String line : lines.subList(1, lines.size())) {
            String[] columns = COLUMN_GAP.split(line.trim(), -1);
            if (columns.length >= 10 && columns[1].equals("12") && columns[2].equals(Long.toString(portId))) {
                return columns[9];
            }
        }
        return null;
    }

    private Optional<Owner> processWith(String socket) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process.resolve("fd"), socket)) {
                    String command = Files.readString(process.resolve("comm")).trim();
                    return Optional.of(
                            new Owner(Long.parseLong(process.getFileName().toString()), command));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean holds(Path descriptors, String socket) {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
            for (Path link : links) {
                if (Files.readSymbolicLink(link).toString().equals(socket)) {
                    return true;
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException gone) {
            return false; // Processes and descriptors come and go while we look.
        }
        return false;
    }
}
