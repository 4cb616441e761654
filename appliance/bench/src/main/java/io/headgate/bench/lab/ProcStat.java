package io.headgate.bench.lab;

import io.headgate.daemon.cli.CliException;
import io.headgate.net.lab.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Processor time and memory as the kernel counts them.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc.5.html">proc(5)</a>
 */
public final class ProcStat {
    private static final double TICKS_PER_SECOND =
            Double.parseDouble(Command.run(List.of("getconf", "CLK_TCK")).strip());

    /** Fields behind the closing bracket of the name, counted from 0: the third of the line is the first here. */
    private static final int UTIME = 11;

    private static final int STIME = 12;

    private ProcStat() {}

    /** Seconds of processor time a process, all its threads, has used. */
    public static double processCpuS(long pid) {
        return processTicks(read("/proc/" + pid + "/stat")) / TICKS_PER_SECOND;
    }

    /** Seconds of processor time all processes and the kernel have used, on all cores. */
    public static double machineCpuS() {
        return machineTicks(read("/proc/stat")) / TICKS_PER_SECOND;
    }

    /** Bytes of memory a process holds. */
    public static long residentBytes(long pid) {
        return residentBytes(read("/proc/" + pid + "/status"));
    }

    /** The name of a process may hold blanks and brackets. */
    static long processTicks(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
    }

    /** First line: cpu, user, nice, system, idle, iowait, irq, softirq, steal, guest: parts of user. */
    static long machineTicks(String stat) {
        String[] fields = stat.lines().findFirst().orElseThrow().split(" +", -1);
        long busy = 0;
        for (int i : new int[] {1, 2, 3, 6, 7}) {
            busy += Long.parseLong(fields[i]);
        }
        return busy;
    }

    static long residentBytes(String status) {
        String[] fields = status.lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow()
                .split("\\s+", -1);
        return Long.parseLong(fields[1]) * 1024;
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException gone) {
            throw CliException.failed("cannot read " + file + ": " + gone.getMessage(), gone);
        }
    }
}
