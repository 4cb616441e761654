package io.headgate.daemon.script;

import io.headgate.net.script.OpenForm;
import io.headgate.net.script.ScriptException;
import io.headgate.net.script.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** Forms from standard input, each evaluated and its value printed as soon as its last line is there. */
public final class LineLoop {
    private static final String NAME = "standard input";

    /** Beyond these bytes a form is read as a whole only once it seems to be one, so that a mistake in it shows later. */
    private static final int READ_EACH_LINE = 4_096;

    private final Session session;
    private final PrintStream errors;

    public LineLoop(Session session, PrintStream errors) {
        this.session = session;
        this.errors = errors;
    }

    /**
     * Reads to the end. An error ends its form, not the loop.
     *
     * @return the status of {@code exit}, or empty at the end of the input
     */
    public OptionalInt run(InputStream in) throws IOException {
        // Bytes above 127 go through as they came: one character each.
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
        StringBuilder form = new StringBuilder();
        OpenForm brackets = new OpenForm();
        int lineNumber = 0;
        int firstLine = 1;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            lineNumber++;
            form.append(line).append('\n');
            brackets.add(line + '\n');
            if (form.length() <= Session.MAX_SOURCE_BYTES && isIncomplete(form, brackets)) {
                continue;
            }
            OptionalInt end = show(form.toString(), firstLine);
            if (end.isPresent()) {
                return end;
            }
            form.setLength(0);
            brackets.clear();
            firstLine = lineNumber + 1;
        }
        return form.isEmpty() ? OptionalInt.empty() : show(form.toString(), firstLine);
    }

    private static boolean isIncomplete(StringBuilder form, OpenForm brackets) {
        boolean isLong = form.length() > READ_EACH_LINE;
        return (isLong && brackets.isOpen()) || Session.isIncomplete(form.toString());
    }

    private OptionalInt show(String source, int firstLine) {
        try {
            return session.show(source.getBytes(StandardCharsets.ISO_8859_1), NAME, firstLine);
        } catch (ScriptException wrong) {
            report(wrong);
            return OptionalInt.empty();
        }
    }

    /** Where the program prints and, with the place, on standard error. */
    public void report(ScriptException wrong) {
        session.printError(wrong);
        errors.println(wrong.report());
    }
}
