package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.testkit.RequiresRoot;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples that document net-listen, as printed: read from {@code net-listen-entry.txt} beside the checkout where it
 * is there, otherwise our own of the same calls.
 */
@RequiresRoot
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class ScriptExamplesIT {
    @TempDir
    private Path folder;

    private ScriptLab lab;

    @BeforeEach
    void createLab() {
        lab = new ScriptLab();
    }

    @AfterEach
    void removeLab() {
        lab.close();
    }

    private Path script(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void shouldReadLinesUntilAnEmptyOne() throws Exception {
        String example = Example.printed("(set 'port 1234)", "Could not connect", """
                (set 'port 1234)
                (set 'listen (net-listen port))
                (print "Waiting for connection on: " port "\\n")
                (set 'connection (net-accept listen))
                (while (net-receive connection buff 1024 "\\n")
                    (print buff)
                    (if (= buff "\\r\\n") (exit)))
                """);
        Path out = folder.resolve("out");
        Process reader = lab.start(script("lines.lsp", example), out);
        ScriptLab.await("the listener", () -> ScriptLab.text(out).equals("Waiting for connection on: 1234\n"));

        lab.host.call(() -> {
            try (Socket client = new Socket()) {
                client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1234));
                OutputStream to = client.getOutputStream();
                to.write("one\r\ntwo\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                return client.getInputStream().read();
            }
        });

        assertThat(ScriptLab.awaitExit(reader)).isZero();
        assertThat(ScriptLab.text(out)).isEqualTo("Waiting for connection on: 1234\none\r\ntwo\r\n\r\n");
    }

    /** The printed handles are those of a session in which two and none were opened before. */
    @Test
    void shouldTalkByMulticast() throws Exception {
        String client = Example.printed(
                "(net-connect \"226.0.0.1\" 4096 \"multi\")",
                "(net-send-to \"226.0.0.1\" 4096",
                "(net-connect \"226.0.0.1\" 4096 \"multi\")\n(net-send-to \"226.0.0.1\" 4096 \"hello\" 3)\n");
        String server = Example.printed(
                "(net-listen 4096 \"226.0.0.1\" \"multi\")",
                "(net-receive-from 5 20)",
                "(net-listen 4096 \"226.0.0.1\" \"multi\")\n(net-receive-from 5 20)\n");
        String listening = "(net-listen 50001) (net-listen 50002)\n"
                + server.replace("(net-receive-from", "(println \"socket\")\n(println (net-receive-from")
                        .replaceFirst("20\\)", "20))")
                + "(exit)";
        Path serverOut = folder.resolve("server");
        Process serving = lab.start(script("server.lsp", listening), serverOut);
        ScriptLab.await("the member", () -> ScriptLab.text(serverOut).equals("socket\n"));

        Path clientOut = folder.resolve("client");
        assertThat(ScriptLab.awaitExit(
                        lab.start(script("client.lsp", client + "(print (net-error))(exit)"), clientOut)))
                .isZero();

        assertThat(ScriptLab.text(clientOut)).isEqualTo("nil");
        assertThat(ScriptLab.awaitExit(serving)).isZero();
        assertThat(ScriptLab.text(serverOut)).matches("socket\n\\(\"hello\" \"[0-9.]+\" \\d+\\)\n");
    }

    @Test
    void shouldListenForDatagrams() throws Exception {
        lab.host.run("ip addr add 192.168.1.120/32 dev lo");
        String example = Example.printed(
                "(net-listen 10002 \"192.168.1.120\" \"udp\")",
                "(net-listen 10002 \"\" \"udp\")",
                "(net-listen 10002 \"192.168.1.120\" \"udp\")\n(net-listen 10002 \"\" \"udp\")\n");
        Path out = folder.resolve("out");

        int status = ScriptLab.awaitExit(lab.start(
                script("udp.lsp", example + "(print (net-local 3) (net-local 4) (net-sessions) (net-error))(exit)"),
                out));

        assertThat(status).isZero();
        assertThat(ScriptLab.text(out)).isEqualTo("(\"192.168.1.120\" 10002)(\"0.0.0.0\" 10002)(4 3)nil");
    }
}
