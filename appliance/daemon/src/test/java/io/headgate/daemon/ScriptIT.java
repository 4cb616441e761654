package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.HeadgateProcess.Result;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptIT {
    @TempDir
    private Path folder;

    private Result run(String program) throws Exception {
        Path file = Files.writeString(folder.resolve("feed.lsp"), program);
        return HeadgateProcess.run(HeadgateProcess.command("script", file.toString()));
    }

    @Test
    void shouldNameThePlaceOfAnErrorOnStandardError() throws Exception {
        Result result = run("(print \"a\")\n(begin\n\n           (net-listen))\n");

        assertThat(result.status()).isEqualTo(255);
        assertThat(result.out()).isEqualTo("a\nERR: missing argument in function net-listen");
        assertThat(result.err())
                .isEqualTo(folder.resolve("feed.lsp") + ":4:12: missing argument in function net-listen");
    }

    @Test
    void shouldNameThePlaceOfWhatCannotBeRead() throws Exception {
        Result result = run("(print 1)\n(print \"\\x4\")\n");

        assertThat(result.status()).isEqualTo(255);
        assertThat(result.out()).startsWith("1\nERR: bad escape");
        assertThat(result.err()).startsWith(folder.resolve("feed.lsp") + ":2:9: bad escape");
    }

    @Test
    void shouldRefuseAMissingFile() throws Exception {
        Result result = HeadgateProcess.run(HeadgateProcess.command("script", "/nowhere/a.lsp"));

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("headgate: no such file: /nowhere/a.lsp");
    }

    @Test
    void shouldReadStandardInputBehindTheProgram() throws Exception {
        Path file = Files.writeString(folder.resolve("feed.lsp"), "(set 'a 1)");
        Process script = new ProcessBuilder(HeadgateProcess.command("script", file.toString())).start();
        try (OutputStream to = script.getOutputStream()) {
            to.write("(+ a 1)\n(first 3)\n\"x\"\n".getBytes(StandardCharsets.US_ASCII));
        }

        assertThat(new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("2\n\nERR: array, list or string expected in function first : 3\n\"x\"\n");
        assertThat(script.waitFor()).isEqualTo(1);
    }

    @Test
    void shouldReadTheProgramItselfFromStandardInput() throws Exception {
        HeadgateProcess script = HeadgateProcess.start(HeadgateProcess.command("script", "-"));
        try (script) {
            try (OutputStream to = script.process().getOutputStream()) {
                to.write("(print \"a\")\n(print 7)\n".getBytes(StandardCharsets.US_ASCII));
            }

            assertThat(script.readLine()).isEqualTo("a7");
            assertThat(script.awaitError("")).isNull();
            assertThat(script.awaitExit(60)).isEqualTo(1);
        }
    }
}
