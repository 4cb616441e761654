package io.headgate.plugin.dnsblock;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Permission;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.MapSettings;
import io.headgate.testkit.packet.Packets;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a list of a million names takes, and how long a lane is in the filter with each query for one of them, from the
 * packet to the answer that is sent; beside a set of strings, in turn with it in the same run.
 */
class MillionNamesTest {
    private static final int NAMES = 1_000_000;
    private static final int QUERIES = 1 << 16;
    private static final int WARM_UP = 2;
    private static final long MOST_BYTES = 64L << 20;
    private static final long MOST_NS = 2_000;
    private static final long SEED = 4_711;

    @TempDir
    private Path folder;

    /** As long as those of published lists: 21 characters on average, 10 to 38. */
    private static String name(SplittableRandom random) {
        StringBuilder name = new StringBuilder();
        int letters = 6 + random.nextInt(18);
        for (int i = 0; i < letters; i++) {
            boolean isDot = i > 2 && i < letters - 2 && i % 8 == 7;
            name.append(isDot ? '.' : (char) ('a' + random.nextInt(26)));
        }
        return name.append(random.nextBoolean() ? ".com" : ".example.net").toString();
    }

    private Path list() throws IOException {
        Path file = folder.resolve("names.txt");
        SplittableRandom random = new SplittableRandom(SEED);
        try (Writer out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < NAMES; i++) {
                out.write("0.0.0.0 " + name(random) + i % 10 + "\n");
            }
        }
        return file;
    }

    /** Spread over the whole list; every other one asks for a name below a listed one. */
    private static List<byte[]> queries() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<byte[]> queries = new ArrayList<>();
        for (int i = 0; i < NAMES; i++) {
            String listed = name(random) + i % 10;
            if (i % (NAMES / QUERIES) == 0 && queries.size() < QUERIES) {
                String asked = queries.size() % 2 == 0 ? "www." + listed : listed;
                queries.add(Packets.udp("192.0.2.1:5000 > 192.0.2.53:53")
                        .payload(Query.of(asked, Query.A))
                        .build());
            }
        }
        return queries;
    }

    private static Set<String> strings(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(line -> line.substring(line.indexOf(' ') + 1) + ".")
                    .collect(Collectors.toCollection(HashSet::new));
        }
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    private static FilterHarness lane(TimedFilter filter) {
        return FilterHarness.of("timed", filter, Permission.INJECT);
    }

    /** The times of both filters. */
    private record Times(TimedFilter block, TimedFilter strings) {}

    private Times measure(int rounds) throws IOException {
        Path file = list();
        TimedFilter block = new TimedFilter(
                MapSettings.create(new DnsBlockFactory(), Map.of("lists", List.of(Map.of("file", file.toString())))),
                QUERIES,
                rounds);
        long before = usedBytes();
        FilterHarness lane = lane(block).start();
        long taken = usedBytes() - before;
        before = usedBytes();
        TimedFilter reference = new TimedFilter(new StringsBlock(strings(file)), QUERIES, rounds);
        long takenByStrings = usedBytes() - before;
        FilterHarness referenceLane = lane(reference);

        List<byte[]> queries = queries();
        for (int i = 0; i < WARM_UP + rounds; i++) {
            if (i == WARM_UP) {
                block.begin();
                reference.begin();
            }
            lane.repeat(1, queries);
            referenceLane.repeat(1, queries);
        }
        System.out.printf(
                "MillionNamesTest: %,d names, %,d queries for them: %.1f MB, %s; HashSet<String>: %.1f MB, %s%n",
                lane.result().counter("names"),
                (long) rounds * QUERIES,
                taken / 1e6,
                block,
                takenByStrings / 1e6,
                reference);

        long sent = (long) (WARM_UP + rounds) * QUERIES;
        assertThat(lane.result().counter("answered")).as("all were blocked").isEqualTo(sent);
        assertThat(lane.result().counter("broken-lines")).isZero();
        assertThat(lane.result().counter("names")).isBetween(NAMES * 99L / 100, (long) NAMES);
        assertThat(referenceLane.result().dropped("blocked-name")).isEqualTo(sent);
        assertThat(taken).as("bytes of a million names").isBetween(16L << 20, MOST_BYTES);
        assertThat(taken).as("beside a HashSet<String>").isLessThan(takenByStrings);
        lane.close();
        referenceLane.close();
        return new Times(block, reference);
    }

    /** Of several rounds the best, since others want the processor too. */
    @Test
    void shouldBeSmallAndFast() throws Exception {
        Times times = measure(5);

        assertThat(times.block().bestMedianNs()).as("ns from packet to answer").isLessThan(MOST_NS);
        assertThat(times.block().bestMedianNs())
                .as("beside a HashSet<String>")
                .isLessThan(times.strings().bestMedianNs());
    }

    @Test
    @Tag("long")
    void shouldAnswerHalfOfAllQueriesInTime() throws Exception {
        Times times = measure(30);

        assertThat(times.block().medianNs()).as("ns from packet to answer").isLessThan(MOST_NS);
    }
}
