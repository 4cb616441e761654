package io.headgate.engine.plugin;

import io.headgate.api.FilterFactory;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A plugin that is loaded. Thread: immutable but for {@link #close}, may be shared.
 *
 * <p>Ownership: who loaded it closes it, when none of its filters is used any more.
 */
public final class Plugin implements AutoCloseable {
    private static final String BUNDLED = "bundled";

    private final String name;
    private final FilterFactory factory;
    private final String version;
    private final Path jar;
    private final String sha256;
    private final PluginLoader loader;

    private Plugin(String name, FilterFactory factory, String version, Path jar, String sha256, PluginLoader loader) {
        this.name = name;
        this.factory = factory;
        this.version = version;
        this.jar = jar;
        this.sha256 = sha256;
        this.loader = loader;
    }

    /** A plugin on the class path, of the appliance's own version. */
    static Plugin bundled(FilterFactory factory) {
        String version = factory.getClass().getPackage().getImplementationVersion();
        return new Plugin(factory.name(), factory, version == null ? "" : version, null, "", null);
    }

    static Plugin ofJar(String name, FilterFactory factory, JarContents jar, PluginLoader loader) {
        String version = jar.attribute("Implementation-Version").orElse("");
        return new Plugin(name, factory, version, jar.path(), jar.sha256(), loader);
    }

    /** The name by which a configuration calls it. */
    public String name() {
        return name;
    }

    public FilterFactory factory() {
        return factory;
    }

    /** {@code Implementation-Version} of its manifest; "" if that says none. */
    public String version() {
        return version;
    }

    /** Where it comes from: {@code bundled}, or the path of its jar. */
    public String source() {
        return jar().map(Path::toString).orElse(BUNDLED);
    }

    /** Its jar; empty if it is on the class path. */
    public Optional<Path> jar() {
        return Optional.ofNullable(jar);
    }

    /** SHA-256 of its jar as it was loaded, 64 lower case digits; "" if it is on the class path. */
    public String sha256() {
        return sha256;
    }

    /** What loaded its classes; the appliance's own loader if it is on the class path. */
    public ClassLoader loader() {
        return loader == null ? factory.getClass().getClassLoader() : loader;
    }

    /**
     * Lets go of its jar. Its classes stay as long as something uses them; those that nobody used yet cannot be loaded any
     * more. Nothing for a plugin on the class path.
     */
    @Override
    public void close() {
        if (loader != null) {
            loader.close();
        }
    }

    @Override
    public String toString() {
        return name + (version.isEmpty() ? "" : " " + version) + " (" + source() + ")";
    }
}
