package io.headgate.engine.plugin;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where jars of plugins are. A directory that does not exist holds none.
 *
 * @param path the directory
 * @param sha256 what some jars must be, by file name: 64 hexadecimal digits
 */
public record PluginDirectory(Path path, Map<String, String> sha256) {
    /** Where they are unless the configuration says otherwise. */
    public static final Path DEFAULT = Path.of("/usr/local/lib/headgate/plugins");

    public PluginDirectory {
        sha256 = new TreeMap<>(sha256);
    }

    /**
     * The jars in it, by name.
     *
     * @throws PluginException if others may write to it, or it cannot be read
     */
    List<Path> jars(TrustedFiles trusted) {
        List<Path> jars = new ArrayList<>();
        if (!Files.exists(path)) {
            return jars;
        }
        try {
            trusted.require(path.toRealPath());
            try (DirectoryStream<Path> files = Files.newDirectoryStream(path, "*.jar")) {
                files.forEach(jars::add);
            }
        } catch (IOException failed) {
            throw new PluginException(path + ": cannot be read: " + failed.getMessage(), failed);
        }
        jars.sort(null);
        return jars;
    }

    /**
     * Loads one of the jars. What a link points to must be as well protected as the link's own place.
     *
     * @return to be closed by the caller
     * @throws PluginException if it is not to be trusted, or no plugin
     */
    Plugin load(Path jar, TrustedFiles trusted) {
        try {
            Path real = jar.toRealPath();
            trusted.require(real.getParent());
            trusted.require(real);
        } catch (IOException failed) {
            throw new PluginException(jar + ": cannot be read: " + failed.getMessage(), failed);
        }
        JarContents contents = JarContents.read(jar);
        PluginJar plugin = new PluginJar(contents);
        String expected = sha256.get(String.valueOf(jar.getFileName()));
        if (expected != null) {
            plugin.requireSha256(expected);
        }
        return plugin.load();
    }
}
