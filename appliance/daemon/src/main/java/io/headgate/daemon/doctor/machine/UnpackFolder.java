package io.headgate.daemon.doctor.machine;

import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * The bridge to the C library is loaded from the installation, or from where it is unpacked to first; {@code noexec}
 * forbids either.
 */
public final class UnpackFolder implements Check {
    private static final String REMEDY =
            "install -d /var/lib/headgate/native\nHEADGATE_JAVA_OPTS=-Djffi.extract.dir=/var/lib/headgate/native";

    @Override
    public String name() {
        return "unpack-folder";
    }

    @Override
    public Finding run(Subject subject) {
        Path folder = subject.host().jvm().unpackFolder();
        String relative = folder.isAbsolute() ? folder.toString().substring(1) : folder.toString();
        if (!subject.host().has(relative)) {
            return Finding.fail("there is no folder " + folder + " to load the native library from", REMEDY);
        }
        // Columns of proc_pid_mounts(5): device, mount point, type, options.
        List<String[]> mounts = subject.host().lines("proc/self/mounts").stream()
                .map(line -> line.split(" ", -1))
                .filter(mount -> mount.length >= 4 && folder.startsWith(mount[1]))
                .toList();
        // Of two mounts over each other the later one is seen, and max keeps the later of equals.
        String options = mounts.stream()
                .max(Comparator.<String[]>comparingInt(mount -> mount[1].length())
                        .thenComparingInt(mounts::indexOf))
                .map(mount -> mount[3])
                .orElse("");
        if (List.of(options.split(",", -1)).contains("noexec")) {
            return Finding.fail(folder + " is mounted noexec, so the native library cannot be loaded from it", REMEDY);
        }
        return Finding.ok(folder + " allows loading the native library");
    }
}
