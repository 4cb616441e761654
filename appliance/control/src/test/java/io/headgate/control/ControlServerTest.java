package io.headgate.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.headgate.net.sys.Sys;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ControlServerTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final CountDownLatch release = new CountDownLatch(1);
    private final List<ControlServer> servers = new ArrayList<>();

    @TempDir
    private Path folder;

    private Path path() {
        return folder.resolve("run/headgate.sock");
    }

    private Path start() {
        return start(new ControlPath(path(), "0660", Optional.empty()));
    }

    private Path start(ControlPath control) {
        List<Verb> verbs = List.of(
                new Verb("echo", "Says it again.", words -> String.join("\n", words)),
                new Verb("long", "Says much.", words -> "x".repeat(Integer.parseInt(words.get(0)))),
                new Verb("refuse", "Says no.", words -> {
                    throw new ControlException("not today");
                }),
                new Verb("break", "Fails.", words -> {
                    throw new IllegalStateException("a defect");
                }),
                new Verb("wait", "Takes its time.", words -> {
                    awaitQuietly(release);
                    return "waited";
                }));
        servers.add(ControlServer.start(
                List.of(control),
                new Verbs(verbs, (word, known) -> Optional.of("echo").filter(known::contains))));
        return control.path();
    }

    @AfterEach
    void stop() {
        release.countDown();
        servers.forEach(ControlServer::close);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Answer ask(Path path, String... words) {
        return ControlClient.request(path, List.of(words), LIMIT);
    }

    private static SocketChannel connect(Path path) throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(path));
    }

    private static void send(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static void send(SocketChannel channel, String text) throws IOException {
        send(channel, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String readAll(SocketChannel channel) throws IOException {
        return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void shouldAnswerARequest() {
        Path path = start();

        assertThat(ask(path, "echo", "a", "ä")).isEqualTo(Answer.ok("a\nä"));
        assertThat(ask(path, "echo")).isEqualTo(Answer.ok(""));
        assertThat(ask(path, "owner").text())
                .isEqualTo("process " + ProcessHandle.current().pid());
        assertThat(ask(path, "help").text()).contains("echo       Says it again.");
    }

    @Test
    void shouldFollowTheProtocolOfItsPage() throws IOException {
        Path path = start();
        try (SocketChannel channel = connect(path)) {
            send(channel, "  echo  one ");
            send(channel, "two\r\n");

            assertThat(readAll(channel)).isEqualTo("ok\none\ntwo\n");
        }
        try (SocketChannel channel = connect(path)) {
            send(channel, "refuse\n");

            assertThat(readAll(channel)).isEqualTo("error not today\n");
        }
    }

    @Test
    void shouldSayNo() {
        Path path = start();

        assertThat(ask(path, "refuse")).isEqualTo(Answer.error("not today"));
        assertThat(ask(path, "break").text()).startsWith("'break' failed, the appliance's log says where: ");
        assertThat(ask(path, "ecko"))
                .isEqualTo(Answer.error("unknown verb 'ecko'; did you mean 'echo'? known here: break, echo, help, long,"
                        + " owner, refuse, wait"));
        assertThatThrownBy(() -> ask(path, "echo", "a b")).hasMessageContaining("have a blank in it: 'a b'");
    }

    @Test
    void shouldAnswerAtLength() {
        Path path = start();

        assertThat(ask(path, "long", "3000000").text()).hasSize(3_000_000);
    }

    @Test
    void shouldRefuseALineThatIsTooLongAndTakeOneThatIsNot() throws IOException {
        Path path = start();
        String longest = "echo " + "x".repeat(Connection.MAX_LINE_BYTES - 5);

        for (int more : new int[] {1, 100_000}) {
            try (SocketChannel channel = connect(path)) {
                send(channel, longest + "y".repeat(more) + "\n");

                assertThat(readAll(channel)).isEqualTo("error the request is longer than 4096 bytes\n");
            }
        }
        try (SocketChannel channel = connect(path)) {
            send(channel, longest + "\n");

            assertThat(readAll(channel)).isEqualTo("ok\n" + longest.substring(5) + "\n");
        }
    }

    @Test
    void shouldRefuseWhatIsNoRequest() throws IOException {
        Path path = start();

        try (SocketChannel channel = connect(path)) {
            send(channel, new byte[] {'e', (byte) 0xFF, '\n'});
            assertThat(readAll(channel)).isEqualTo("error the request is not UTF-8\n");
        }
        try (SocketChannel channel = connect(path)) {
            send(channel, "echo");
            channel.shutdownOutput();
            assertThat(readAll(channel)).isEqualTo("error the request has no line end\n");
        }
        try (SocketChannel channel = connect(path)) {
            send(channel, "\n");
            assertThat(readAll(channel)).startsWith("error no verb given; known here: ");
        }
        try (SocketChannel channel = connect(path)) {
            channel.shutdownOutput();
            assertThat(readAll(channel)).isEmpty();
        }
    }

    @Test
    void shouldHangUpOnASlowClientAndAnswerTheOthersMeanwhile() throws IOException {
        Path path = start();
        try (SocketChannel slow = connect(path)) {
            long beginNs = System.nanoTime();
            send(slow, "echo slo");
            assertThat(ask(path, "echo", "quick").text()).isEqualTo("quick");
            assertThat(System.nanoTime() - beginNs).isLessThan(Connection.LINE_LIMIT_NS);

            assertThat(readAll(slow)).isEqualTo("error no request within 5 s\n");
            assertThat(System.nanoTime() - beginNs).isGreaterThanOrEqualTo(Connection.LINE_LIMIT_NS);
        }
    }

    @Test
    void shouldServeSixteenConnectionsAndTellTheNext() throws IOException {
        Path path = start();
        List<SocketChannel> open = new ArrayList<>();
        for (int i = 0; i < ControlServer.MAX_CONNECTIONS; i++) {
            open.add(connect(path));
        }

        assertThat(ask(path, "echo", "more").text()).startsWith("16 connections are open already");

        for (SocketChannel channel : open) {
            send(channel, "echo mine\n");
            assertThat(readAll(channel)).isEqualTo("ok\nmine\n");
            channel.close();
        }
        assertThat(askUntilOk(path)).isEqualTo(Answer.ok("more"));
    }

    /** A connection that was closed is noticed a moment later. */
    private static Answer askUntilOk(Path path) {
        long endNs = System.nanoTime() + LIMIT.toNanos();
        Answer answer = ask(path, "echo", "more");
        while (!answer.isOk() && System.nanoTime() < endNs) {
            answer = ask(path, "echo", "more");
        }
        return answer;
    }

    @Test
    void shouldAnswerManyClientsOneAfterTheOther() {
        Path path = start();

        List<CompletableFuture<Void>> clients = IntStream.range(0, 8)
                .mapToObj(client -> CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 250; i++) {
                        String word = client + "-" + i;
                        assertThat(ask(path, "echo", word)).isEqualTo(Answer.ok(word));
                    }
                }))
                .toList();

        assertThat(clients).allSatisfy(client -> client.get(30, TimeUnit.SECONDS));
    }

    @Test
    void shouldMakeTheDirectoryAndGiveTheSocketItsRights() throws IOException {
        Path path = start(new ControlPath(path(), "0620", Optional.empty()));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw--w----");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path.getParent())))
                .isEqualTo("rwxr-xr-x");
        try (Stream<Path> files = Files.list(path.getParent())) {
            assertThat(files).containsExactly(path);
        }
    }

    @Test
    void shouldGiveTheSocketToAGroup() throws IOException {
        assumeTrue(Sys.isRoot(), "needs root");
        Path path = start(new ControlPath(path(), "0660", Optional.of("daemon")));

        assertThat(Files.readAttributes(path, PosixFileAttributes.class).group().getName())
                .isEqualTo("daemon");
        ControlPath unknown = new ControlPath(folder.resolve("b.sock"), "0660", Optional.of("no-such-group"));
        assertThatThrownBy(() -> start(unknown))
                .hasMessageContaining("there is no group 'no-such-group' on this host: add it");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).as("nothing is left").containsExactly(path.getParent());
        }
    }

    @Test
    void shouldReplaceTheSocketOfADeadProcess() throws IOException {
        Files.createDirectories(path().getParent());
        ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        dead.bind(UnixDomainSocketAddress.of(path()));
        dead.close();
        assertThat(path()).exists();
        assertThatThrownBy(() -> ask(path(), "echo")).hasMessageContaining("nobody listens there");

        start();

        assertThat(ask(path(), "echo", "new").text()).isEqualTo("new");
    }

    @Test
    void shouldRefuseASocketThatIsInUse() throws IOException {
        Path path = start();

        assertThatThrownBy(this::start)
                .isInstanceOf(ControlException.class)
                .hasMessage("control socket " + path + " belongs to process "
                        + ProcessHandle.current().pid() + ", which is running: stop it, or choose another 'path'");
        assertThat(ask(path, "echo", "still").text()).isEqualTo("still");
    }

    @Test
    void shouldNotReplaceAFile() throws IOException {
        Files.createDirectories(path().getParent());
        Files.writeString(path(), "precious");

        assertThatThrownBy(this::start).hasMessageContaining("there is a file that is no socket");
        assertThat(path()).hasContent("precious");
    }

    @Test
    void shouldRemoveItsSocketAtTheEndButNoOther() throws IOException {
        Path path = start();
        servers.remove(0).close();
        assertThat(path).doesNotExist();
        assertThatThrownBy(() -> ask(path, "echo"))
                .hasMessageContaining(path + ": there is no socket; is the appliance running");

        start();
        Files.delete(path);
        Files.writeString(path, "another's");
        servers.remove(0).close();
        assertThat(path).hasContent("another's");
    }

    @Test
    void shouldEndThoughARequestDoesNot() {
        Path path = start();
        CompletableFuture<Answer> waiting = CompletableFuture.supplyAsync(() -> ask(path, "wait"));
        while (Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.getName().startsWith("admin-"))) {
            Thread.onSpinWait();
        }

        long beginNs = System.nanoTime();
        servers.remove(0).close();

        assertThat(Duration.ofNanos(System.nanoTime() - beginNs)).isLessThan(Duration.ofSeconds(3));
        assertThat(waiting)
                .failsWithin(LIMIT)
                .withThrowableThat()
                .havingRootCause()
                .withMessageContaining("hung up");
    }

    @Test
    void shouldSayWhenNobodyAnswersInTime() {
        Path path = start();

        assertThatThrownBy(() -> ControlClient.request(path, List.of("wait"), Duration.ofMillis(100)))
                .hasMessage(path + ": no answer within 100 ms");
    }

    @Test
    void shouldCheckWhereToListen() {
        Path tooLong = Path.of("/" + "x".repeat(ControlPath.MAX_PATH_BYTES));

        assertThatThrownBy(() -> new ControlPath(Path.of("relative"), "0660", Optional.empty()))
                .hasMessageContaining("must be absolute");
        assertThatThrownBy(() -> new ControlPath(tooLong, "0660", Optional.empty()))
                .hasMessageContaining("may have 95");
        for (String permissions : List.of("", "66", "0860", "10660", "rw")) {
            assertThatThrownBy(() -> new ControlPath(path(), permissions, Optional.empty()))
                    .hasMessageContaining("three octal digits");
        }
    }
}
