package io.headgate.net.script;

import java.util.Arrays;
import java.util.List;

/** What a program is made of and what it computes with. All but {@link Symbol} are immutable. */
public sealed interface Value {
    /** About what this takes of memory, parts that are shared counted wherever they occur. */
    long sizeBytes();

    /** How many lists lie in each other, 0 if this is none. */
    default int depth() {
        return 0;
    }

    /** All but nil and the empty list count as true, 0 and the empty string too. */
    default boolean isTrue() {
        return true;
    }

    /** Nothing, false. */
    record Nil() implements Value {
        static final Nil NIL = new Nil();

        @Override
        public long sizeBytes() {
            return 0;
        }

        @Override
        public boolean isTrue() {
            return false;
        }
    }

    /** True. */
    record True() implements Value {
        static final True TRUE = new True();

        @Override
        public long sizeBytes() {
            return 0;
        }
    }

    /** A whole number. */
    record Int(long number) implements Value {
        @Override
        public long sizeBytes() {
            return ATOM_BYTES;
        }
    }

    /** A floating point number. */
    record Real(double number) implements Value {
        @Override
        public long sizeBytes() {
            return ATOM_BYTES;
        }
    }

    /** A string: any bytes, zero too. Nobody changes them. */
    @SuppressWarnings("ArrayRecordComponent") // compared by equals below
    record Str(byte[] bytes) implements Value {
        static final Str EMPTY = new Str(new byte[0]);

        @Override
        public long sizeBytes() {
            return ATOM_BYTES + bytes.length;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Str string && Arrays.equals(bytes, string.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "Str[" + bytes.length + " bytes]";
        }
    }

    /** A form behind an apostrophe: evaluates to what it quotes. */
    record Quoted(Value form) implements Value {
        @Override
        public long sizeBytes() {
            return ATOM_BYTES + form.sizeBytes();
        }

        @Override
        public int depth() {
            return form.depth();
        }
    }

    /** A built-in function as a value. */
    record Function(Builtin builtin) implements Value {
        @Override
        public long sizeBytes() {
            return ATOM_BYTES;
        }
    }

    /** A list; in a program also a call. */
    final class Sequence implements Value {
        static final Sequence EMPTY = new Sequence(List.of(), null);

        private final List<Value> items;
        private final Place place;
        private final long sizeBytes;
        private final int depth;

        Sequence(List<Value> items, Place place) {
            this.items = items;
            this.place = place;
            long size = ATOM_BYTES;
            int deepest = 0;
            for (Value item : items) {
                size += item.sizeBytes() + REFERENCE_BYTES;
                deepest = Math.max(deepest, item.depth());
            }
            this.sizeBytes = size;
            this.depth = deepest + 1;
        }

        List<Value> items() {
            return items;
        }

        /** Where it was read, or null if a program made it. */
        Place place() {
            return place;
        }

        @Override
        public long sizeBytes() {
            return sizeBytes;
        }

        @Override
        public int depth() {
            return depth;
        }

        @Override
        public boolean isTrue() {
            return !items.isEmpty();
        }
    }

    /** A name and what is assigned to it; one object per name and evaluator. */
    final class Symbol implements Value {
        private final String name;
        private Value value = Nil.NIL;

        Symbol(String name) {
            this.name = name;
        }

        public String name() {
            return name;
        }

        Value value() {
            return value;
        }

        void assign(Value assigned) {
            value = assigned;
        }

        @Override
        public long sizeBytes() {
            return REFERENCE_BYTES;
        }
    }

    /** Of an object with its header, rounded. */
    long ATOM_BYTES = 24;

    /** Of an entry in a list. */
    long REFERENCE_BYTES = 8;

    static Value of(boolean isTrue) {
        return isTrue ? True.TRUE : Nil.NIL;
    }
}
