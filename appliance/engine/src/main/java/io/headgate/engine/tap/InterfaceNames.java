package io.headgate.engine.tap;

/**
 * Numbers for the interfaces of one lane's packets, so that a record need not hold the name. Number 0 is "", for packets
 * without an interface and for what is beyond the {@value #CAPACITY} there is room for.
 *
 * <p>Thread: {@link #numberOf} the lane's; {@link #name} the reader's, for numbers it has read in a record.
 */
final class InterfaceNames {
    private static final int CAPACITY = 256;

    private final String[] names = new String[CAPACITY];
    private int count = 1;
    private int latest;

    InterfaceNames() {
        names[0] = "";
    }

    int numberOf(String name) {
        if (names[latest].equals(name)) {
            return latest;
        }
        int number = 0;
        while (number < count && !names[number].equals(name)) {
            number++;
        }
        if (number == count) {
            if (count == CAPACITY) {
                return 0;
            }
            names[count++] = name;
        }
        latest = number;
        return number;
    }

    String name(int number) {
        return names[number];
    }
}
