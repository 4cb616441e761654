package io.headgate.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Asks a running appliance something. Thread: any, each request a connection of its own. */
public final class ControlClient {
    private static final int CHUNK = 8_192;

    private ControlClient() {}

    /**
     * Sends a request and waits for its answer.
     *
     * @param words verb and arguments, none with a blank in it
     * @param limit for the whole of it
     * @throws ControlException if nobody answers, with what was tried and what to do
     */
    public static Answer request(Path path, List<String> words, Duration limit) {
        for (String word : words) {
            if (word.isEmpty() || word.codePoints().anyMatch(letter -> letter <= ' ')) {
                throw new ControlException("no word of a request may be empty or have a blank in it: '" + word + "'");
            }
        }
        return send(path, String.join(" ", words), limit);
    }

    private static Answer send(Path path, String line, Duration limit) {
        long deadlineNs = System.nanoTime() + limit.toNanos();
        try (SocketChannel channel = connect(path);
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_WRITE);
            ByteBuffer request = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
            while (request.hasRemaining()) {
                channel.write(request);
                await(selector, deadlineNs, path, limit);
            }
            key.interestOps(SelectionKey.OP_READ);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            while (channel.read(chunk) >= 0) {
                answer.write(chunk.array(), 0, chunk.position());
                chunk.clear();
                await(selector, deadlineNs, path, limit);
            }
            return Answer.fromWire(answer.toString(StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new ControlException(path + ": the connection broke: " + reason(broken), broken);
        }
    }

    private static SocketChannel connect(Path path) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            // Says which it is: of a socket that is not there and of one that may not be reached.
            Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            channel.connect(UnixDomainSocketAddress.of(path));
            return channel;
        } catch (NoSuchFileException nothing) {
            channel.close();
            throw new ControlException(
                    path + ": there is no socket; is the appliance running, and does its configuration say"
                            + " 'control: [{ listen: { path: " + path + " } }]'?",
                    nothing);
        } catch (AccessDeniedException denied) {
            channel.close();
            throw denied(path, denied);
        } catch (ConnectException nobody) {
            channel.close();
            throw new ControlException(
                    path
                            + ": nobody listens there; the appliance has ended without removing its socket: start it again",
                    nobody);
        } catch (IOException | IllegalArgumentException refused) {
            channel.close();
            if (Files.exists(path) && !Files.isWritable(path)) {
                throw denied(path, refused);
            }
            throw new ControlException(path + ": cannot connect: " + reason(refused), refused);
        }
    }

    private static ControlException denied(Path path, Exception cause) {
        return new ControlException(
                path + ": permission denied for " + System.getProperty("user.name")
                        + "; run this as root or as a member of the socket's group (ls -l " + path + ")",
                cause);
    }

    private static void await(Selector selector, long deadlineNs, Path path, Duration limit) throws IOException {
        long leftMs = (deadlineNs - System.nanoTime()) / 1_000_000;
        if (leftMs <= 0) {
            throw new ControlException(path + ": no answer within " + limit.toMillis() + " ms");
        }
        selector.select(leftMs);
        selector.selectedKeys().clear();
    }

    /** What the system said, without the name of a file that the message has already. */
    static String reason(Exception failure) {
        if (failure instanceof FileSystemException file) {
            String what = failure instanceof AccessDeniedException ? "permission denied" : "cannot be used";
            return file.getFile() + ": " + Optional.ofNullable(file.getReason()).orElse(what);
        }
        return failure.getMessage();
    }
}
