package io.headgate.toolkit.prefix;

import java.io.IOException;
import java.io.Reader;
import java.util.stream.Stream;

/**
 * Whether an address belongs to one of many networks.
 *
 * <p>Shape: at most 8 bytes per IPv4 network and 4 MiB, and 35 bytes per IPv6 network; less where networks touch or are
 * nested. Thread: any; immutable.
 */
public final class PrefixSet {
    private static final int IN = 0;

    private final Ipv4Ranges ipv4;
    private final Ipv6Ranges ipv6;
    // Two values only, so ranges are inside and outside by turns, and need none.
    private final boolean isFirstIpv4In;
    private final boolean isFirstIpv6In;
    private final int size;
    private final int duplicates;

    private PrefixSet(Entries entries) {
        Boundaries along4 = entries.layOut(false);
        Boundaries along6 = entries.layOut(true);
        ipv4 = new Ipv4Ranges(along4);
        ipv6 = new Ipv6Ranges(along6);
        isFirstIpv4In = along4.values()[0] == IN;
        isFirstIpv6In = along6.values()[0] == IN;
        size = entries.distinct();
        duplicates = entries.duplicates();
    }

    /** The set of these networks; some may be given several times or lie in others. */
    public static PrefixSet of(Stream<Prefix> prefixes) {
        Entries entries = new Entries("");
        prefixes.forEachOrdered(prefix -> entries.add(prefix, IN, 0));
        return new PrefixSet(entries);
    }

    /**
     * Reads one network per line, as {@link Prefix#parse} says; empty lines, and what stands behind {@code #} or
     * {@code ;}, mean nothing. Leaves the reader open.
     *
     * @param name of the text, for messages
     * @throws IllegalArgumentException if lines are wrong: says of the first ten where and why, and how many more there are
     */
    public static PrefixSet read(String name, Reader text) throws IOException {
        Entries entries = new Entries(name);
        PrefixLines.read(name, text, (prefix, rest, line) -> {
            if (!rest.isEmpty()) {
                throw new IllegalArgumentException(Prefix.quote(rest) + " stands behind " + prefix
                        + "; one network per line, comments begin with #");
            }
            entries.add(prefix, IN, line);
        });
        return new PrefixSet(entries);
    }

    /** Whether one of the networks holds this IPv4 address. */
    public boolean contains(int address) {
        return isFirstIpv4In == ((ipv4.find(address) & 1) == 0);
    }

    /** Whether one of the networks holds this IPv6 address, given as {@link io.headgate.api.Ipv6} gives it. */
    public boolean contains(long high, long low) {
        return isFirstIpv6In == ((ipv6.find(high, low) & 1) == 0);
    }

    /** Networks that differ. */
    public int size() {
        return size;
    }

    /** Networks that were given once more. */
    public int duplicates() {
        return duplicates;
    }

    /** What its arrays take. */
    public long bytes() {
        return ipv4.bytes() + ipv6.bytes();
    }
}
