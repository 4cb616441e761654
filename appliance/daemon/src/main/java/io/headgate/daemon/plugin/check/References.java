package io.headgate.daemon.plugin.check;

import io.headgate.daemon.doctor.check.Finding;
import io.headgate.engine.plugin.JarContents;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the classes of a jar refer to, found in their files without running anything. */
final class References {
    private static final String CLASS = ".class";
    private static final String APPLIANCE = "io.headgate.";
    private static final List<String> SHARED = List.of("io.headgate.api.", "io.headgate.toolkit.");

    private final Set<String> own = new TreeSet<>();

    /** By what is referred to, who does. */
    private final Map<String, Set<String>> users = new TreeMap<>();

    private final List<String> unreadable = new ArrayList<>();

    References(JarContents jar) {
        jar.entries().forEach((name, bytes) -> {
            if (name.endsWith(CLASS) && !name.endsWith("module-info.class") && !name.startsWith("META-INF/")) {
                String user = name.substring(0, name.length() - CLASS.length()).replace('/', '.');
                own.add(user);
                read(user, bytes);
            }
        });
    }

    private void read(String user, byte[] bytes) {
        try {
            ConstantPool pool = ConstantPool.read(bytes);
            Stream.concat(pool.classes().stream(), pool.members().stream())
                    .forEach(used ->
                            users.computeIfAbsent(used, any -> new TreeSet<>()).add(user));
        } catch (IOException | RuntimeException malformed) {
            unreadable.add(user + ": " + malformed.getMessage());
        }
    }

    /** The classes of the jar. */
    Set<String> classes() {
        return own;
    }

    /** What never works. */
    Finding forbidden() {
        List<String> lines = new ArrayList<>(unreadable);
        users.forEach((used, by) -> {
            if (isHidden(used)) {
                lines.add(used + " in " + named(by)
                        + ": the appliance's own, which a plugin cannot see: use io.headgate.api"
                        + " and io.headgate.toolkit");
            } else {
                Suspect.of(used)
                        .filter(Suspect::isForbidden)
                        .ifPresent(suspect -> lines.add(used + " in " + named(by) + ": " + suspect.reason()));
            }
        });
        return lines.isEmpty()
                ? Finding.ok("nothing forbidden in " + own.size() + " classes")
                : Finding.fail(lines.size() + " references that must not be", String.join("\n", lines));
    }

    /** What is right in some places only. */
    Finding doubtful() {
        List<String> lines = new ArrayList<>();
        users.forEach((used, by) -> Suspect.of(used)
                .filter(suspect -> !suspect.isForbidden())
                .ifPresent(suspect -> lines.add(used + " in " + named(by) + ": " + suspect.reason())));
        own.stream()
                .filter(name ->
                        Stream.concat(SHARED.stream(), Stream.of("org.slf4j.")).anyMatch(name::startsWith))
                .findFirst()
                .ifPresent(name ->
                        lines.add(name + " is in the jar, but the appliance's is used: make the dependency provided"));
        return lines.isEmpty()
                ? Finding.ok("no threads, sockets, files or printing")
                : Finding.warn(lines.size() + " references that must not be used per packet", String.join("\n", lines));
    }

    private boolean isHidden(String used) {
        return used.startsWith(APPLIANCE)
                && !own.contains(used)
                && own.stream().noneMatch(name -> used.startsWith(name + "."))
                && SHARED.stream().noneMatch(used::startsWith);
    }

    private static String named(Set<String> users) {
        String first = users.iterator().next();
        return users.size() == 1 ? first : first + " and " + (users.size() - 1) + " more";
    }
}
