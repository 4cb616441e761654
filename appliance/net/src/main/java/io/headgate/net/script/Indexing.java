package io.headgate.net.script;

import io.headgate.net.script.Value.Int;
import io.headgate.net.script.Value.Real;
import io.headgate.net.script.Value.Sequence;
import io.headgate.net.script.Value.Str;
import java.util.Arrays;

/** Elements of lists and characters of strings by number, from 0 on, from the end with negative ones. */
final class Indexing {
    private Indexing() {}

    /** Throws if there is none. */
    static Value element(Evaluator evaluator, Value of, Value at) {
        if (!(at instanceof Int) && !(at instanceof Real)) {
            throw evaluator.error("invalid list index", at);
        }
        long index = at instanceof Int whole ? whole.number() : (long) ((Real) at).number();
        if (of instanceof Sequence list) {
            long position = index < 0 ? index + list.items().size() : index;
            if (position < 0 || position >= list.items().size()) {
                throw evaluator.error("invalid list index", null);
            }
            return list.items().get((int) position);
        }
        if (of instanceof Str string) {
            byte[] bytes = string.bytes();
            int from = index < 0 ? skip(bytes, 0, characters(bytes) + index) : skip(bytes, 0, index);
            if (from < 0 || from >= bytes.length) {
                throw evaluator.error("invalid string index", null);
            }
            return new Str(Arrays.copyOfRange(bytes, from, from + characterLength(bytes, from)));
        }
        throw evaluator.error("list expected", of);
    }

    /** Where the character begins that is {@code count} behind {@code from}; -1 if there is none. */
    private static int skip(byte[] bytes, int from, long count) {
        int position = from;
        for (long i = 0; i < count && position < bytes.length; i++) {
            position += characterLength(bytes, position);
        }
        return count < 0 ? -1 : position;
    }

    private static long characters(byte[] bytes) {
        long count = 0;
        for (int i = 0; i < bytes.length; i += characterLength(bytes, i)) {
            count++;
        }
        return count;
    }

    /** In UTF-8; a byte that begins no whole character stands for itself. */
    static int characterLength(byte[] bytes, int at) {
        int lead = bytes[at] & 0xff;
        int length = lead < 0xc2 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 1;
        if (at + length > bytes.length) {
            return 1;
        }
        for (int i = 1; i < length; i++) {
            if ((bytes[at + i] & 0xc0) != 0x80) {
                return 1;
            }
        }
        return length;
    }
}
