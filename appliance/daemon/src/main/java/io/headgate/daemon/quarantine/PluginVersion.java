package io.headgate.daemon.quarantine;

import io.headgate.engine.plugin.Plugin;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells whether a plugin is the one that hung: the beginning of its jar's SHA-256. */
public final class PluginVersion {
    /** Of classes that come from no jar. */
    public static final String UNKNOWN = "unknown";

    private static final int BYTES = 8;

    private PluginVersion() {}

    /** Of a plugin: of its jar as it was loaded, or as it is on the class path now. */
    public static String of(Plugin plugin) {
        return plugin.sha256().isEmpty()
                ? of(plugin.factory().getClass())
                : "sha256:" + plugin.sha256().substring(0, 2 * BYTES);
    }

    /** The version of the plugin that has this class, as its jar is on the disk now. */
    static String of(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return UNKNOWN;
        }
        try {
            Path jar = Path.of(source.getLocation().toURI());
            if (!Files.isRegularFile(jar)) {
                return UNKNOWN;
            }
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
            return "sha256:" + HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (URISyntaxException | IllegalArgumentException | IOException unreadable) {
            return UNKNOWN;
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
