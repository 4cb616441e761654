package io.headgate.daemon.doctor.machine;

import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import io.headgate.daemon.host.HostFacts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bridge to the C library is loaded from the installation, or, if that has none, from where it is unpacked to;
 * {@code noexec} forbids either.
 */
public final class UnpackFolder implements Check {
    private static final String REMEDY =
            "install -d /var/lib/headgate/native\nHEADGATE_JAVA_OPTS=-Djffi.extract.dir=/var/lib/headgate/native";

    /** mount(8) of FreeBSD: {@code tmpfs on /tmp (tmpfs, noexec)}; of OpenBSD: {@code /dev/sd0a on / type ffs (local)}. */
    private static final Pattern MOUNT = Pattern.compile(".* on (\\S+) (?:type \\S+ )?\\((.*)\\)");

    private record Mount(String point, List<String> options) {}

    @Override
    public String name() {
        return "unpack-folder";
    }

    @Override
    public Finding run(Subject subject) {
        HostFacts host = subject.host();
        Path folder = host.jvm().nativeLibrary().folder(host);
        if (!host.has(folder)) {
            return Finding.fail("there is no folder " + folder + " to load the native library from", REMEDY);
        }
        List<Mount> mounts = mounts(host);
        // Of two mounts over each other the later one is seen, and max keeps the later of equals.
        boolean isNoexec = mounts.stream()
                .filter(mount -> folder.startsWith(mount.point))
                .max(Comparator.<Mount>comparingInt(mount -> mount.point.length())
                        .thenComparingInt(mounts::indexOf))
                .filter(mount -> mount.options.contains("noexec"))
                .isPresent();
        if (isNoexec) {
            return Finding.fail(folder + " is mounted noexec, so the native library cannot be loaded from it", REMEDY);
        }
        return Finding.ok(folder + " allows loading the native library");
    }

    /** Columns of proc_pid_mounts(5): device, mount point, type, options; without that file, what mount(8) says. */
    private static List<Mount> mounts(HostFacts host) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : host.lines("proc/self/mounts")) {
            String[] columns = line.split(" ", -1);
            if (columns.length >= 4) {
                mounts.add(new Mount(columns[1], List.of(columns[3].split(",", -1))));
            }
        }
        if (mounts.isEmpty()) {
            host.run("mount")
                    .output()
                    .lines()
                    .map(MOUNT::matcher)
                    .filter(Matcher::matches)
                    .forEach(line -> mounts.add(
                            new Mount(line.group(1), List.of(line.group(2).split(", *", -1)))));
        }
        return mounts;
    }
}
