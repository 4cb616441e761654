package io.headgate.toolkit.prefix;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Size and speed with a million networks, spread evenly or crowded into one. */
class MillionNetworksTest {
    private static final int NETWORKS = 1_000_000;
    private static final int LOOKUPS = 1 << 20;
    private static final int ROUNDS = 5;
    /** What a shared and busy machine still keeps; on two such cores 50 to 560 are measured. */
    private static final long MOST_NS = 2_000;

    private static final long MIB = 1 << 20;
    /** A collector gives large arrays whole regions of up to 4 MiB; there are six. */
    private static final long REGIONS = 24 * MIB;

    /** How the networks lie. */
    enum Layout {
        IPV4_NETWORKS(64),
        IPV4_HOSTS(64),
        IPV4_HOSTS_OF_ONE_NETWORK(64),
        IPV6_NETWORKS(128),
        IPV6_HOSTS(128),
        IPV6_HOSTS_OF_ONE_NETWORK(128);

        private final long mostMib;

        Layout(long mostMib) {
            this.mostMib = mostMib;
        }

        boolean isIpv6() {
            return name().startsWith("IPV6");
        }

        /** Networks have 16 to 24 bits, with IPv6 twice as many; half have the most, as in routing tables. */
        Prefix prefix(SplittableRandom random) {
            int length = 24 - (random.nextBoolean() ? 0 : random.nextInt(9));
            long high = random.nextLong();
            return switch (this) {
                case IPV4_NETWORKS -> Prefix.ipv4((int) high & (-1 << (32 - length)), length);
                case IPV4_HOSTS -> Prefix.ipv4((int) high, 32);
                case IPV4_HOSTS_OF_ONE_NETWORK -> Prefix.ipv4(0x0A00_0000 | ((int) high & 0x003F_FFFF), 32);
                case IPV6_NETWORKS -> Prefix.ipv6((high >>> 3 | 1L << 61) & (-1L << (64 - 2 * length)), 0, 2 * length);
                case IPV6_HOSTS -> Prefix.ipv6(high, random.nextLong(), 128);
                case IPV6_HOSTS_OF_ONE_NETWORK -> Prefix.ipv6(0x2001_0DB8_0000_0000L, high & 0x3F_FFFF, 128);
            };
        }

        List<Prefix> prefixes() {
            SplittableRandom random = new SplittableRandom(name().hashCode());
            List<Prefix> prefixes = new ArrayList<>();
            for (int i = 0; i < NETWORKS; i++) {
                prefixes.add(prefix(random));
            }
            return prefixes;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"IPV4_HOSTS", "IPV6_NETWORKS"})
    void shouldBeSmallAndFast(Layout layout) {
        measure(layout);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void shouldBeSmallAndFastHoweverTheNetworksLie(Layout layout) {
        measure(layout);
    }

    private static void measure(Layout layout) {
        List<Prefix> prefixes = layout.prefixes();
        long before = usedHeap();
        PrefixMap map = map(prefixes);
        long grown = usedHeap() - before;
        long ns = nsPerLookup(layout, map, prefixes);
        System.out.printf(
                "%s: %,d networks, %.1f MiB, %d ns per lookup%n", layout, map.size(), (double) map.bytes() / MIB, ns);

        assertThat(map.size() + map.duplicates()).isEqualTo(NETWORKS);
        assertThat(map.bytes()).isLessThan(layout.mostMib * MIB);
        long perNetwork = layout.isIpv6() ? 43 : 16;
        assertThat(map.bytes()).as("as documented").isLessThanOrEqualTo(NETWORKS * perNetwork + 4 * MIB + 1_024);
        assertThat(grown).as("nothing but the arrays").isBetween(map.bytes() - 2 * MIB, map.bytes() + REGIONS);
        assertThat(ns).as("ns per lookup").isLessThan(MOST_NS);
    }

    private static PrefixMap map(List<Prefix> prefixes) {
        PrefixMap.Builder builder = new PrefixMap.Builder();
        prefixes.forEach(prefix -> builder.put(prefix, prefix.hashCode() & Integer.MAX_VALUE));
        return builder.build();
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Half of the addresses are in a network, in no order. */
    private static long nsPerLookup(Layout layout, PrefixMap map, List<Prefix> prefixes) {
        SplittableRandom random = new SplittableRandom(99);
        long[] highs = new long[LOOKUPS];
        long[] lows = new long[LOOKUPS];
        for (int i = 0; i < LOOKUPS; i++) {
            Prefix prefix = prefixes.get(random.nextInt(NETWORKS));
            boolean isIn = random.nextBoolean();
            highs[i] = isIn ? prefix.lastHigh() : prefix.high() ^ random.nextLong();
            lows[i] = isIn ? prefix.lastLow() : prefix.low() ^ random.nextLong();
        }
        long best = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = System.nanoTime();
            int found = 0;
            for (int i = 0; i < LOOKUPS; i++) {
                int value = layout.isIpv6() ? map.find(highs[i], lows[i]) : map.find((int) lows[i]);
                found += value == PrefixMap.NONE ? 0 : 1;
            }
            best = Math.min(best, (System.nanoTime() - before) / LOOKUPS);
            assertThat(found).isGreaterThan(LOOKUPS / 3);
        }
        return best;
    }
}
