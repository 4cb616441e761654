package io.headgate.toolkit.names;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.engine.packet.SlotPacket;
import io.headgate.testkit.OnePacket;
import io.headgate.testkit.packet.Packets;
import io.headgate.toolkit.dns.DnsAnswer;
import io.headgate.toolkit.dns.DnsMessage;
import io.headgate.toolkit.dns.DnsName;
import io.headgate.toolkit.dns.DnsReply;
import io.headgate.toolkit.payload.PayloadView;
import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a list of a million names takes, and how fast queries are answered, beside a set of strings in the same run. */
class MillionNamesTest {
    private static final int NAMES = 1_000_000;
    private static final int LOOKUPS = 1 << 16;
    private static final int ROUNDS = 7;
    private static final long MOST_BYTES = 64L << 20;

    /** What a shared and busy machine still keeps; the target is 2,000. */
    private static final long MOST_NS = 10_000;

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

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    /** Looks a name up; the same question to both. */
    private interface Lookup {
        boolean isBlocked(DnsName name);
    }

    @Test
    void shouldBeSmallAndFast() throws Exception {
        Path file = list();
        long before = usedBytes();
        NameLists lists = NameLists.read(List.of(file), List.of(), true);
        long taken = usedBytes() - before;
        assertThat(lists.brokenLines()).isZero();
        assertThat(lists.blocked().size()).isBetween(NAMES * 99 / 100, NAMES);

        long beforeReference = usedBytes();
        Set<String> reference = reference(file);
        long takenByReference = usedBytes() - beforeReference;

        List<byte[]> queries = queries();
        long medianNs = medianNs(lists::isBlocked, queries);
        long referenceNs = medianNs(name -> isIn(reference, name.toString()), queries);
        System.out.printf(
                "MillionNamesTest: %,d names: %.1f MB, %d ns from packet to answer; HashSet<String>: %.1f MB, %d ns%n",
                lists.blocked().size(), taken / 1e6, medianNs, takenByReference / 1e6, referenceNs);
        assertThat(taken).as("bytes of a million names").isBetween(16L << 20, MOST_BYTES);
        assertThat(taken).as("beside a HashSet<String>").isLessThan(takenByReference);
        assertThat(medianNs).as("ns from packet to answer").isLessThan(MOST_NS);
    }

    private static Set<String> reference(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(line -> line.substring(line.indexOf(' ') + 1) + ".")
                    .collect(Collectors.toCollection(HashSet::new));
        }
    }

    private static boolean isIn(Set<String> names, String asked) {
        String name = asked;
        while (!name.isEmpty() && !names.contains(name)) {
            name = name.substring(name.indexOf('.') + 1);
        }
        return !name.isEmpty();
    }

    /** Packets; every other one asks for a name below a listed one. */
    private static List<byte[]> queries() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<byte[]> queries = new ArrayList<>();
        for (int i = 0; i < LOOKUPS; i++) {
            String listed = name(random) + i % 10;
            byte[] name = wire(i % 2 == 0 ? "www." + listed : listed + "x");
            ByteBuffer query =
                    ByteBuffer.allocate(16 + name.length).putInt(0x1234_0100).putInt(0x0001_0000);
            query.putInt(0).put(name).putInt(0x0001_0001);
            queries.add(Packets.udp("192.0.2.1:5000 > 192.0.2.53:53")
                    .payload(query.array())
                    .build());
        }
        return queries;
    }

    private static byte[] wire(String text) {
        DnsName name = DnsName.of(text);
        byte[] bytes = new byte[name.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) name.u8(i);
        }
        return bytes;
    }

    /** From the packet in its slot to the answer as a packet, of every query; names that are not blocked need none. */
    private static long medianNs(Lookup lookup, List<byte[]> queries) {
        OnePacket slot = new OnePacket();
        DnsMessage message = new DnsMessage();
        DnsName name = new DnsName();
        DnsAnswer answer = new DnsAnswer();
        DnsReply reply = new DnsReply();
        PayloadView view = new PayloadView();
        long[] times = new long[ROUNDS * queries.size()];
        int count = 0;
        for (int round = 0; round < ROUNDS + 1; round++) {
            int blocked = 0;
            for (byte[] query : queries) {
                SlotPacket packet = slot.load(query);
                long beganNs = System.nanoTime();
                boolean isRead = message.read(view.show(packet)) && message.questionName(name);
                if (isRead && lookup.isBlocked(name)) {
                    blocked += reply.to(packet, answer.error(message, DnsAnswer.NXDOMAIN))
                                    .hasRemaining()
                            ? 1
                            : 0;
                }
                // The first round warms up.
                if (round > 0) {
                    times[count++] = System.nanoTime() - beganNs;
                }
            }
            assertThat(blocked).as("every other name is listed").isEqualTo(queries.size() / 2);
        }
        Arrays.sort(times);
        return times[times.length / 2];
    }
}
