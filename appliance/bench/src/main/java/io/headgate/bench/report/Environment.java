package io.headgate.bench.report;

import io.headgate.net.lab.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** On what a result was measured. Figures are comparable only where this is the same. */
final class Environment {
    private static final int KIB_PER_MIB = 1024;
    private static final String HOME = "headgate.home";
    private static final String TERMINAL = "-Dheadgate.terminal=";
    private static final String ARCHIVE = "-XX:SharedArchiveFile";

    private Environment() {}

    static Map<String, Object> read() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        map.put("cpu", field(lines("/proc/cpuinfo"), "model name", "unknown"));
        map.put("cores", Runtime.getRuntime().availableProcessors());
        map.put("memoryMiB", memoryMib(field(lines("/proc/meminfo"), "MemTotal", "0 kB")));
        map.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        map.put("jdk", System.getProperty("java.vendor") + " " + System.getProperty("java.vm.version"));
        map.put("flags", flags(ManagementFactory.getRuntimeMXBean().getInputArguments()));
        map.putAll(commit(System.getProperty(HOME)));
        return map;
    }

    /** Where the checkout lies, and what the launcher saw of the terminal, say nothing about the figures. */
    static List<String> flags(List<String> arguments) {
        return arguments.stream()
                .filter(argument -> !argument.startsWith("-D" + HOME + "=") && !argument.startsWith(TERMINAL))
                .map(argument -> argument.startsWith(ARCHIVE) ? ARCHIVE : argument)
                .toList();
    }

    /** The value behind {@code "name : value"}, of the first line that has it. */
    static String field(List<String> lines, String name, String missing) {
        for (String line : lines) {
            String[] parts = line.split(":", 2);
            if (parts.length == 2 && parts[0].strip().equals(name)) {
                return parts[1].strip();
            }
        }
        return missing;
    }

    private static long memoryMib(String kib) {
        return Long.parseLong(kib.replace(" kB", "")) / KIB_PER_MIB;
    }

    private static Map<String, Object> commit(String home) {
        Map<String, Object> map = new LinkedHashMap<>();
        Command.Result head = git(home, "rev-parse", "HEAD");
        boolean isCheckout = head.status() == 0;
        map.put("commit", isCheckout ? head.output().strip() : "unknown");
        if (isCheckout) {
            map.put("dirty", !git(home, "status", "--porcelain").output().isBlank());
        }
        return map;
    }

    private static Command.Result git(String home, String... words) {
        List<String> command = new java.util.ArrayList<>(List.of("git", "-C", home == null ? "." : home));
        command.addAll(List.of(words));
        try {
            return Command.tryRun(command);
        } catch (io.headgate.net.lab.LabException noGit) {
            return new Command.Result(1, "");
        }
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
