package io.headgate.toolkit.prefix;

import java.io.IOException;
import java.io.Reader;
import java.util.function.ToIntFunction;

/**
 * The value of the longest network that an address belongs to. Values are 0 or more: an index, a country, an AS number
 * below 2,147,483,648.
 *
 * <p>Shape: at most 16 bytes per IPv4 network and 4 MiB, and 43 bytes per IPv6 network; less where networks touch or are
 * nested. Thread: any; immutable.
 */
public final class PrefixMap {
    /** The value of addresses that are in no network. */
    public static final int NONE = Entries.NONE;

    private final Ipv4Ranges ipv4;
    private final Ipv6Ranges ipv6;
    private final int[] values4;
    private final int[] values6;
    private final int size;
    private final int duplicates;

    private PrefixMap(Entries entries) {
        Boundaries along4 = entries.layOut(false);
        Boundaries along6 = entries.layOut(true);
        ipv4 = new Ipv4Ranges(along4);
        ipv6 = new Ipv6Ranges(along6);
        values4 = along4.values();
        values6 = along6.values();
        size = entries.distinct();
        duplicates = entries.duplicates();
    }

    /** Collects networks for a map; belongs to one thread. */
    public static final class Builder {
        private final Entries entries = new Entries("");

        /**
         * Adds a network; once more with the same value is allowed.
         *
         * @param value 0 or more
         * @throws IllegalArgumentException if it is negative
         */
        public Builder put(Prefix prefix, int value) {
            entries.add(prefix, value, 0);
            return this;
        }

        /**
         * Makes the map; the builder is of no more use then.
         *
         * @throws IllegalArgumentException if a network has two values
         */
        public PrefixMap build() {
            return new PrefixMap(entries);
        }
    }

    /**
     * Reads one network and its value per line, apart by blanks; else as {@link PrefixSet#read}.
     *
     * @param value reads the value, 0 or more, or throws an IllegalArgumentException that says what to write; the line is
     *     added to that
     * @throws IllegalArgumentException if lines are wrong (says of the first ten where and why, and how many more there
     *     are), or a network has two values
     */
    public static PrefixMap read(String name, Reader text, ToIntFunction<String> value) throws IOException {
        Entries entries = new Entries(name);
        PrefixLines.read(name, text, (prefix, rest, line) -> {
            if (rest.isEmpty()) {
                throw new IllegalArgumentException(prefix + " has no value; write it behind the network");
            }
            entries.add(prefix, value.applyAsInt(rest), line);
        });
        return new PrefixMap(entries);
    }

    /** The value of this IPv4 address, or {@link #NONE}. */
    public int find(int address) {
        return values4[ipv4.find(address)];
    }

    /** The value of this IPv6 address, given as {@link io.headgate.api.Ipv6} gives it, or {@link #NONE}. */
    public int find(long high, long low) {
        return values6[ipv6.find(high, low)];
    }

    /** Networks that differ. */
    public int size() {
        return size;
    }

    /** Networks that were given once more, with the same value. */
    public int duplicates() {
        return duplicates;
    }

    /** What its arrays take. */
    public long bytes() {
        return ipv4.bytes() + ipv6.bytes() + (long) Integer.BYTES * (values4.length + values6.length);
    }
}
