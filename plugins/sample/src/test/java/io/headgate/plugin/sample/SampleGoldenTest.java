package io.headgate.plugin.sample;

import io.headgate.api.Verdict;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.Result;
import io.headgate.testkit.golden.Golden;
import io.headgate.testkit.mutation.Mutations;
import io.headgate.testkit.packet.Packets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleGoldenTest {
    private static FilterHarness sample(String take) {
        return FilterHarness.of(new SampleFactory())
                .with("one-of", 4)
                .with("take", take)
                .with("seed", 7)
                .seed(7);
    }

    /** Ten flows with four packets each, in turn. */
    private static byte[][] flows() {
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            int flow = i % 10;
            String ends = flow % 2 == 0
                    ? "192.0.2." + flow + ":5000 > 198.51.100.2:53"
                    : "[2001:db8::" + flow + "]:5000 > [2001:db8::2]:53";
            packets.add(Packets.udp(ends).payload("number " + i).build());
        }
        return packets.toArray(byte[][]::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {"every-nth", "random", "by-flow"})
    void shouldTakeTheSameSampleEachTime(String take) {
        Result result = sample(take).feed(flows());

        Golden.assertMatches(result, Path.of("src/test/resources/golden/" + take + ".pcapng"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"every-nth", "random", "by-flow"})
    void shouldCopyTheSampleItWouldLetThrough(String take) {
        Result result = sample(take)
                .with("mode", "mirror")
                .with("mirror", "wire")
                .mirror("wire")
                .feed(flows());

        assertCopied(result, take);
    }

    private static void assertCopied(Result result, String take) {
        byte[][] copies = result.mirrored("wire").toArray(byte[][]::new);
        Result copied = FilterHarness.of("all", packet -> Verdict.PASS).feed(copies);
        Golden.assertMatches(copied, Path.of("src/test/resources/golden/" + take + ".pcapng"));
    }

    @Test
    void shouldSurviveDamagedPackets() {
        int seed = 1;
        for (String take : List.of("every-nth", "random", "by-flow")) {
            sample(take).survives(Mutations.of(Packets.various(), seed++));
            sample(take)
                    .with("mode", "mirror")
                    .with("mirror", "wire")
                    .mirror("wire")
                    .survives(Mutations.of(Packets.various(), seed++));
        }
    }
}
