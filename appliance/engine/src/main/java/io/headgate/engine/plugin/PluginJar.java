package io.headgate.engine.plugin;

import io.headgate.api.ApiVersion;
import io.headgate.api.FilterFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.regex.Pattern;

/** A jar on its way to become a plugin, step by step; each step throws a {@link PluginException} with a remedy. */
public final class PluginJar {
    /** What the manifest says about the filter interface. */
    public static final String API_ATTRIBUTE = "Headgate-Api";

    /** Names the factory. */
    public static final String SERVICE_FILE = "META-INF/services/" + FilterFactory.class.getName();

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    private final JarContents jar;

    public PluginJar(JarContents jar) {
        this.jar = jar;
    }

    /**
     * Returns if the plugin was built for this version of the filter interface, or one that this one includes.
     *
     * @return what the manifest says
     */
    public String requireFittingApi() {
        String text = jar.attribute(API_ATTRIBUTE)
                .orElseThrow(() -> failed("has no '" + API_ATTRIBUTE + "' in its manifest; write '" + API_ATTRIBUTE
                        + ": " + ApiVersion.text() + "' there, the version it was built for"));
        ApiRange range;
        try {
            range = ApiRange.parse(text);
        } catch (IllegalArgumentException malformed) {
            throw new PluginException(
                    jar.path() + ": '" + API_ATTRIBUTE + "' in its manifest: " + malformed.getMessage(), malformed);
        }
        if (!range.includesOurs()) {
            throw failed("was built for version " + range.text() + " of the filter interface, but this appliance has "
                    + ApiVersion.text() + "; build it for that, or take another version of one of the two");
        }
        return range.text();
    }

    /** Checks what the service file says. Returns the name of the factory's class. */
    public String requireFactory() {
        String text = jar.text(SERVICE_FILE)
                .orElseThrow(() ->
                        failed("has no " + SERVICE_FILE + "; make it, with the name of the factory's class in it"));
        List<String> names = new ArrayList<>();
        text.lines()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .forEach(names::add);
        if (names.size() != 1) {
            throw failed(
                    SERVICE_FILE + " names " + names.size() + " factories, but a jar holds one plugin: write one line");
        }
        String name = names.get(0);
        if (!jar.entries().containsKey(name.replace('.', '/') + ".class")) {
            throw failed(SERVICE_FILE + " names " + name
                    + ", but no such class is in the jar; correct the one or add the other");
        }
        return name;
    }

    /**
     * Loads the classes that the factory needs and makes it.
     *
     * @return to be closed by the caller
     */
    public Plugin load() {
        requireFittingApi();
        String factoryClass = requireFactory();
        PluginLoader loader = new PluginLoader(jar);
        try {
            FilterFactory factory =
                    ServiceLoader.load(FilterFactory.class, loader).iterator().next();
            String name = factory.name();
            if (name == null || !NAME.matcher(name).matches()) {
                throw failed("calls itself '" + name
                        + "', but a plugin's name has 1 to 32 lower case letters, digits and dashes, a letter first:"
                        + " correct name() of " + factoryClass);
            }
            return Plugin.ofJar(name, factory, jar, loader);
        } catch (PluginException refused) {
            loader.close();
            throw refused;
        } catch (ServiceConfigurationError | RuntimeException | LinkageError failed) {
            loader.close();
            throw new PluginException(
                    jar.path() + ": " + factoryClass + " cannot be made: " + rootOf(failed)
                            + "; 'headgate plugin check " + jar.path() + "' says more",
                    failed);
        }
    }

    /** What was thrown first, as its class loader or the plugin put it. */
    static String rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.toString();
    }

    /**
     * Returns if the jar is the one that the configuration means.
     *
     * @param sha256 64 hexadecimal digits
     */
    void requireSha256(String sha256) {
        if (!jar.sha256().equals(sha256.toLowerCase(Locale.ROOT))) {
            throw failed("has SHA-256 " + jar.sha256() + ", but the configuration says " + sha256
                    + "; if the jar is the right one, put that into 'plugins: sha256', which is read at the start");
        }
    }

    private PluginException failed(String what) {
        return new PluginException(jar.path() + ": " + what);
    }
}
