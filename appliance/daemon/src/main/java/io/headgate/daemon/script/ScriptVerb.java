package io.headgate.daemon.script;

import io.headgate.daemon.cli.CliException;
import io.headgate.net.Net;
import io.headgate.net.script.ScriptException;
import io.headgate.net.script.Session;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code headgate script}: runs a program, then what comes on standard input. */
@Command(
        name = "script",
        description = "Runs a program in the notation of the net-* functions, then forms from standard input.",
        mixinStandardHelpOptions = true)
public final class ScriptVerb implements Callable<Integer> {
    /** As the original's at the end of its input. */
    private static final int INPUT_ENDED = 1;

    @Parameters(paramLabel = "FILE", description = "The program; - for standard input.")
    private String file;

    @Override
    public Integer call() {
        byte[] source = read();
        try (Net net = new Net();
                FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
            Session session = new Session(net, out);
            LineLoop lines = new LineLoop(session, System.err);
            try {
                OptionalInt end = session.run(source, file.equals("-") ? "standard input" : file);
                return (end.isPresent() ? end : lines.run(System.in)).orElse(INPUT_ENDED);
            } catch (ScriptException wrong) {
                lines.report(wrong);
                return Session.FAILED;
            }
        } catch (UncheckedIOException broken) {
            throw CliException.failed(broken.getMessage(), broken);
        } catch (IOException broken) {
            throw CliException.failed("standard input or output: " + broken.getMessage(), broken);
        }
    }

    private byte[] read() {
        try {
            if (file.equals("-")) {
                return readProgram(System.in); // Stays open: it is asked for forms when the program is over.
            }
            try (InputStream in = Files.newInputStream(Path.of(file))) {
                return readProgram(in);
            }
        } catch (NoSuchFileException missing) {
            throw CliException.failed("no such file: " + file, missing);
        } catch (IOException unreadable) {
            throw CliException.failed("cannot read " + file + ": " + unreadable.getMessage(), unreadable);
        }
    }

    /** One byte more than is allowed shows that a program is too long. */
    private static byte[] readProgram(InputStream in) throws IOException {
        return in.readNBytes(Session.MAX_SOURCE_BYTES + 1);
    }
}
