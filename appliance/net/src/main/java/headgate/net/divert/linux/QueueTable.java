package headgate.net.divert.linux;

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
final class QueueTable {
    private static final Path TABLE = Path.of("/proc/thread-self/net/netfilter/nfnetlink_queue");
    private static final Path NETLINK_SOCKETS = Path.of("/proc/thread-self/net/netlink");

    private static final Pattern COLUMN_GAP = Pattern.compile("\\s+");

    /** One line of the table. */
    record Row(int queue, long portId, long waiting, long droppedAtQueue, long droppedAtSocket) {}

    private QueueTable() {}

    /** Whether this kernel has netfilter queues at all (or has them loaded). */
    static boolean isPresent() {
        return Files.exists(TABLE);
    }

    static Optional<Row> find(int queue) throws IOException {
        return find(Files.readAllLines(TABLE), queue);
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
    static String ownerOf(long portId) {
        try {
            String inode = inodeOf(portId);
            if (inode != null) {
                String process = processWith("socket:[" + inode + "]");
                if (process != null) {
                    return process;
                }
            }
        } catch (IOException unreadable) {
            return "a process that cannot be looked up (" + unreadable.getMessage() + "), netlink port " + portId;
        }
        return "a process outside this view, netlink port " + portId;
    }

    /** Columns of the file: sk, protocol, port id, groups, rmem, wmem, dump, locks, drops, inode. */
    private static String inodeOf(long portId) throws IOException {
        List<String> lines = Files.readAllLines(NETLINK_SOCKETS);
        for (String line : lines.subList(1, lines.size())) {
            String[] columns = COLUMN_GAP.split(line.trim(), -1);
            if (columns.length >= 10 && columns[1].equals("12") && columns[2].equals(Long.toString(portId))) {
                return columns[9];
            }
        }
        return null;
    }

    private static String processWith(String socket) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process.resolve("fd"), socket)) {
                    String command = Files.readString(process.resolve("comm")).trim();
                    return "process " + process.getFileName() + " (" + command + ")";
                }
            }
        }
        return null;
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
