package io.headgate.net.script;

import io.headgate.net.script.Value.Nil;
import io.headgate.net.script.Value.Symbol;
import java.util.List;

/** What a program is built of: assignment, choice, loops, its end. */
final class CoreForms {
    static final List<Builtin> ALL = List.of(
            new Builtin("set", "'symbol value ...", "assigns values to quoted symbols, gives the last", CoreForms::set),
            new Builtin("setq", "symbol value ...", "assigns values to symbols, gives the last", CoreForms::setq),
            new Builtin("quote", "form", "the form itself, as behind an apostrophe", CoreForms::quote),
            new Builtin(
                    "if", "test then [test then ...] [else]", "what follows the first true test", CoreForms::choose),
            new Builtin("unless", "test form ...", "the forms, if the test is false", CoreForms::unless),
            new Builtin("begin", "form ...", "all forms, gives the last", arguments -> arguments.sequence(0)),
            new Builtin("while", "test form ...", "the forms as long as the test is true", a -> loop(a, true)),
            new Builtin("until", "test form ...", "the forms as long as the test is false", a -> loop(a, false)),
            new Builtin("and", "form ...", "the last value, or the first that is false", CoreForms::and),
            new Builtin("or", "form ...", "the first value that is true, or the last", CoreForms::or),
            new Builtin(
                    "not",
                    "value",
                    "true for nil and the empty list",
                    a -> Value.of(!a.value(0).isTrue())),
            new Builtin("exit", "[status]", "ends the program, with status 0 unless told", CoreForms::exit));

    private CoreForms() {}

    private static Value set(Arguments arguments) {
        return assign(arguments, false);
    }

    private static Value setq(Arguments arguments) {
        return assign(arguments, true);
    }

    private static Value assign(Arguments arguments, boolean isQuoted) {
        Value last;
        int at = 0;
        do {
            arguments.require(at);
            Symbol symbol = isQuoted ? arguments.symbol(at) : evaluatedSymbol(arguments, at);
            arguments.require(at + 1);
            last = arguments.value(at + 1);
            arguments.evaluator().assign(symbol, last);
            at += 2;
        } while (arguments.has(at));
        return last;
    }

    private static Symbol evaluatedSymbol(Arguments arguments, int index) {
        Value form = arguments.form(index);
        Value target = arguments.value(index);
        if (target instanceof Symbol symbol) {
            arguments.checkAssignable(symbol);
            return symbol;
        }
        boolean isQuotedConstant = form instanceof Value.Quoted && (target == Nil.NIL || target == Value.True.TRUE);
        throw arguments.wrong(isQuotedConstant ? "symbol is protected" : "symbol expected", target);
    }

    private static Value quote(Arguments arguments) {
        arguments.require(0);
        return arguments.form(0);
    }

    /** Without a match the last test's value. */
    private static Value choose(Arguments arguments) {
        Value test = Nil.NIL;
        for (int i = 0; i < arguments.count(); i += 2) {
            test = arguments.value(i);
            if (test.isTrue()) {
                return arguments.has(i + 1) ? arguments.value(i + 1) : test;
            }
        }
        return test;
    }

    private static Value unless(Arguments arguments) {
        Value test = arguments.value(0);
        return test.isTrue() ? test : arguments.sequence(1);
    }

    private static Value loop(Arguments arguments, boolean isWhile) {
        Evaluator evaluator = arguments.evaluator();
        Value last = Nil.NIL;
        while (true) {
            evaluator.checkInterrupted();
            long mark = evaluator.mark();
            Value test = arguments.value(0);
            if (test.isTrue() != isWhile) {
                return arguments.has(1) || isWhile ? last : test;
            }
            last = arguments.sequence(1);
            evaluator.release(mark);
        }
    }

    private static Value and(Arguments arguments) {
        Value last = Value.True.TRUE;
        for (int i = 0; i < arguments.count() && last.isTrue(); i++) {
            last = arguments.value(i);
        }
        return last;
    }

    private static Value or(Arguments arguments) {
        Value last = Nil.NIL;
        for (int i = 0; i < arguments.count() && !last.isTrue(); i++) {
            last = arguments.value(i);
        }
        return last;
    }

    private static Value exit(Arguments arguments) {
        throw new ExitException(arguments.has(0) ? (int) arguments.integer(0) & 0xff : 0);
    }
}
