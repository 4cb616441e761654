package io.headgate.engine.plugin;

import io.headgate.api.FilterFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The plugins there are, by name. Thread: any, one at a time.
 *
 * <p>Ownership: {@link #close} closes those that it has; what {@link #reload} gives is the caller's until {@link #adopt}.
 */
public final class Plugins implements AutoCloseable {
    private final Map<String, Plugin> plugins = new TreeMap<>();
    private final PluginDirectory directory;
    private final TrustedFiles trusted;

    private Plugins(PluginDirectory directory, TrustedFiles trusted) {
        this.directory = directory;
        this.trusted = trusted;
        ServiceLoader.load(FilterFactory.class, Plugins.class.getClassLoader())
                .forEach(factory -> plugins.put(factory.name(), Plugin.bundled(factory)));
    }

    /** Those on the class path. */
    public static Plugins bundled() {
        return new Plugins(new PluginDirectory(PluginDirectory.DEFAULT, Map.of()), TrustedFiles.ofThisUser());
    }

    /**
     * Those on the class path and those of a directory.
     *
     * @param problems is told of each jar that cannot be loaded, and of what is wrong with the directory; the others are
     *     loaded all the same
     */
    public static Plugins of(PluginDirectory directory, Consumer<PluginException> problems) {
        return of(directory, TrustedFiles.ofThisUser(), problems);
    }

    static Plugins of(PluginDirectory directory, TrustedFiles trusted, Consumer<PluginException> problems) {
        Plugins plugins = new Plugins(directory, trusted);
        plugins.loadAll(problems);
        return plugins;
    }

    /** Adds one that comes with the program around this appliance, or takes the place of a bundled one. */
    public synchronized void add(FilterFactory factory) {
        plugins.put(factory.name(), Plugin.bundled(factory));
    }

    private void loadAll(Consumer<PluginException> problems) {
        List<Path> jars;
        try {
            jars = directory.jars(trusted);
        } catch (PluginException untrusted) {
            problems.accept(untrusted);
            return;
        }
        for (Path jar : jars) {
            try {
                add(directory.load(jar, trusted));
            } catch (PluginException refused) {
                problems.accept(refused);
            }
        }
        List<String> names =
                jars.stream().map(jar -> String.valueOf(jar.getFileName())).toList();
        for (String name : directory.sha256().keySet()) {
            if (!names.contains(name)) {
                problems.accept(new PluginException("'sha256' has '" + name + "', but there is no such jar in "
                        + directory.path() + "; there are: " + (names.isEmpty() ? "none" : String.join(", ", names))));
            }
        }
    }

    private void add(Plugin plugin) {
        Plugin other = plugins.putIfAbsent(plugin.name(), plugin);
        if (other != null) {
            plugin.close();
            throw new PluginException(plugin.source() + ": is plugin '" + plugin.name() + "', but so is "
                    + (other.jar().isPresent() ? other.source() : "a bundled one") + "; remove or rename one of them");
        }
    }

    /** The names, sorted. */
    public synchronized List<String> names() {
        return List.copyOf(plugins.keySet());
    }

    /** By their names. */
    public synchronized List<Plugin> all() {
        return List.copyOf(plugins.values());
    }

    public synchronized Optional<Plugin> find(String name) {
        return Optional.ofNullable(plugins.get(name));
    }

    /** The factories by the names of their plugins, sorted. */
    public synchronized Map<String, FilterFactory> factories() {
        Map<String, FilterFactory> factories = new TreeMap<>();
        plugins.forEach((name, plugin) -> factories.put(name, plugin.factory()));
        return Collections.unmodifiableMap(factories);
    }

    /** Where its jars come from. */
    public PluginDirectory directory() {
        return directory;
    }

    /**
     * Loads a plugin's jar anew, as it is now, with a class loader of its own. The plugin that is in use, and what {@link
     * #find} gives, stay as they are. If its file is gone, a new jar of the directory may hold it under another file name,
     * unless the one that is gone had to be a certain one.
     *
     * @return to be closed by the caller unless it is adopted; for a plugin on the class path, that one, as it cannot change
     * @throws PluginException if there is no such plugin, or its jar is wrong now
     */
    public synchronized Plugin reload(String name) {
        Plugin current = find(name)
                .orElseThrow(() -> new PluginException(
                        "there is no plugin '" + name + "'; there are: " + String.join(", ", plugins.keySet())));
        Optional<Path> jar = current.jar();
        if (jar.isEmpty()) {
            return current;
        }
        if (!Files.exists(jar.get())) {
            return search(name, jar.get());
        }
        Plugin loaded = directory.load(jar.get(), trusted);
        if (!loaded.name().equals(name)) {
            loaded.close();
            throw new PluginException(jar.get() + ": held plugin '" + name + "', but holds '" + loaded.name()
                    + "' now; put it under another file name and restart");
        }
        return loaded;
    }

    private Plugin search(String name, Path gone) {
        List<Path> known = plugins.values().stream()
                .flatMap(plugin -> plugin.jar().stream())
                .toList();
        List<Plugin> found = new ArrayList<>();
        for (Path jar : directory.jars(trusted)) {
            if (!known.contains(jar)) {
                Plugin loaded = directory.load(jar, trusted);
                if (loaded.name().equals(name)) {
                    found.add(loaded);
                } else {
                    loaded.close();
                }
            }
        }
        if (found.size() != 1) {
            found.forEach(Plugin::close);
            throw new PluginException(gone + ": is gone, and " + found.size() + " new jars in " + directory.path()
                    + " hold plugin '" + name + "'; put one there");
        }
        requirePinLike(gone, found.get(0));
        return found.get(0);
    }

    /** What was pinned is not replaced by what is not. */
    private void requirePinLike(Path gone, Plugin found) {
        String before = String.valueOf(gone.getFileName());
        String now = String.valueOf(found.jar().orElseThrow().getFileName());
        if (directory.sha256().containsKey(before) && !directory.sha256().containsKey(now)) {
            found.close();
            throw new PluginException(found.source() + ": 'plugins: sha256' says what " + before
                    + " must be, and nothing of " + now + ": name it there, and restart");
        }
    }

    /**
     * Makes a plugin that was reloaded the one of its name.
     *
     * @return the one that was it before, to be closed by the caller when its last filter is gone
     */
    public synchronized Plugin adopt(Plugin plugin) {
        Plugin before = plugins.put(plugin.name(), plugin);
        if (before == null) {
            plugins.remove(plugin.name());
            throw new IllegalArgumentException("plugin " + plugin.name() + " was not reloaded from here");
        }
        return before;
    }

    /** Closes the plugins; their filters must not be used any more. */
    @Override
    public synchronized void close() {
        plugins.values().forEach(Plugin::close);
    }
}
