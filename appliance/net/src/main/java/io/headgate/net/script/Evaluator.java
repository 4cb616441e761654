package io.headgate.net.script;

import io.headgate.net.script.Value.Function;
import io.headgate.net.script.Value.Nil;
import io.headgate.net.script.Value.Quoted;
import io.headgate.net.script.Value.Sequence;
import io.headgate.net.script.Value.Str;
import io.headgate.net.script.Value.Symbol;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Evaluates forms. Its recursion is bounded by {@link Reader#MAX_DEPTH}, since only what was read is evaluated. */
final class Evaluator {
    private final Memory memory = new Memory();

    /** The list that is being evaluated, for the place of errors. */
    private Sequence current;

    /** The function that is being evaluated; as in the original nobody's after a call has returned inside it. */
    private String functionName;

    private volatile boolean isInterrupted;

    /** Evaluates a form of a program's top level. */
    Value evaluateTop(Value form) {
        current = null;
        functionName = null;
        memory.release(0);
        return evaluate(form);
    }

    Value evaluate(Value form) {
        if (form instanceof Symbol symbol) {
            return symbol.value();
        }
        if (form instanceof Quoted quoted) {
            return quoted.form();
        }
        return form instanceof Sequence list && !list.items().isEmpty() ? call(list) : form;
    }

    private Value call(Sequence list) {
        Sequence caller = current;
        current = list;
        checkInterrupted();
        Value head = evaluate(list.items().get(0));
        Value result;
        if (head instanceof Function function) {
            long mark = memory.mark();
            functionName = function.builtin().name();
            result = function.builtin().body().apply(new Arguments(this, list.items(), 1));
            functionName = null;
            memory.release(mark);
        } else if (head instanceof Sequence || head instanceof Str) {
            result = index(list, head);
        } else {
            throw error("invalid function", list);
        }
        current = caller;
        return result;
    }

    /** A list or string in the place of a function: its elements by number. */
    private Value index(Sequence list, Value head) {
        Arguments arguments = new Arguments(this, list.items(), 1);
        if (arguments.count() == 0 || (head instanceof Str && arguments.count() > 1)) {
            throw error("invalid function", list);
        }
        Value result = head;
        for (int i = 0; i < arguments.count(); i++) {
            result = Indexing.element(this, result, arguments.value(i));
        }
        return result;
    }

    /** Values of all forms from {@code from} on, one after the other: the last one's. */
    Value sequence(List<Value> forms, int from) {
        Value last = Nil.NIL;
        for (int i = from; i < forms.size(); i++) {
            long mark = memory.mark();
            last = evaluate(forms.get(i));
            memory.release(mark);
        }
        return last;
    }

    /** What is held now; see {@link Memory#mark()}. */
    long mark() {
        return memory.mark();
    }

    void release(long mark) {
        memory.release(mark);
    }

    /** Counts a value as held until the call under way has returned. */
    Value hold(Value value) {
        if (value.depth() > Memory.MAX_DEPTH) {
            throw error("nested too deeply", null);
        }
        if (!memory.hold(value)) {
            throw outOfMemory();
        }
        return value;
    }

    void assign(Symbol symbol, Value value) {
        if (!memory.assign(symbol.value(), value)) {
            throw outOfMemory();
        }
        symbol.assign(value);
    }

    /** A string of this length may be made. */
    void checkStringLength(long bytes) {
        if (bytes > Memory.MAX_STRING_BYTES) {
            throw error("string too long", null);
        }
    }

    private ScriptException outOfMemory() {
        return error("not enough memory", null);
    }

    /** What goes wrong now, in the words of the original. {@code shown} is the argument in question, or null. */
    ScriptException error(String text, Value shown) {
        String where = functionName == null ? "" : " in function " + functionName;
        String what = shown == null ? "" : " : " + new String(Printer.readable(shown), StandardCharsets.UTF_8);
        return ScriptException.at(current == null ? null : current.place(), text + where + what);
    }

    /** Any thread: whether what is being evaluated ends at the next call. */
    void setInterrupted(boolean value) {
        isInterrupted = value;
    }

    boolean isInterrupted() {
        return isInterrupted;
    }

    /** Also at each turn of a loop, which need not call anything. */
    void checkInterrupted() {
        if (isInterrupted) {
            functionName = null;
            throw error("interrupted", null);
        }
    }
}
