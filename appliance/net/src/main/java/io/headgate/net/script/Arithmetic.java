package io.headgate.net.script;

import io.headgate.net.script.Value.Int;
import java.util.List;

/** Whole numbers of 64 bits; they wrap around. */
final class Arithmetic {
    static final List<Builtin> ALL = List.of(
            new Builtin("+", "number ...", "sum of whole numbers", a -> fold(a, '+')),
            new Builtin("-", "number ...", "difference; of one number its negative", a -> fold(a, '-')),
            new Builtin("*", "number ...", "product", a -> fold(a, '*')),
            new Builtin("/", "number ...", "quotient, cut towards zero", a -> fold(a, '/')));

    private Arithmetic() {}

    private static Value fold(Arguments arguments, char operation) {
        if (!arguments.has(0)) {
            if (operation == '+' || operation == '*') {
                return new Int(operation == '+' ? 0 : 1);
            }
            arguments.require(0);
        }
        long result = arguments.integer(0);
        if (arguments.count() == 1) {
            return new Int(operation == '-' ? -result : result);
        }
        for (int i = 1; i < arguments.count(); i++) {
            result = apply(arguments, operation, result, arguments.integer(i));
        }
        return new Int(result);
    }

    private static long apply(Arguments arguments, char operation, long left, long right) {
        if (operation == '/' && right == 0) {
            throw arguments.wrong("division by zero", null);
        }
        return switch (operation) {
            case '+' -> left + right;
            case '-' -> left - right;
            case '*' -> left * right;
            default -> left / right;
        };
    }
}
