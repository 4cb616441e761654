package io.headgate.bench.report;

import io.headgate.daemon.cli.CliException;
import io.headgate.daemon.cli.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a benchmark's result and its progress go: the options that all of them have. */
public final class Output {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object instead of a table.")
    private boolean json;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Also write the JSON, with the machine and versions it was measured on, to this file.")
    private Path file;

    /** Says what is going on. Not part of the result: goes to standard error. */
    public void progress(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }

    /**
     * Prints the result, and writes it where asked to.
     *
     * @param text the same for people
     */
    public void publish(Map<String, Object> result, String text) {
        Map<String, Object> object = new LinkedHashMap<>(result);
        object.put("environment", Environment.read());
        if (file != null) {
            write(Json.pretty(object));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? Json.line(object) : text.stripTrailing());
        out.flush();
    }

    private void write(String text) {
        try {
            Files.writeString(file, text + System.lineSeparator());
        } catch (IOException failed) {
            throw CliException.failed("cannot write " + file + ": " + failed.getMessage(), failed);
        }
    }
}
