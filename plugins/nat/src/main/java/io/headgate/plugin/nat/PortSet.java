package io.headgate.plugin.nat;

import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Some of the numbers 0 to 65,535. Immutable. */
final class PortSet {
    private static final int LAST = 65_535;
    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})(?:\\s*-\\s*(\\d{1,5}))?");

    /** All of them, 0 included: the identifiers of ICMP. */
    static final PortSet ALL = new PortSet(0, LAST);

    private final BitSet numbers = new BitSet(LAST + 1);

    private PortSet(int first, int last) {
        numbers.set(first, last + 1);
    }

    /**
     * Reads {@code 1024-65535} or {@code 5060}.
     *
     * @throws IllegalArgumentException if it is neither, or beyond 1 to 65,535
     */
    static PortSet parse(String text) {
        Matcher range = RANGE.matcher(text.strip());
        if (range.matches()) {
            int first = Integer.parseInt(range.group(1));
            int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
            if (first >= 1 && first <= last && last <= LAST) {
                return new PortSet(first, last);
            }
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no port or range of ports; write 5060 or 1024-65535, from 1 to 65535");
    }

    /** These without others. */
    PortSet without(List<PortSet> others) {
        PortSet rest = new PortSet(0, LAST);
        rest.numbers.and(numbers);
        others.forEach(other -> rest.numbers.andNot(other.numbers));
        return rest;
    }

    boolean contains(int port) {
        return numbers.get(port);
    }

    int size() {
        return numbers.cardinality();
    }

    /** The first and the last of them. */
    @Override
    public String toString() {
        return numbers.nextSetBit(0) + "-" + (numbers.length() - 1);
    }
}
