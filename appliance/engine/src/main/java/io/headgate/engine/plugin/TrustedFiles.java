package io.headgate.engine.plugin;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Says which files only their rightful owners can have written: what is in them runs with the appliance's rights. */
final class TrustedFiles {
    private static final String ROOT = "root";

    private final Set<String> owners;

    /** Trusts the files of some users, by name. */
    TrustedFiles(Set<String> owners) {
        this.owners = new TreeSet<>(owners);
    }

    /** Trusts root and, where the appliance does not run as root, the user it runs as. */
    static TrustedFiles ofThisUser() {
        return new TrustedFiles(new TreeSet<>(List.of(ROOT, System.getProperty("user.name", ROOT))));
    }

    /**
     * Returns if a file or directory is one of theirs and nobody else may write to it.
     *
     * @throws PluginException with the command that sets it right
     * @throws IOException if it cannot be looked at
     */
    void require(Path path) throws IOException {
        PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
        if (!isTrusted(attributes.owner())) {
            throw new PluginException(
                    path + ": belongs to " + attributes.owner().getName() + ", but must belong to "
                            + String.join(" or ", owners) + ": chown " + owner() + " " + path);
        }
        Set<PosixFilePermission> granted = attributes.permissions();
        if (granted.contains(PosixFilePermission.GROUP_WRITE) || granted.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new PluginException(path + ": others than its owner may write to it ("
                    + PosixFilePermissions.toString(granted) + "): chmod go-w " + path);
        }
    }

    private String owner() {
        return owners.contains(ROOT) ? ROOT : owners.iterator().next();
    }

    /** By number, not by name: one user may have several names. */
    private boolean isTrusted(UserPrincipal owner) throws IOException {
        for (String name : owners) {
            if (isNamed(name, owner)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNamed(String name, UserPrincipal owner) throws IOException {
        UserPrincipalLookupService users = FileSystems.getDefault().getUserPrincipalLookupService();
        try {
            return owner.equals(users.lookupPrincipalByName(name));
        } catch (UserPrincipalNotFoundException unnamed) {
            // A container may run as a user without a name: then only root's files count.
            return false;
        }
    }
}
