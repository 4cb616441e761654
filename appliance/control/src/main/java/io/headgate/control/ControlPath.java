package io.headgate.control;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where an appliance listens, and who may connect.
 *
 * @param path absolute, at most {@link #MAX_PATH_BYTES} long
 * @param permissions octal, as in {@code 0660}: whoever may write may connect
 * @param group of the socket; empty leaves the process's own
 */
public record ControlPath(Path path, String permissions, Optional<String> group) {
    public static final Path DEFAULT_PATH = Path.of("/var/run/headgate/headgate.sock");
    public static final String DEFAULT_PERMISSIONS = "0660";

    /** The address of a Unix socket has room for 103 bytes on BSD (unix(4)); 8 go to the name it has while it is made. */
    public static final int MAX_PATH_BYTES = 95;

    private static final Pattern OCTAL = Pattern.compile("0?[0-7]{3}");

    public ControlPath {
        if (!path.isAbsolute() || path.getParent() == null) {
            throw new IllegalArgumentException("path must be absolute: " + path);
        }
        int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_PATH_BYTES) {
            throw new IllegalArgumentException(
                    "path has " + bytes + " bytes, but a socket's may have " + MAX_PATH_BYTES + ": " + path);
        }
        if (!arePermissions(permissions)) {
            throw new IllegalArgumentException("permissions must be three octal digits: '" + permissions + "'");
        }
    }

    /** Whether this is a text for {@link #permissions}. */
    public static boolean arePermissions(String text) {
        return OCTAL.matcher(text).matches();
    }

    /** The permissions one by one. */
    Set<PosixFilePermission> permissionSet() {
        int bits = Integer.parseInt(permissions, 8);
        char[] letters = "rwxrwxrwx".toCharArray();
        for (int i = 0; i < letters.length; i++) {
            if ((bits & (0400 >> i)) == 0) {
                letters[i] = '-';
            }
        }
        return PosixFilePermissions.fromString(new String(letters));
    }
}
