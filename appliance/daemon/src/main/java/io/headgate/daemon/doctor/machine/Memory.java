package io.headgate.daemon.doctor.machine;

import io.headgate.daemon.config.LaneConfig;
import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import io.headgate.daemon.host.HostFacts;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/** The rings are there from the start; the kernel's buffers fill when a lane falls behind. */
public final class Memory implements Check {
    private static final long MIB = 1 << 20;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Finding run(Subject subject) {
        if (subject.lanes().isEmpty()) {
            return Subject.needsConfiguration();
        }
        long rings = subject.lanes().stream().mapToLong(LaneConfig::ringBytes).sum();
        long allowed = subject.host().jvm().maxDirectBytes();
        if (rings > allowed) {
            return Finding.fail(
                    "the rings take " + mib(rings) + ", but Java may use " + mib(allowed) + " beside its heap",
                    "HEADGATE_JAVA_OPTS=-XX:MaxDirectMemorySize=" + roundedMib(rings) + "m");
        }
        long buffers = subject.lanes().stream()
                .mapToLong(LaneConfig::receiveBufferBytes)
                .sum();
        OptionalLong available = available(subject.host());
        if (available.isEmpty()) {
            return Finding.skip("how much memory is left cannot be seen; the rings take " + mib(rings));
        }
        String need = "the rings take " + mib(rings) + ", receive buffers up to " + mib(buffers);
        if (rings > available.getAsLong()) {
            return Finding.fail(need + ", but only " + mib(available.getAsLong()) + " is left", fewer(subject));
        }
        if (rings + buffers > available.getAsLong()) {
            return Finding.warn(
                    need + ", together more than the " + mib(available.getAsLong()) + " left", fewer(subject));
        }
        return Finding.ok(need + " of " + mib(available.getAsLong()) + " left");
    }

    private static String fewer(Subject subject) {
        int most = subject.lanes().stream().mapToInt(LaneConfig::slots).max().orElseThrow();
        return "fewer slots for each lane, as slots: " + Math.max(64, most / 4) + ", or more memory";
    }

    /** What the machine has left, or what the control group still allows if that is less. */
    private static OptionalLong available(HostFacts host) {
        LongStream machine = host.lines("proc/meminfo").stream()
                .filter(line -> line.startsWith("MemAvailable:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024);
        LongStream groups = host.lines("proc/self/cgroup").stream()
                .map(line -> line.split(":", 3))
                .filter(group -> group.length == 3)
                .flatMapToLong(group -> left(host, group).stream().mapToLong(Long::longValue));
        return LongStream.concat(machine, groups).min();
    }

    /** Columns: hierarchy, controllers, path; version 2 has no controllers (cgroups(7)). */
    private static Optional<Long> left(HostFacts host, String[] group) {
        boolean isUnified = group[1].isEmpty();
        if (!isUnified && !group[1].equals("memory")) {
            return Optional.empty();
        }
        String folder = (isUnified ? "sys/fs/cgroup" : "sys/fs/cgroup/memory") + group[2] + "/";
        Optional<Long> limit = host.number(folder + (isUnified ? "memory.max" : "memory.limit_in_bytes"));
        Optional<Long> used = host.number(folder + (isUnified ? "memory.current" : "memory.usage_in_bytes"));
        return limit.map(bytes -> bytes - used.orElse(0L));
    }

    private static String mib(long bytes) {
        return bytes / MIB + " MiB";
    }

    private static long roundedMib(long bytes) {
        return (bytes / MIB / 64 + 1) * 64;
    }
}
