package io.headgate.toolkit.prefix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PrefixMapTest {
    static Stream<Arguments> seedsAndCounts() {
        Random seeds = new Random(20_260_304);
        return Stream.of(1, 2, 5, 20, 100, 700)
                .flatMap(count -> Stream.generate(seeds::nextLong).limit(60).map(seed -> Arguments.of(seed, count)));
    }

    @ParameterizedTest(name = "seed {0}, {1} networks")
    @MethodSource("seedsAndCounts")
    void shouldFindTheLongestMatch(long seed, int count) {
        Networks ipv4 = new Networks(seed, false, count);
        Networks ipv6 = new Networks(seed + 1, true, count);
        PrefixMap.Builder builder = new PrefixMap.Builder();
        // Few values, so that neighbours often have the same.
        Stream.concat(ipv4.prefixes().stream(), ipv6.prefixes().stream())
                .forEach(prefix -> builder.put(prefix, prefix.hashCode() & 3));
        PrefixMap map = builder.build();
        PrefixSet set = PrefixSet.of(Stream.concat(ipv6.prefixes().stream(), ipv4.prefixes().stream()));

        for (int i = 0; i < 300; i++) {
            BigInteger address = ipv4.address();
            Prefix match = ipv4.longestMatch(address);
            assertThat(map.find(address.intValue())).isEqualTo(valueOf(match));
            assertThat(set.contains(address.intValue())).isEqualTo(match != null);

            address = ipv6.address();
            match = ipv6.longestMatch(address);
            long high = address.shiftRight(Long.SIZE).longValue();
            assertThat(map.find(high, address.longValue())).isEqualTo(valueOf(match));
            assertThat(set.contains(high, address.longValue())).isEqualTo(match != null);
        }

        int distinct = new HashSet<>(ipv4.prefixes()).size() + new HashSet<>(ipv6.prefixes()).size();
        assertThat(map.size()).isEqualTo(distinct).isEqualTo(set.size());
        assertThat(map.duplicates()).isEqualTo(2 * count - distinct).isEqualTo(set.duplicates());
    }

    private static int valueOf(Prefix match) {
        return match == null ? PrefixMap.NONE : match.hashCode() & 3;
    }

    @Test
    void shouldKnowTheEndsOfTheAddresses() {
        PrefixMap map = new PrefixMap.Builder()
                .put(Prefix.parse("0.0.0.0"), 1)
                .put(Prefix.parse("255.255.255.255"), 2)
                .put(Prefix.parse("::"), 3)
                .put(Prefix.parse("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), 4)
                .build();

        assertThat(List.of(map.find(0), map.find(1), map.find(-2), map.find(-1)))
                .containsExactly(1, PrefixMap.NONE, PrefixMap.NONE, 2);
        assertThat(List.of(map.find(0, 0), map.find(0, 1), map.find(-1, -2), map.find(-1, -1)))
                .containsExactly(3, PrefixMap.NONE, PrefixMap.NONE, 4);
    }

    @Test
    void shouldHoldAllAddressesOrNone() {
        PrefixSet none = PrefixSet.of(Stream.of());
        PrefixSet all = PrefixSet.of(Stream.of(Prefix.parse("0.0.0.0/0"), Prefix.parse("::/0")));

        for (int address : new int[] {0, 1, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
            assertThat(none.contains(address)).isFalse();
            assertThat(all.contains(address)).isTrue();
            assertThat(none.contains(address, address)).isFalse();
            assertThat(all.contains(address, address)).isTrue();
        }
    }

    @Test
    void shouldMergeNetworksThatTouch() {
        PrefixSet whole = PrefixSet.of(Stream.of(Prefix.parse("10.0.0.0/8")));
        PrefixSet halves = PrefixSet.of(
                Stream.of("10.128.0.0/9", "10.0.0.0/9", "10.3.0.0/16").map(Prefix::parse));

        assertThat(halves.bytes()).isEqualTo(whole.bytes());
        assertThat(halves.size()).isEqualTo(3);
    }

    @Test
    void shouldRefuseNegativeValues() {
        assertThatThrownBy(() -> new PrefixMap.Builder().put(Prefix.parse("10.0.0.0/8"), -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the value of 10.0.0.0/8 must be 0 or more: -1");
    }

    @Test
    void shouldAllocateNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        PrefixMap.Builder builder = new PrefixMap.Builder();
        new Networks(1, false, 1_000).prefixes().forEach(prefix -> builder.put(prefix, prefix.length()));
        new Networks(1, true, 1_000).prefixes().forEach(prefix -> builder.put(prefix, prefix.length()));
        PrefixMap map = builder.build();
        drive(map, 20_000);

        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        long sum = drive(map, 1_000_000);
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;

        assertThat(sum).isPositive();
        assertThat(allocated).as("bytes for two million lookups").isLessThan(10_000);
    }

    private static long drive(PrefixMap map, int lookups) {
        long sum = 0;
        for (int i = 0; i < lookups; i++) {
            int address = i * 0x9E37_79B9;
            sum += map.find(address) + map.find((long) address << 32, i);
        }
        return sum;
    }
}
