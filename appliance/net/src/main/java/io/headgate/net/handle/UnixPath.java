package io.headgate.net.handle;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;

/** The file that a Unix listener leaves behind. */
final class UnixPath {
    /** From {@code sys/stat.h}: S_IFMT and S_IFSOCK. */
    private static final int FILE_TYPE = 0xF000;

    private static final int SOCKET = 0xC000;

    private UnixPath() {}

    /**
     * Removes a socket at a path, so that another can be bound there. What Java cannot name stays, and binding fails.
     *
     * @param path as it will be bound: cut, and the bytes as they are
     * @throws HandleException if another kind of file is there, which stays
     */
    static void release(byte[] path) throws HandleException {
        String name = nameOf(path, Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")));
        if (name.isEmpty()) {
            return; // Also where the kernel chooses a name, without a file.
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

    /**
     * The text that Java turns back into exactly these bytes when it opens a file.
     *
     * @param charset in which Java gives file names to the system
     * @return empty if there is none
     */
    static String nameOf(byte[] path, Charset charset) {
        String name = new String(path, charset);
        return Arrays.equals(name.getBytes(charset), path) ? name : "";
    }
}
