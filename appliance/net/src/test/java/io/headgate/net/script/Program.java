package io.headgate.net.script;

import io.headgate.net.Net;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** Runs programs and keeps what they print. */
final class Program implements AutoCloseable {
    private final Net net = new Net();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final Session session = new Session(net, out);

    /** What {@code source} prints. */
    static String output(String source) {
        try (Program program = new Program()) {
            program.session.run(bytes(source), "test.lsp");
            return program.out.toString(StandardCharsets.UTF_8);
        }
    }

    /** The value of {@code source} as somebody at the console sees it. */
    static String value(String source) {
        try (Program program = new Program()) {
            program.session.show(bytes(source), "test.lsp", 1);
            String shown = program.out.toString(StandardCharsets.UTF_8).stripTrailing();
            return shown.substring(shown.lastIndexOf('\n') + 1);
        }
    }

    /** The error of {@code source}, with its place. */
    static String error(String source) {
        try (Program program = new Program()) {
            program.session.run(bytes(source), "test.lsp");
            return "no error";
        } catch (ScriptException wrong) {
            return wrong.report();
        }
    }

    OptionalInt run(byte[] source) {
        return session.run(source, "test.lsp");
    }

    private static byte[] bytes(String source) {
        return source.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        net.close();
    }
}
