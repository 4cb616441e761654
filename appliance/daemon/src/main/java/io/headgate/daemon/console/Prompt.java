package io.headgate.daemon.console;

import io.headgate.net.script.Builtin;
import io.headgate.net.script.ScriptException;
import io.headgate.net.script.Session;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;

/** Reads forms at a terminal and shows their values. Errors end a form, never the prompt. */
final class Prompt {
    private static final int HISTORY_LINES = 1_000;

    private final Session session;
    private final Terminal terminal;
    private final LineReader reader;
    private final Map<String, String> descriptions = new HashMap<>();

    Prompt(Session session, Terminal terminal, Path history) {
        this.session = session;
        this.terminal = terminal;
        for (Builtin builtin : session.builtins()) {
            descriptions.put(builtin.name(), builtin.description());
        }
        reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .parser(new FormParser())
                .completer(this::complete)
                .variable(LineReader.HISTORY_FILE, history)
                .variable(LineReader.HISTORY_SIZE, HISTORY_LINES)
                .variable(LineReader.HISTORY_FILE_SIZE, HISTORY_LINES)
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "... ")
                .option(LineReader.Option.HISTORY_TIMESTAMPED, false)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
        terminal.handle(Terminal.Signal.INT, signal -> session.interrupt());
    }

    private void complete(LineReader from, ParsedLine line, List<Candidate> candidates) {
        for (String name : session.names()) {
            candidates.add(new Candidate(name, name, null, descriptions.get(name), null, null, false));
        }
    }

    /** Until {@code exit}, whose status it returns, or Ctrl-D. */
    int run() {
        while (true) {
            try {
                String form = reader.readLine("> ");
                OptionalInt end = evaluate(form.strip().equals("help") ? "(help)" : form);
                if (end.isPresent()) {
                    return end.getAsInt();
                }
            } catch (UserInterruptException cleared) {
                // Ctrl-C before the form was whole: a new line.
            } catch (EndOfFileException left) {
                return 0;
            }
        }
    }

    private OptionalInt evaluate(String form) {
        try {
            return session.show(form.getBytes(StandardCharsets.UTF_8), "console", 1);
        } catch (ScriptException wrong) {
            terminal.writer().println("ERR: " + wrong.getMessage());
            terminal.flush();
            return OptionalInt.empty();
        }
    }
}
