package io.headgate.net.script;

import io.headgate.net.Net;
import io.headgate.net.script.Value.Function;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;

/**
 * A program under way: its symbols, its sockets and where it prints.
 *
 * <p>Thread: one, but for {@link #interrupt()}. Ownership: the caller closes {@code net} and the stream.
 */
public final class Session {
    /** Exit status of a program that went wrong. */
    public static final int FAILED = 255;

    /** Longer sources are refused. */
    public static final int MAX_SOURCE_BYTES = 1 << 20;

    private final SymbolTable symbols = new SymbolTable();
    private final Evaluator evaluator = new Evaluator();
    private final List<Builtin> builtins = new ArrayList<>();
    private final NetCalls calls;
    private final Output output;

    /** @param out gets what is printed, each piece flushed */
    public Session(Net net, OutputStream out) {
        calls = new NetCalls(net, evaluator);
        output = new Output(out);
        builtins.addAll(CoreForms.ALL);
        builtins.addAll(Comparison.ALL);
        builtins.addAll(Arithmetic.ALL);
        builtins.addAll(ListsAndStrings.ALL);
        builtins.addAll(output.builtins());
        builtins.addAll(new SocketFunctions(calls).builtins());
        builtins.addAll(new TrafficFunctions(calls).builtins());
        builtins.add(new Builtin("help", "", "lists the functions", arguments -> help()));
        builtins.forEach(builtin -> symbols.intern(builtin.name()).assign(new Function(builtin)));
    }

    /**
     * Evaluates a program's forms in order, and prints only what they print. What stands before an unreadable form is
     * still evaluated.
     *
     * @param file for messages
     * @return the status with which the program called {@code exit}, or empty if it reached its end
     * @throws ScriptException on an error of the program
     */
    public OptionalInt run(byte[] source, String file) {
        return evaluate(source, file, 1, false);
    }

    /**
     * As {@link #run}, and prints the value of each form: for what somebody types.
     *
     * @param firstLine number of the first line of {@code source}
     */
    public OptionalInt show(byte[] source, String file, int firstLine) {
        return evaluate(source, file, firstLine, true);
    }

    private OptionalInt evaluate(byte[] source, String file, int firstLine, boolean isShown) {
        if (source.length > MAX_SOURCE_BYTES) {
            throw ScriptException.at(
                    new Place(file, firstLine, 1), "program too long : more than " + MAX_SOURCE_BYTES + " bytes");
        }
        calls.begin();
        try {
            Reader reader = new Reader(source, file, firstLine, symbols);
            for (Value form = reader.next(); form != null; form = reader.next()) {
                Value value = evaluator.evaluateTop(form);
                if (isShown) {
                    output.show(value);
                }
            }
            return OptionalInt.empty();
        } catch (ExitException end) {
            return OptionalInt.of(end.status());
        }
    }

    /** Whether {@code source} ends inside a list or string, so that more lines are needed. */
    public static boolean isIncomplete(String source) {
        return Reader.isIncomplete(source.getBytes(StandardCharsets.UTF_8));
    }

    /** Prints an error where the program prints, as the original does. */
    public void printError(ScriptException error) {
        output.line("\nERR: " + error.getMessage());
    }

    /** Ends the program that is being evaluated, also where it waits for the network. Any thread. */
    public void interrupt() {
        calls.interrupt();
    }

    /** All functions, in the order of the documentation. */
    public List<Builtin> builtins() {
        return List.copyOf(builtins);
    }

    /** All names so far: functions and symbols. */
    public Collection<String> names() {
        return symbols.names();
    }

    private Value help() {
        for (Builtin builtin : builtins) {
            output.line(builtin.signature() + "\n    " + builtin.description());
        }
        return Value.Nil.NIL;
    }
}
