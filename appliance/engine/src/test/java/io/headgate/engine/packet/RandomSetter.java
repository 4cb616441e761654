package io.headgate.engine.packet;

import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** Gives a setter a random value and looks whether the getter then says so. */
final class RandomSetter {
    /** Of an address in two halves. */
    interface LongsConsumer {
        void accept(long high, long low);
    }

    private final Random random;

    RandomSetter(Random random) {
        this.random = random;
    }

    /** Sets a field of {@code max + 1} values; the ends of the range come often. */
    void set(IntConsumer setter, IntSupplier getter, int max) {
        check(
                setter,
                getter,
                switch (random.nextInt(6)) {
                    case 0 -> 0;
                    case 1 -> max;
                    case 2 -> getter.getAsInt();
                    default -> random.nextInt(max + 1);
                });
    }

    void set32(IntConsumer setter, IntSupplier getter) {
        check(
                setter,
                getter,
                switch (random.nextInt(6)) {
                    case 0 -> 0;
                    case 1 -> -1;
                    case 2 -> getter.getAsInt();
                    default -> random.nextInt();
                });
    }

    void setAddress(LongsConsumer setter, LongSupplier highGetter, LongSupplier lowGetter) {
        long high = random.nextBoolean() ? highGetter.getAsLong() : random.nextLong();
        long low = switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> -1;
            default -> random.nextLong();
        };
        setter.accept(high, low);
        if (highGetter.getAsLong() != high || lowGetter.getAsLong() != low) {
            throw new AssertionError("set to " + high + ", " + low + ", but reads as " + highGetter.getAsLong() + ", "
                    + lowGetter.getAsLong());
        }
    }

    void setFlag(Consumer<Boolean> setter, BooleanSupplier getter) {
        boolean value = random.nextBoolean();
        setter.accept(value);
        if (getter.getAsBoolean() != value) {
            throw new AssertionError("set to " + value + ", but reads as " + !value);
        }
    }

    static void check(IntConsumer setter, IntSupplier getter, int value) {
        setter.accept(value);
        if (getter.getAsInt() != value) {
            throw new AssertionError("set to " + value + ", but reads as " + getter.getAsInt());
        }
    }
}
