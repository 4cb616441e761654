package io.headgate.net.script;

import io.headgate.net.script.Value.Symbol;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** The names of one evaluator. */
public final class SymbolTable {
    /** Names are never forgotten, so a program that makes them without end has to be stopped. */
    static final int MAX_SYMBOLS = 100_000;

    private final Map<String, Symbol> symbols = new TreeMap<>();

    /** The one symbol of this name, made at its first use; null if there are {@link #MAX_SYMBOLS} already. */
    Symbol intern(String name) {
        Symbol known = symbols.get(name);
        if (known == null && symbols.size() < MAX_SYMBOLS) {
            known = new Symbol(name);
            symbols.put(name, known);
        }
        return known;
    }

    /** All names so far, in order. */
    public Collection<String> names() {
        return Collections.unmodifiableCollection(symbols.keySet());
    }
}
