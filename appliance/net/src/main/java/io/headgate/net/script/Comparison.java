package io.headgate.net.script;

import io.headgate.net.script.Value.Int;
import io.headgate.net.script.Value.Nil;
import io.headgate.net.script.Value.Quoted;
import io.headgate.net.script.Value.Real;
import io.headgate.net.script.Value.Sequence;
import io.headgate.net.script.Value.Str;
import io.headgate.net.script.Value.Symbol;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Order of all values: nil, true, numbers, strings (by bytes), symbols (by name), lists (by elements),
 * functions. A comparison holds if it does between all neighbours; a single argument is compared with nothing: 0, the
 * empty string, the empty list, nil.
 */
final class Comparison {
    static final List<Builtin> ALL = List.of(
            new Builtin("=", "value ...", "all equal; 1 equals 1.0", a -> compare(a, order -> order == 0)),
            new Builtin(
                    "!=",
                    "value ...",
                    "not all equal",
                    a -> Value.of(!compare(a, order -> order == 0).isTrue())),
            new Builtin("<", "value ...", "each less than the next", a -> compare(a, order -> order < 0)),
            new Builtin(">", "value ...", "each greater than the next", a -> compare(a, order -> order > 0)),
            new Builtin("<=", "value ...", "none greater than the next", a -> compare(a, order -> order <= 0)),
            new Builtin(">=", "value ...", "none less than the next", a -> compare(a, order -> order >= 0)));

    private Comparison() {}

    private static Value compare(Arguments arguments, IntPredicate isWanted) {
        arguments.require(0);
        Value left = arguments.value(0);
        if (arguments.count() == 1) {
            return Value.of(isWanted.test(order(left, nothingLike(left))));
        }
        for (int i = 1; i < arguments.count(); i++) {
            Value right = arguments.value(i);
            if (!isWanted.test(order(left, right))) {
                return Nil.NIL;
            }
            left = right;
        }
        return Value.True.TRUE;
    }

    private static Value nothingLike(Value value) {
        if (value instanceof Str) {
            return Str.EMPTY;
        }
        return isNumber(value) ? new Int(0) : value instanceof Sequence ? Sequence.EMPTY : Nil.NIL;
    }

    private static boolean isNumber(Value value) {
        return value instanceof Int || value instanceof Real;
    }

    /** Negative, zero or positive. */
    static int order(Value left, Value right) {
        int rank = rank(left);
        if (rank != rank(right)) {
            return Integer.compare(rank, rank(right));
        }
        if (isNumber(left)) {
            return numbers(left, right);
        }
        if (left instanceof Str string) {
            return Arrays.compareUnsigned(string.bytes(), ((Str) right).bytes());
        }
        if (left instanceof Symbol symbol) {
            return symbol.name().compareTo(((Symbol) right).name());
        }
        if (left instanceof Quoted quoted) {
            return order(quoted.form(), ((Quoted) right).form());
        }
        if (left instanceof Value.Function function) {
            return function.builtin()
                    .name()
                    .compareTo(((Value.Function) right).builtin().name());
        }
        return left instanceof Sequence list ? lists(list, (Sequence) right) : 0;
    }

    private static int numbers(Value left, Value right) {
        if (left instanceof Int one && right instanceof Int other) {
            return Long.compare(one.number(), other.number());
        }
        return Double.compare(toDouble(left), toDouble(right));
    }

    /** Adding zero takes the sign from a negative one. */
    private static double toDouble(Value value) {
        return 0.0 + (value instanceof Int whole ? whole.number() : ((Real) value).number());
    }

    private static int lists(Sequence left, Sequence right) {
        int common = Math.min(left.items().size(), right.items().size());
        for (int i = 0; i < common; i++) {
            int order = order(left.items().get(i), right.items().get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.items().size(), right.items().size());
    }

    private static int rank(Value value) {
        if (value instanceof Nil) {
            return 0;
        }
        if (value instanceof Value.True) {
            return 1;
        }
        if (isNumber(value)) {
            return 2;
        }
        if (value instanceof Str) {
            return 3;
        }
        if (value instanceof Symbol) {
            return 4;
        }
        return value instanceof Quoted ? 5 : value instanceof Sequence ? 6 : 7;
    }
}
