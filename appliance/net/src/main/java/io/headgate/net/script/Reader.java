package io.headgate.net.script;

import io.headgate.net.script.Value.Nil;
import io.headgate.net.script.Value.Quoted;
import io.headgate.net.script.Value.Sequence;
import io.headgate.net.script.Value.Str;
import io.headgate.net.script.Value.Symbol;
import io.headgate.net.script.Value.True;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the forms of a program one after the other, so that what stands before a mistake is still evaluated. */
final class Reader {
    /** Deeper lists would cost the evaluator its stack. */
    static final int MAX_DEPTH = 256;

    /** Ends names and numbers. */
    private static final String DELIMITERS = "()'\"{};";

    private final SourceText text;
    private final StringReader strings;
    private final SymbolTable symbols;

    Reader(byte[] source, String file, int firstLine, SymbolTable symbols) {
        this.text = new SourceText(source, file, firstLine);
        this.strings = new StringReader(text);
        this.symbols = symbols;
    }

    /**
     * The next form, or null at the end.
     *
     * @throws ScriptException with the place, if the text cannot be read
     */
    Value next() {
        skipBlanks();
        return text.isAtEnd() ? null : read(0);
    }

    private Value read(int depth) {
        Place place = text.place();
        int first = text.peek();
        return switch (first) {
            case '(' -> readList(place, depth + 1);
            case ')', '}' -> throw ScriptException.at(place, "missing parenthesis : unexpected " + (char) first);
            case '\'' -> readQuoted(place, depth + 1);
            case '"' -> new Str(strings.readQuoted());
            case '{' -> new Str(strings.readBraces());
            default -> text.startsWith("[text]") ? new Str(strings.readTagged()) : readAtom(place);
        };
    }

    private Value readList(Place place, int depth) {
        checkDepth(place, depth);
        text.next();
        List<Value> items = new ArrayList<>(4);
        while (true) {
            skipBlanks();
            if (text.isAtEnd()) {
                throw ScriptException.incomplete(place, "missing parenthesis : list is not closed");
            }
            if (text.peek() == ')') {
                text.next();
                return new Sequence(List.copyOf(items), place);
            }
            items.add(read(depth));
        }
    }

    private Value readQuoted(Place place, int depth) {
        checkDepth(place, depth);
        text.next();
        skipBlanks();
        if (text.isAtEnd()) {
            throw ScriptException.incomplete(place, "missing argument : nothing behind '");
        }
        return new Quoted(read(depth));
    }

    private static void checkDepth(Place place, int depth) {
        if (depth > MAX_DEPTH) {
            throw ScriptException.at(place, "nested too deeply : more than " + MAX_DEPTH + " levels");
        }
    }

    private Value readAtom(Place place) {
        int start = text.position();
        while (!text.isAtEnd() && text.peek() > ' ' && DELIMITERS.indexOf(text.peek()) < 0) {
            text.next();
        }
        if (text.position() == start) {
            throw ScriptException.at(place, "invalid character : byte " + text.peek());
        }
        String word = new String(text.since(start), StandardCharsets.UTF_8);
        Value number = Numerals.parse(word);
        if (number != null) {
            return number;
        }
        if (Numerals.startsLikeANumber(word)) {
            throw ScriptException.at(place, "invalid number : " + word);
        }
        if (word.equals("nil")) {
            return Nil.NIL;
        }
        if (word.equals("true")) {
            return True.TRUE;
        }
        Symbol symbol = symbols.intern(word);
        if (symbol == null) {
            throw ScriptException.at(place, "too many symbols : more than " + SymbolTable.MAX_SYMBOLS);
        }
        return symbol;
    }

    private void skipBlanks() {
        while (!text.isAtEnd()) {
            int next = text.peek();
            if (next == ';' || next == '#') {
                while (!text.isAtEnd() && text.peek() != '\n') {
                    text.next();
                }
            } else if (next == ' ' || (next >= '\t' && next <= '\r')) {
                text.next();
            } else {
                return;
            }
        }
    }

    /** Whether more lines are needed before {@code source} can be read. */
    static boolean isIncomplete(byte[] source) {
        Reader reader = new Reader(source, "", 1, new SymbolTable());
        try {
            while (reader.next() != null) {
                // Only whether it ends well counts.
            }
            return false;
        } catch (ScriptException wrong) {
            return wrong.isIncomplete();
        }
    }
}
