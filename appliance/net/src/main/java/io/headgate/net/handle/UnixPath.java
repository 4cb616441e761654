package io.headgate.net.handle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The file that a Unix listener leaves behind. */
final class UnixPath {
    /** From {@code sys/stat.h}: S_IFMT and S_IFSOCK. */
    private static final int FILE_TYPE = 0xF000;

    private static final int SOCKET = 0xC000;

    private UnixPath() {}

    /**
     * Removes a socket at a path, so that another can be bound there.
     *
     * @throws HandleException if another kind of file is there, which stays
     */
    static void release(String path) throws HandleException {
        String name = Resolver.untilZero(path);
        if (name.isEmpty()) {
            return; // The kernel chooses a name, without a file.
        }
        try {
            Path file = Path.of(name);
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            int mode = (Integer) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            if ((mode & FILE_TYPE) != SOCKET) {
                throw new HandleException(
                        ErrorCode.BIND, name + " is no socket and stays as it is; choose another path");
            }
            Files.deleteIfExists(file);
        } catch (IOException | InvalidPathException refused) {
            throw new HandleException(ErrorCode.BIND, name + " cannot be replaced: " + refused);
        }
    }
}
