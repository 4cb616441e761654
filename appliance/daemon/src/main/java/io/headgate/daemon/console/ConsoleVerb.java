package io.headgate.daemon.console;

import io.headgate.daemon.cli.CliException;
import io.headgate.daemon.script.LineLoop;
import io.headgate.net.Net;
import io.headgate.net.script.Session;
import io.headgate.net.sys.Sys;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine.Command;

/** {@code headgate console}: the net-* functions by hand. */
@Command(
        name = "console",
        description = "A prompt for the net-* functions; without a terminal it reads forms from standard input.",
        mixinStandardHelpOptions = true)
public final class ConsoleVerb implements Callable<Integer> {
    private static final String HISTORY = ".headgate_history";

    @Override
    public Integer call() {
        try (Net net = new Net()) {
            return Sys.isInputTerminal() ? prompt(net) : readLines(net);
        } catch (UncheckedIOException broken) {
            throw CliException.failed(broken.getMessage(), broken);
        } catch (IOException broken) {
            throw CliException.failed("terminal: " + broken.getMessage(), broken);
        }
    }

    private static int prompt(Net net) throws IOException {
        try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
            Session session = new Session(net, terminal.output());
            Path history = Path.of(System.getProperty("user.home"), HISTORY);
            return new Prompt(session, terminal, history).run();
        }
    }

    /** Without a prompt; an error ends its form only. */
    private static int readLines(Net net) throws IOException {
        try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
            return new LineLoop(new Session(net, out), System.err)
                    .run(System.in)
                    .orElse(0);
        }
    }
}
