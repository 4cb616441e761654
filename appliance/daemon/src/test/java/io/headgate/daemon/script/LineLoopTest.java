package io.headgate.daemon.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.net.Net;
import io.headgate.net.script.Session;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LineLoopTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    private String run(String input) throws IOException {
        try (Net net = new Net()) {
            new LineLoop(new Session(net, out), new PrintStream(errors, true, StandardCharsets.UTF_8))
                    .run(new ByteArrayInputStream(input.getBytes(StandardCharsets.US_ASCII)));
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Reading all of it again for each line would take hours. */
    @Test
    @Timeout(30)
    void shouldReadAFormOfManyLinesOnce() throws IOException {
        assertThat(run("(length '(\n" + "1\n".repeat(400_000) + "))\n(+ 1 1)\n"))
                .isEqualTo("400000\n2\n");
    }

    @Test
    @Timeout(30)
    void shouldRefuseAFormThatNeverEnds() throws IOException {
        run("(list\n" + "1\n".repeat(600_000));

        assertThat(errors.toString(StandardCharsets.UTF_8)).startsWith("standard input:1:1: program too long");
    }

    @Test
    void shouldTellAMistakeAtItsLine() throws IOException {
        assertThat(run("(list\n1\n1abc\n7\n"))
                .contains("ERR: invalid number : 1abc")
                .endsWith("7\n");
    }
}
