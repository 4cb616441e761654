package io.headgate.toolkit.prefix;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Networks and their values on the way into a set or map. While it is built each takes about 100 bytes of heap. */
final class Entries {
    /** The value of addresses that are in no network. */
    static final int NONE = -1;

    /**
     * A network.
     *
     * @param line where it was read, 0 if from no text
     */
    private record Entry(Prefix prefix, int value, int line) {}

    private final String name;
    private final List<Entry> ipv4 = new ArrayList<>();
    private final List<Entry> ipv6 = new ArrayList<>();
    private int duplicates;

    /**
     * Makes an empty list.
     *
     * @param name of the text, for messages; "" if there is none
     */
    Entries(String name) {
        this.name = name;
    }

    void add(Prefix prefix, int value, int line) {
        if (value < 0) {
            throw new IllegalArgumentException("the value of " + prefix + " must be 0 or more: " + value);
        }
        (prefix.isIpv6() ? ipv6 : ipv4).add(new Entry(prefix, value, line));
    }

    /** Networks that were added once more; known when both families are laid out. */
    int duplicates() {
        return duplicates;
    }

    /** Networks that differ; known when both families are laid out. */
    int distinct() {
        return ipv4.size() + ipv6.size() - duplicates;
    }

    /**
     * Lays one family out along its addresses: where networks are nested the innermost has its value. To be called once
     * for each.
     *
     * @throws IllegalArgumentException if a network has two values
     */
    Boundaries layOut(boolean ofIpv6) {
        List<Entry> entries = ofIpv6 ? ipv6 : ipv4;
        entries.sort(Entries::compare);
        Boundaries boundaries = new Boundaries(NONE);
        Deque<Entry> around = new ArrayDeque<>();
        Prefix last = null;
        for (Entry entry : entries) {
            Prefix prefix = entry.prefix();
            if (prefix.equals(last)) {
                refuseOtherValue(around.element(), entry);
                duplicates++;
                continue;
            }
            while (!around.isEmpty() && isBefore(around.element().prefix(), prefix)) {
                leave(around, boundaries);
            }
            boundaries.change(prefix.high(), prefix.low(), entry.value());
            around.push(entry);
            last = prefix;
        }
        while (!around.isEmpty()) {
            leave(around, boundaries);
        }
        return boundaries;
    }

    /** By lowest address; of those that begin alike the larger network first. */
    private static int compare(Entry left, Entry right) {
        int order = Long.compareUnsigned(left.prefix().high(), right.prefix().high());
        if (order == 0) {
            order = Long.compareUnsigned(left.prefix().low(), right.prefix().low());
        }
        return order == 0
                ? Integer.compare(left.prefix().length(), right.prefix().length())
                : order;
    }

    private void refuseOtherValue(Entry first, Entry second) {
        if (first.value() == second.value()) {
            return;
        }
        throw new IllegalArgumentException(
                second.line() == 0
                        ? "'" + second.prefix() + "' has two values, " + first.value() + " and " + second.value()
                                + "; keep one"
                        : name + ":" + second.line() + ": '" + second.prefix() + "' has another value on line "
                                + first.line() + "; keep one");
    }

    /** Whether one network ends before the other begins. */
    private static boolean isBefore(Prefix one, Prefix other) {
        int order = Long.compareUnsigned(one.lastHigh(), other.high());
        return order == 0 ? Long.compareUnsigned(one.lastLow(), other.low()) < 0 : order < 0;
    }

    /** Behind the innermost network the one around it goes on. */
    private static void leave(Deque<Entry> around, Boundaries boundaries) {
        Prefix left = around.pop().prefix();
        long low = left.lastLow() + 1;
        long high = left.lastHigh() + (low == 0 ? 1 : 0);
        boolean isLast = left.isIpv6() ? high == 0 && low == 0 : low >>> Integer.SIZE != 0;
        if (!isLast) {
            boundaries.change(
                    high, low, around.isEmpty() ? NONE : around.element().value());
        }
    }
}
