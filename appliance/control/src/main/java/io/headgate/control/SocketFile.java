package io.headgate.control;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening Unix socket and its file. It is made under another name and renamed once it belongs to whom it shall, so nobody
 * connects who may not, and whoever connects meanwhile reaches the old one or the new one.
 */
final class SocketFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SocketFile.class);
    private static final int BACKLOG = 16;
    private static final Duration OWNER_LIMIT = Duration.ofSeconds(1);

    private final ServerSocketChannel channel;
    private final Path path;
    private final Object key;

    private SocketFile(ServerSocketChannel channel, Path path, Object key) {
        this.channel = channel;
        this.path = path;
        this.key = key;
    }

    /**
     * Listens. A directory that is missing is made; what a process that is gone has left is replaced.
     *
     * @throws ControlException if something else is there, or the system says no
     */
    static SocketFile open(ControlPath control) {
        Path path = control.path();
        try {
            makeDirectory(path.getParent());
            requireFree(path);
            return listen(control);
        } catch (UserPrincipalNotFoundException unknown) {
            throw new ControlException(
                    "control socket " + path + ": there is no group '" + unknown.getName()
                            + "' on this host: add it, or name another as 'group'",
                    unknown);
        } catch (IOException | UnsupportedOperationException refused) {
            throw new ControlException(
                    "control socket " + path + " cannot be made: " + ControlClient.reason(refused)
                            + "; choose another 'path', or give " + System.getProperty("user.name")
                            + " the right to write there",
                    refused);
        }
    }

    private static void makeDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            // Said again: what a directory is made with goes through the umask.
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static void requireFree(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!attributes(path).isOther()) {
            throw new ControlException("control socket " + path + ": there is a file that is no socket; remove it, or"
                    + " choose another 'path'");
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(path));
        } catch (ConnectException nobody) {
            LOG.info("control socket {} of a process that is gone is replaced", path);
            return;
        }
        throw new ControlException("control socket " + path + " belongs to " + owner(path)
                + ", which is running: stop it, or choose another 'path'");
    }

    private static String owner(Path path) {
        try {
            Answer answer = ControlClient.request(path, List.of(Verbs.OWNER), OWNER_LIMIT);
            return answer.isOk() ? answer.text() : "another program";
        } catch (ControlException silent) {
            return "another program";
        }
    }

    private static SocketFile listen(ControlPath control) throws IOException {
        Path path = control.path();
        Path made = path.resolveSibling(
                path.getFileName() + "." + Long.toString(ProcessHandle.current().pid(), Character.MAX_RADIX));
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            Files.deleteIfExists(made);
            channel.bind(UnixDomainSocketAddress.of(made), BACKLOG);
            PosixFileAttributeView view = Files.getFileAttributeView(made, PosixFileAttributeView.class);
            if (control.group().isPresent()) {
                view.setGroup(group(path, control.group().get()));
            }
            view.setPermissions(control.permissionSet());
            Object key = attributes(made).fileKey();
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
            return new SocketFile(channel, path, key);
        } catch (IOException | RuntimeException failed) {
            channel.close();
            Files.deleteIfExists(made);
            throw failed;
        }
    }

    private static GroupPrincipal group(Path path, String name) throws IOException {
        return path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(name);
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    ServerSocketChannel channel() {
        return channel;
    }

    /** Stops listening, and removes the file unless somebody has put another one there. */
    @Override
    public void close() {
        try {
            channel.close();
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                    && key.equals(attributes(path).fileKey())) {
                Files.delete(path);
            }
        } catch (IOException failed) {
            LOG.warn("control socket {} is not removed: {}", path, failed.toString());
        }
    }
}
