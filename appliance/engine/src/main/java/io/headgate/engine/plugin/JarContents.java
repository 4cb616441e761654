package io.headgate.engine.plugin;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * A jar, read once as a whole: what was hashed is what is loaded, and whoever replaces the file later harms nobody.
 *
 * @param path where it was read
 * @param sha256 of the whole file, 64 lower case digits
 * @param entries the files in it by name, unpacked
 */
public record JarContents(Path path, String sha256, Map<String, byte[]> entries) {
    /** A filter is small; what is larger was not meant. */
    static final long MAX_BYTES = 64L << 20;

    private static final long MAX_UNPACKED_BYTES = 256L << 20;

    /** Begins the last record of a zip file, which a comment may follow (APPNOTE.TXT, section 4.3.16). */
    private static final byte[] END = {'P', 'K', 5, 6};

    private static final int END_BYTES = 22;
    private static final int MAX_COMMENT = 65_535;

    /** Where that record says how many entries there are: two bytes, the lower one first. */
    private static final int END_ENTRIES = 10;

    public JarContents {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /**
     * Reads a jar.
     *
     * @throws PluginException if there is none, or it is damaged or too large
     */
    public static JarContents read(Path path) {
        byte[] bytes = bytes(path);
        if (bytes.length < 4 || bytes[0] != 'P' || bytes[1] != 'K') {
            throw new PluginException(path + ": is no jar: it does not begin as a zip file does; build it anew");
        }
        int end = end(bytes);
        if (end < 0) {
            throw new PluginException(path + ": is damaged: its end is missing; copy or build it anew");
        }
        int entries = (bytes[end + END_ENTRIES] & 0xFF) | (bytes[end + END_ENTRIES + 1] & 0xFF) << 8;
        try {
            return new JarContents(path, sha256(bytes), unpack(path, bytes, entries));
        } catch (ZipException | EOFException | IllegalArgumentException damaged) {
            throw new PluginException(
                    path + ": is damaged: " + damaged.getMessage() + "; copy or build it anew", damaged);
        } catch (IOException impossible) {
            throw new PluginException(path + ": cannot be unpacked: " + impossible.getMessage(), impossible);
        }
    }

    private static byte[] bytes(Path path) {
        try {
            if (Files.isDirectory(path)) {
                throw new PluginException(path + ": is a directory, not a jar");
            }
            if (Files.size(path) > MAX_BYTES) {
                throw new PluginException(path + ": has " + Files.size(path) + " bytes, but a plugin may have "
                        + (MAX_BYTES >> 20) + " MiB; leave out what it does not need");
            }
            return Files.readAllBytes(path);
        } catch (NoSuchFileException missing) {
            throw new PluginException(path + ": no such file", missing);
        } catch (IOException failed) {
            throw new PluginException(path + ": cannot be read: " + failed.getMessage(), failed);
        }
    }

    private static int end(byte[] bytes) {
        for (int at = bytes.length - END_BYTES; at >= Math.max(0, bytes.length - END_BYTES - MAX_COMMENT); at--) {
            if (Arrays.equals(bytes, at, at + END.length, END, 0, END.length)) {
                return at;
            }
        }
        return -1;
    }

    private static Map<String, byte[]> unpack(Path path, byte[] bytes, int count) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        long left = MAX_UNPACKED_BYTES;
        int seen = 0;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                seen++;
                byte[] content = zip.readNBytes((int) left + 1);
                left -= content.length;
                if (left < 0) {
                    throw new PluginException(
                            path + ": has more than " + (MAX_UNPACKED_BYTES >> 20) + " MiB in it; it is no plugin");
                }
                if (!entry.isDirectory()) {
                    entries.putIfAbsent(entry.getName(), content);
                }
            }
        }
        // The stream ends without a word where it finds no entry.
        if (seen != count) {
            throw new ZipException(seen + " of " + count + " entries can be read");
        }
        return entries;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** A file of the jar as text; empty if there is none. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(entries.get(name)).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /**
     * The manifest; an empty one if the jar has none.
     *
     * @throws PluginException if it is malformed
     */
    public Manifest manifest() {
        byte[] bytes = entries.getOrDefault(JarFile.MANIFEST_NAME, new byte[0]);
        try {
            return new Manifest(new ByteArrayInputStream(bytes));
        } catch (IOException malformed) {
            throw new PluginException(
                    path + ": " + JarFile.MANIFEST_NAME + " is malformed: " + malformed.getMessage(), malformed);
        }
    }

    /** An attribute of the manifest; empty if it has none. */
    public Optional<String> attribute(String name) {
        return Optional.ofNullable(manifest().getMainAttributes().getValue(name));
    }
}
