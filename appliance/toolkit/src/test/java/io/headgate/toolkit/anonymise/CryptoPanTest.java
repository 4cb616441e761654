package io.headgate.toolkit.anonymise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.headgate.toolkit.prefix.Prefix;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CryptoPanTest {
    /** Of the sample that its authors publish with Crypto-PAn. */
    private static final int[] SAMPLE_KEY = {
        21, 34, 23, 141, 51, 164, 207, 128, 19, 10, 91, 22, 73, 144, 125, 16, //
        216, 152, 143, 131, 121, 121, 101, 39, 98, 87, 76, 45, 42, 132, 34, 2
    };

    private static byte[] sampleKey() {
        byte[] key = new byte[SAMPLE_KEY.length];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) SAMPLE_KEY[i];
        }
        return key;
    }

    private static CryptoPan random(SplittableRandom random) {
        byte[] key = new byte[CryptoPan.KEY_BYTES];
        random.nextBytes(key);
        return new CryptoPan(key, 64);
    }

    private final CryptoPan sample = new CryptoPan(sampleKey(), 1_024);

    /** All addresses of the published sample trace, each once. */
    @ParameterizedTest
    @CsvFileSource(resources = "crypto-pan-sample.csv", numLinesToSkip = 1)
    void shouldReplaceTheSampleTraceAsItsAuthorsDid(String address, String anonymised) {
        int from = (int) Prefix.parse(address).low();
        int to = (int) Prefix.parse(anonymised).low();

        assertThat(sample.anonymise(from)).isEqualTo(to);
        assertThat(sample.anonymise(from)).as("from the cache").isEqualTo(to);
        assertThat(sample.original(to)).isEqualTo(from);
    }

    /** There are no vectors of the authors for IPv6; these are what several independent implementations agree on. */
    @ParameterizedTest
    @CsvSource({
        "::1, 78ff:f001:9fc0:20df:8380:b1f1:704:ed",
        "::2, 78ff:f001:9fc0:20df:8380:b1f1:704:ef",
        "::ffff, 78ff:f001:9fc0:20df:8380:b1f1:704:f838",
        "2001:db8::1, 4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1e",
        "2001:db8::2, 4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1c",
        "2001:db8:1:ffff::1, 4401:2bc:603e:8f88:8180:b071:f8:1ffe",
        "fe80::1, cf7f:c0e:1fc3:da1c:70:b18e:f7f3:2101",
        "ff02::1, cef2:fc0c:1fff:dffe:ff8f:de7f:10f9:3f01"
    })
    void shouldReplaceIpv6AddressesAsOthersDo(Prefix address, Prefix anonymised) {
        sample.anonymise(address.high(), address.low());
        assertThat(Prefix.ipv6(sample.high(), sample.low(), 128)).isEqualTo(anonymised);

        sample.anonymise(address.high(), address.low());
        assertThat(Prefix.ipv6(sample.high(), sample.low(), 128))
                .as("from the cache")
                .isEqualTo(anonymised);

        sample.original(anonymised.high(), anonymised.low());
        assertThat(Prefix.ipv6(sample.high(), sample.low(), 128)).isEqualTo(address);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldKeepExactlyTheSharedPrefixOfIpv4(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        CryptoPan pan = random(random);
        for (int shared = 0; shared < 32; shared++) {
            for (int i = 0; i < 100; i++) {
                int one = random.nextInt();
                // Alike to there, then surely not, then anyhow.
                int differing = 1 << (31 - shared);
                int other = one ^ differing ^ (random.nextInt() & (differing - 1));

                int difference = pan.anonymise(one) ^ pan.anonymise(other);

                assertThat(Integer.numberOfLeadingZeros(difference)).isEqualTo(shared);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldKeepExactlyTheSharedPrefixOfIpv6(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        CryptoPan pan = random(random);
        for (int shared = 0; shared < 128; shared++) {
            for (int i = 0; i < 20; i++) {
                long high = random.nextLong();
                long low = random.nextLong();
                long differing = 1L << (63 - shared % 64);
                long behind = differing ^ (random.nextLong() & (differing - 1));
                pan.anonymise(high, low);
                long oneHigh = pan.high();
                long oneLow = pan.low();

                pan.anonymise(shared < 64 ? high ^ behind : high, shared < 64 ? random.nextLong() : low ^ behind);

                int found = oneHigh != pan.high()
                        ? Long.numberOfLeadingZeros(oneHigh ^ pan.high())
                        : 64 + Long.numberOfLeadingZeros(oneLow ^ pan.low());
                assertThat(found).isEqualTo(shared);
            }
        }
    }

    /** All of a network go to all of another one, none twice. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void shouldReplaceOneToOne(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        CryptoPan pan = random(random);
        int network = random.nextInt() & 0xFFFF_0000;
        int replaced = pan.anonymise(network) & 0xFFFF_0000;
        BitSet seen = new BitSet();

        for (int host = 0; host < 1 << 16; host++) {
            int anonymised = pan.anonymise(network | host);
            assertThat(anonymised & 0xFFFF_0000).isEqualTo(replaced);
            seen.set(anonymised & 0xFFFF);
        }

        assertThat(seen.cardinality()).isEqualTo(1 << 16);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void shouldBeUndoneWithTheKey(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        CryptoPan pan = random(random);
        for (int i = 0; i < 500; i++) {
            int address = random.nextInt();
            assertThat(pan.original(pan.anonymise(address))).isEqualTo(address);

            long high = random.nextLong();
            long low = random.nextLong();
            pan.anonymise(high, low);
            pan.original(pan.high(), pan.low());
            assertThat(pan.high()).isEqualTo(high);
            assertThat(pan.low()).isEqualTo(low);
        }
    }

    /** Addresses that push each other out of the smallest cache all the time, beside one that holds them all. */
    @Test
    void shouldAnswerAlikeWhateverIsInTheCache() {
        CryptoPan forgetful = new CryptoPan(sampleKey(), 2);
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < 20_000; i++) {
            int address = random.nextInt(40) - 20;
            assertThat(forgetful.anonymise(address)).isEqualTo(sample.anonymise(address));

            long high = random.nextInt(4) - 2L;
            forgetful.anonymise(high, address);
            sample.anonymise(high, address);
            assertThat(forgetful.high()).isEqualTo(sample.high());
            assertThat(forgetful.low()).isEqualTo(sample.low());
        }
    }

    @Test
    void shouldNotKeepTheArrayOfTheKey() {
        byte[] key = sampleKey();
        CryptoPan pan = new CryptoPan(key, 64);

        Arrays.fill(key, (byte) 0);

        assertThat(pan.anonymise(0x800B_4484)).isEqualTo(sample.anonymise(0x800B_4484));
        assertThat(new CryptoPan(key, 64).anonymise(0x800B_4484)).isNotEqualTo(sample.anonymise(0x800B_4484));
    }

    @Test
    void shouldRefuseKeysAndCachesOfAnotherSize() {
        assertThatThrownBy(() -> new CryptoPan(new byte[16], 64))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("key must have 32 bytes: 16");
        for (int entries : new int[] {-1, 0, 1, 3, 1_000, 1 << 21}) {
            assertThatThrownBy(() -> new CryptoPan(sampleKey(), entries))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("cache must have a power of two from 2 to 1048576 entries: " + entries);
        }
    }

    @Test
    void shouldAllocateNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int packets = 100_000;
        long sum = drive(0, 20_000);

        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        long beforeNs = System.nanoTime();
        sum += drive(20_000, packets);
        long ns = (System.nanoTime() - beforeNs) / packets;
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;

        System.out.printf("one IPv4 and one IPv6 address, neither in the cache: %d ns%n", ns);
        assertThat(sum).isNotZero();
        assertThat(allocated).as("bytes for 100,000 packets").isLessThan(10_000);
    }

    /** Each address is new. */
    private long drive(int from, int count) {
        long sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += sample.anonymise(i * 0x9E37_79B9);
            sample.anonymise(0x2001_0DB8_0000_0000L + i, i * 0x9E37_79B9L);
            sum += sample.high() + sample.low();
        }
        return sum;
    }
}
