package io.headgate.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.net.lab.Host;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

/** The newLISP program at work on a script, inside a host. */
final class Newlisp implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private final Path script;

    Newlisp(Host host, String... lines) {
        try {
            script = Files.createTempFile("headgate", ".lsp");
            Files.writeString(script, String.join("\n", lines) + "\n(exit)\n");
            process = new ProcessBuilder(host.inside("newlisp", script.toString()))
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
        } catch (IOException failed) {
            throw new UncheckedIOException("newlisp cannot run; on Debian: apt-get install newlisp", failed);
        }
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    /** Waits for the next line it prints. */
    String line() {
        try {
            return output.readLine();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Waits for a line of this text. */
    void awaitLine(String expected) {
        assertThat(line()).isEqualTo(expected);
    }

    /** As newLISP's {@code (println (length data) " " (crc32 data))}. */
    static String digest(byte[] data) {
        CRC32 crc = new CRC32();
        crc.update(data);
        return data.length + " " + crc.getValue();
    }

    /** Waits for its end, which must be a good one. */
    @Override
    public void close() {
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("newlisp does not end");
            }
            assertThat(process.exitValue()).as("newlisp's exit status").isZero();
            Files.delete(script);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new AssertionError("interrupted", interrupted);
        }
    }
}
