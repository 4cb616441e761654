package io.headgate.net.script;

import io.headgate.net.script.Value.Int;
import io.headgate.net.script.Value.Nil;
import io.headgate.net.script.Value.Real;
import io.headgate.net.script.Value.Sequence;
import io.headgate.net.script.Value.Str;
import io.headgate.net.script.Value.Symbol;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The unevaluated arguments of a call. Numbers count from 0. Each access evaluates, so ask once. */
final class Arguments {
    private final Evaluator evaluator;
    private final List<Value> forms;
    private final int first;

    Arguments(Evaluator evaluator, List<Value> forms, int first) {
        this.evaluator = evaluator;
        this.forms = forms;
        this.first = first;
    }

    Evaluator evaluator() {
        return evaluator;
    }

    int count() {
        return forms.size() - first;
    }

    boolean has(int index) {
        return index < count();
    }

    /** Unevaluated, nil if there is none. */
    Value form(int index) {
        return has(index) ? forms.get(first + index) : Nil.NIL;
    }

    /** Evaluated, nil if there is none. */
    Value value(int index) {
        return has(index) ? evaluator.hold(evaluator.evaluate(form(index))) : Nil.NIL;
    }

    /** All from {@code index} on, evaluated. */
    List<Value> values(int index) {
        List<Value> values = new ArrayList<>(Math.max(0, count() - index));
        for (int i = index; i < count(); i++) {
            values.add(value(i));
        }
        return values;
    }

    /** What the forms from {@code index} on give, one after the other: the last one's. */
    Value sequence(int index) {
        return evaluator.sequence(forms, first + index);
    }

    /** A missing argument is an error. */
    void require(int index) {
        if (!has(index)) {
            throw evaluator.error("missing argument", null);
        }
    }

    /** Floating point numbers are cut towards zero. */
    long integer(int index) {
        require(index);
        Value value = value(index);
        if (value instanceof Int number) {
            return number.number();
        }
        if (value instanceof Real number) {
            return (long) number.number();
        }
        throw evaluator.error("value expected", form(index));
    }

    /** As {@link #integer}, what does not fit becomes the nearest number that does. */
    int small(int index) {
        return small(integer(index));
    }

    /** The same of a number that is evaluated already. */
    static int small(Value number) {
        return small(number instanceof Int whole ? whole.number() : (long) ((Real) number).number());
    }

    private static int small(long number) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number));
    }

    byte[] bytes(int index) {
        require(index);
        if (value(index) instanceof Str string) {
            return string.bytes();
        }
        throw evaluator.error("string expected", form(index));
    }

    /** A string that ends at its first zero byte. */
    String text(int index) {
        return text(bytes(index));
    }

    static String text(byte[] bytes) {
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** A symbol that is itself the argument and not evaluated. */
    Symbol symbol(int index) {
        Value form = form(index);
        if (form instanceof Symbol symbol) {
            checkAssignable(symbol);
            return symbol;
        }
        if (has(index) && (form == Nil.NIL || form == Value.True.TRUE)) {
            throw evaluator.error("symbol is protected", form);
        }
        if (form instanceof Sequence) {
            value(index);
            throw evaluator.error("no reference found", null);
        }
        throw evaluator.error("symbol expected", form instanceof Value.Quoted quoted ? quoted.form() : form);
    }

    /** The names of functions cannot be assigned to. */
    void checkAssignable(Symbol symbol) {
        if (symbol.value() instanceof Value.Function function
                && function.builtin().name().equals(symbol.name())) {
            throw evaluator.error("symbol is protected", symbol);
        }
    }

    ScriptException wrong(String text, Value shown) {
        return evaluator.error(text, shown);
    }

    static Str string(String text) {
        return new Str(text.getBytes(StandardCharsets.UTF_8));
    }

    Sequence list(List<Value> items) {
        Sequence list = new Sequence(List.copyOf(items), null);
        evaluator.hold(list);
        return list;
    }
}
