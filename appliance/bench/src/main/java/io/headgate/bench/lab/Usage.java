package io.headgate.bench.lab;

import io.headgate.net.lab.Host;
import io.headgate.net.lab.LabException;
import io.headgate.net.lab.RouterLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What was used up to some moment, or between two.
 *
 * @param processCpuS seconds of processor time of the program behind the queue
 * @param machineCpuS seconds of processor time of everything, the load's generator included
 * @param wireBytes received and sent by the server's interface
 */
public record Usage(double processCpuS, double machineCpuS, long wireBytes) {
    private static final double BYTES_PER_GB = 1e9;
    private static final int RECEIVED_BYTES = 1;
    private static final int SENT_BYTES = 9;

    /**
     * Everything since the start of the machine, the process and the lab.
     *
     * @param pid of the program behind the queue, 0 if there is none
     */
    public static Usage now(Host server, long pid) {
        double processCpuS = pid == 0 ? 0 : ProcStat.processCpuS(pid);
        return new Usage(processCpuS, ProcStat.machineCpuS(), wireBytes(server));
    }

    public Usage since(Usage before) {
        return new Usage(
                processCpuS - before.processCpuS, machineCpuS - before.machineCpuS, wireBytes - before.wireBytes);
    }

    public double processCpuPerGB() {
        return processCpuS / (wireBytes / BYTES_PER_GB);
    }

    public double machineCpuPerGB() {
        return machineCpuS / (wireBytes / BYTES_PER_GB);
    }

    static long wireBytes(Host server) {
        return wireBytes(server.call(() -> Files.readAllLines(Path.of("/proc/thread-self/net/dev"))));
    }

    /** Columns: name, then eight numbers of what was received (bytes, packets, ...), then eight of what was sent. */
    static long wireBytes(List<String> lines) {
        for (String line : lines) {
            String[] columns = line.strip().split("[:\\s]+", -1);
            if (columns[0].equals(RouterLab.PEER_INTERFACE)) {
                return Long.parseLong(columns[RECEIVED_BYTES]) + Long.parseLong(columns[SENT_BYTES]);
            }
        }
        throw new LabException("no interface " + RouterLab.PEER_INTERFACE);
    }
}
