package io.headgate.daemon.plugin.check;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Permission;
import io.headgate.daemon.doctor.Report;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.engine.plugin.JarContents;
import io.headgate.engine.plugin.Plugin;
import io.headgate.engine.plugin.PluginException;
import io.headgate.engine.plugin.PluginJar;
import io.headgate.engine.plugin.Plugins;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Everything that can be found out about a jar. A step that fails ends the check where the next ones need it. */
public final class PluginCheck {
    private static final int MOST_CLASSES = 3;

    private final Map<String, Finding> findings = new LinkedHashMap<>();
    private final Map<String, List<String>> given;
    private final List<byte[]> capture;
    private final Duration limit;

    /**
     * @param given values of options that have no default, by key
     * @param capture packets for the dry run, from the IP header on
     * @param limit how long the dry run may take
     */
    public PluginCheck(Map<String, List<String>> given, List<byte[]> capture, Duration limit) {
        this.given = given;
        this.capture = capture;
        this.limit = limit;
    }

    /** Looks at a jar. */
    public Report run(Path path) {
        Optional<JarContents> contents = jar(path);
        contents.ifPresent(this::look);
        return new Report(findings);
    }

    private Optional<JarContents> jar(Path path) {
        try {
            JarContents jar = JarContents.read(path);
            findings.put("jar", Finding.ok(jar.entries().size() + " files, sha256 " + jar.sha256()));
            return Optional.of(jar);
        } catch (PluginException refused) {
            findings.put("jar", failed(refused));
            return Optional.empty();
        }
    }

    /** The message says what to do, too. */
    private static Finding failed(PluginException refused) {
        return Finding.fail(refused.getMessage(), "");
    }

    private void look(JarContents jar) {
        PluginJar plugin = new PluginJar(jar);
        boolean isFine = step("manifest", () -> manifest(plugin, jar));
        isFine &= step("service-file", () -> Finding.ok("names " + plugin.requireFactory()));
        References references = new References(jar);
        findings.put("forbidden", references.forbidden());
        findings.put("doubtful", references.doubtful());
        if (!isFine) {
            return;
        }
        try (Plugin loaded = plugin.load()) {
            findings.put("classes", classes(references, loaded.loader()));
            findings.put("factory", factory(loaded.factory()));
            options(loaded);
        } catch (BrokenFactory broken) {
            findings.put("factory", Finding.fail(broken.getMessage(), "give back constants"));
        } catch (PluginException refused) {
            findings.put("factory", failed(refused));
        }
    }

    /** Part of the check that may find a reason to refuse the jar. */
    private interface Step {
        Finding look();
    }

    private boolean step(String name, Step step) {
        try {
            findings.put(name, step.look());
            return true;
        } catch (PluginException refused) {
            findings.put(name, failed(refused));
            return false;
        }
    }

    private static Finding manifest(PluginJar plugin, JarContents jar) {
        String api = PluginJar.API_ATTRIBUTE + ": " + plugin.requireFittingApi();
        return jar.attribute("Implementation-Version")
                .map(version -> Finding.ok(api + ", version " + version))
                .orElseGet(() -> Finding.warn(
                        api + ", no version",
                        "write 'Implementation-Version: 1.0' there: 'plugin list' and 'swap' show it"));
    }

    private static Finding classes(References references, ClassLoader loader) {
        List<String> broken = new ArrayList<>();
        int methods = 0;
        for (String name : references.classes()) {
            try {
                methods += Class.forName(name, false, loader).getDeclaredMethods().length;
            } catch (ClassNotFoundException | LinkageError failed) {
                Throwable root = failed.getCause() == null ? failed : failed.getCause();
                broken.add(name + ": " + root.getMessage());
            }
        }
        if (broken.isEmpty()) {
            return Finding.ok(references.classes().size() + " load, with " + methods + " methods");
        }
        return Finding.fail(
                broken.size() + " of " + references.classes().size() + " do not load",
                String.join("\n", broken.subList(0, Math.min(MOST_CLASSES, broken.size()))));
    }

    /** Something that says what a plugin is cannot be asked. */
    private static final class BrokenFactory extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private BrokenFactory(String method, Throwable cause) {
            super(method + "() failed: " + cause, cause);
        }
    }

    private static <T> T ask(String method, Supplier<T> question) {
        try {
            return question.get();
        } catch (RuntimeException | Error failure) { // The plugin's own, whatever it is.
            throw new BrokenFactory(method, failure);
        }
    }

    private static Finding factory(FilterFactory factory) {
        String asked = ask("name", factory::name);
        String name = "'" + asked + "'";
        if (Plugins.bundled().find(asked).isPresent()) {
            return Finding.fail("calls itself " + name + ", as a bundled plugin does", "choose another name");
        }
        String summary = ask("summary", factory::summary);
        if (summary == null || summary.isBlank() || summary.lines().count() != 1) {
            return Finding.fail(
                    name + " has no summary of one line", "return a sentence for the operator in summary()");
        }
        return Finding.ok(name + ": " + summary);
    }

    private void options(Plugin plugin) {
        OptionCheck options = new OptionCheck(plugin.factory(), given);
        try {
            findings.put("options", options.run());
        } catch (RuntimeException | LinkageError broken) {
            findings.put("options", Finding.fail("options() failed: " + broken, "declare them as constants"));
            return;
        }
        Optional<Filter> filter = options.filter();
        if (filter.isEmpty()) {
            findings.put("dry-run", Finding.skip("no filter was made"));
        } else {
            Set<Permission> permissions = ask("permissions", plugin.factory()::permissions);
            findings.putAll(new DryRun(plugin.name(), permissions, capture, limit).run(filter.get()));
        }
    }
}
