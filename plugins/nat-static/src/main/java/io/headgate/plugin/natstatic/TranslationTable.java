package io.headgate.plugin.natstatic;

import java.util.List;
import java.util.function.Function;

/**
 * Mappings by one of their sides. Open addressing over arrays: a look-up allocates nothing and touches one or two lines.
 *
 * <p>An address may have mappings of its ports beside one of the whole address; the port's is found first.
 */
final class TranslationTable {
    /** 2^64 by the golden ratio: multiplying spreads neighbours (Knuth, volume 3, section 6.4). */
    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

    private final Mapping[] mappings;
    private final Endpoint[] keys;
    private final int mask;

    /**
     * @param side which endpoint to look up by; no two mappings have the same
     */
    TranslationTable(List<Mapping> all, Function<Mapping, Endpoint> side) {
        int capacity = Integer.highestOneBit(Math.max(4, all.size() * 3));
        mappings = new Mapping[capacity];
        keys = new Endpoint[capacity];
        mask = capacity - 1;
        for (Mapping mapping : all) {
            add(side.apply(mapping), mapping);
        }
    }

    private void add(Endpoint key, Mapping mapping) {
        int at = hash(key.high(), key.low(), key.protocol(), key.port());
        while (keys[at] != null) {
            at = (at + 1) & mask;
        }
        keys[at] = key;
        mappings[at] = mapping;
    }

    /** The mapping of where a packet comes from, null if there is none. */
    Mapping findSource(Ends ends) {
        return find(ends.isIpv6(), ends.sourceHigh(), ends.sourceLow(), ends.protocol(), ends.sourcePort());
    }

    /** The mapping of where a packet goes to, null if there is none. */
    Mapping findDestination(Ends ends) {
        return find(
                ends.isIpv6(), ends.destinationHigh(), ends.destinationLow(), ends.protocol(), ends.destinationPort());
    }

    /** The mapping of a port, else of its address, else null. */
    private Mapping find(boolean isIpv6, long high, long low, int protocol, int port) {
        Mapping ofPort = port == Endpoint.ANY ? null : exact(isIpv6, high, low, protocol, port);
        return ofPort != null ? ofPort : exact(isIpv6, high, low, Endpoint.ANY, Endpoint.ANY);
    }

    private Mapping exact(boolean isIpv6, long high, long low, int protocol, int port) {
        for (int at = hash(high, low, protocol, port); keys[at] != null; at = (at + 1) & mask) {
            Endpoint key = keys[at];
            if (key.low() == low
                    && key.port() == port
                    && key.protocol() == protocol
                    && key.high() == high
                    && key.isIpv6() == isIpv6) {
                return mappings[at];
            }
        }
        return null;
    }

    /** Whether single ports are mapped. */
    boolean hasPorts() {
        for (Endpoint key : keys) {
            if (key != null && key.port() != Endpoint.ANY) {
                return true;
            }
        }
        return false;
    }

    /** Whether ports of this address are mapped. Looks at every mapping: for rare packets. */
    boolean hasPortsOf(boolean isIpv6, long high, long low) {
        for (Endpoint key : keys) {
            boolean isPort = key != null && key.port() != Endpoint.ANY;
            if (isPort && key.isIpv6() == isIpv6 && key.high() == high && key.low() == low) {
                return true;
            }
        }
        return false;
    }

    private int hash(long high, long low, int protocol, int port) {
        long mixed = (high * 31 + low) * GOLDEN + ((long) protocol << 16) + port;
        return (int) ((mixed * GOLDEN) >>> 32) & mask;
    }
}
