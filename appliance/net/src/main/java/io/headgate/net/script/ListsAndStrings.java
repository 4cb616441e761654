package io.headgate.net.script;

import io.headgate.net.script.Value.Int;
import io.headgate.net.script.Value.Nil;
import io.headgate.net.script.Value.Sequence;
import io.headgate.net.script.Value.Str;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Making lists and strings and taking them apart. Strings are counted in bytes, but have characters as elements. */
final class ListsAndStrings {
    static final List<Builtin> ALL = List.of(
            new Builtin("list", "value ...", "a list of the values", a -> a.list(a.values(0))),
            new Builtin("string", "value ...", "one string of the values as print shows them", ListsAndStrings::string),
            new Builtin("append", "string-or-list ...", "all joined to one", ListsAndStrings::append),
            new Builtin("length", "string-or-list", "number of bytes or elements", ListsAndStrings::length),
            new Builtin("first", "string-or-list", "the first element or character", ListsAndStrings::first),
            new Builtin("rest", "string-or-list", "all but the first", ListsAndStrings::rest),
            new Builtin("nth", "index string-or-list", "an element, as (lst index) does", ListsAndStrings::nth),
            new Builtin(
                    "slice", "string-or-list start [count]", "a part, in bytes or elements", ListsAndStrings::slice));

    private static final String NO_SEQUENCE = "array, list or string expected";

    private ListsAndStrings() {}

    private static Value string(Arguments arguments) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < arguments.count(); i++) {
            // Unlike print, this keeps what is behind a zero byte.
            Value value = arguments.value(i);
            all.writeBytes(value instanceof Str part ? part.bytes() : Printer.readable(value));
            arguments.evaluator().checkStringLength(all.size());
        }
        return new Str(all.toByteArray());
    }

    private static Value append(Arguments arguments) {
        if (!arguments.has(0)) {
            return Nil.NIL;
        }
        List<Value> parts = arguments.values(0);
        boolean isString = parts.get(0) instanceof Str;
        long length = 0;
        for (int i = 0; i < parts.size(); i++) {
            Value part = parts.get(i);
            if (isString ? !(part instanceof Str) : !(part instanceof Sequence)) {
                throw arguments.wrong(i == 0 ? NO_SEQUENCE : isString ? "string expected" : "list expected", part);
            }
            length += isString ? ((Str) part).bytes().length : 0;
        }
        arguments.evaluator().checkStringLength(length);
        if (isString) {
            ByteArrayOutputStream joined = new ByteArrayOutputStream((int) length);
            parts.forEach(part -> joined.writeBytes(((Str) part).bytes()));
            return new Str(joined.toByteArray());
        }
        List<Value> joined = new ArrayList<>();
        parts.forEach(part -> joined.addAll(((Sequence) part).items()));
        return arguments.list(joined);
    }

    private static Value length(Arguments arguments) {
        Value of = arguments.value(0);
        if (of instanceof Str string) {
            return new Int(string.bytes().length);
        }
        if (of instanceof Sequence list) {
            return new Int(list.items().size());
        }
        return of instanceof Nil ? new Int(0) : notASequence(arguments, of);
    }

    private static Value notASequence(Arguments arguments, Value of) {
        throw arguments.wrong(NO_SEQUENCE, of);
    }

    private static Value first(Arguments arguments) {
        Value of = arguments.value(0);
        if (of instanceof Str string) {
            return string.bytes().length == 0 ? of : Indexing.element(arguments.evaluator(), of, new Int(0));
        }
        if (of instanceof Sequence list) {
            if (list.items().isEmpty()) {
                throw arguments.wrong("list is empty", null);
            }
            return list.items().get(0);
        }
        return notASequence(arguments, of);
    }

    private static Value rest(Arguments arguments) {
        Value of = arguments.value(0);
        if (of instanceof Str string) {
            byte[] bytes = string.bytes();
            int from = bytes.length == 0 ? 0 : Indexing.characterLength(bytes, 0);
            return new Str(Arrays.copyOfRange(bytes, from, bytes.length));
        }
        if (of instanceof Sequence list) {
            int size = list.items().size();
            return arguments.list(list.items().subList(Math.min(1, size), size));
        }
        return notASequence(arguments, of);
    }

    private static Value nth(Arguments arguments) {
        Value index = arguments.value(0);
        return Indexing.element(arguments.evaluator(), arguments.value(1), index);
    }

    private static Value slice(Arguments arguments) {
        Value of = arguments.value(0);
        if (!(of instanceof Str) && !(of instanceof Sequence)) {
            throw arguments.wrong("list or string expected", of);
        }
        int size = of instanceof Str string
                ? string.bytes().length
                : ((Sequence) of).items().size();
        long start = arguments.integer(1);
        long count = arguments.has(2) ? arguments.integer(2) : size;
        int from = (int) Math.max(0, Math.min(size, start < 0 ? start + size : start));
        // A negative count leaves that many at the end.
        long end = count < 0 ? size + count : Math.min(size, from + Math.min(count, size));
        int to = (int) Math.max(from, end);
        return of instanceof Str string
                ? new Str(Arrays.copyOfRange(string.bytes(), from, to))
                : arguments.list(((Sequence) of).items().subList(from, to));
    }
}
