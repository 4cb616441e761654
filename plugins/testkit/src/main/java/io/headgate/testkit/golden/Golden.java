package io.headgate.testkit.golden;

import io.headgate.testkit.CapturedPackets;
import io.headgate.testkit.LeftPacket;
import io.headgate.testkit.Result;
import io.headgate.testkit.packet.Arrival;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds what left a harness against a capture that is committed beside the test. With {@code -Dgolden.update=true} the
 * capture is rewritten instead, and the test fails to say so: look at the file, then run it again without.
 */
public final class Golden {
    private static final String UPDATE = "golden.update";
    private static final int MOST_LINES = 40;

    private Golden() {}

    /**
     * Sees that exactly these packets left, in this order, at these times after the first.
     *
     * @param capture pcapng or pcap, from the module's directory: {@code src/test/resources/golden/ttl.pcapng}
     * @throws AssertionError with each field that differs: number of the packet, counted from 0, name, expected, actual
     */
    public static void assertMatches(Result result, Path capture) {
        assertMatches(result.left(), capture, Boolean.getBoolean(UPDATE));
    }

    static void assertMatches(List<LeftPacket> left, Path capture, boolean isUpdating) {
        if (isUpdating) {
            write(capture, left);
            throw new AssertionError("wrote " + left.size() + " packets to " + capture
                    + "; look at them, then run the test without -D" + UPDATE);
        }
        if (!Files.exists(capture)) {
            throw new AssertionError(
                    "there is no " + capture + "; run with -D" + UPDATE + "=true to write it from what left");
        }
        List<String> lines = differences(CapturedPackets.read(capture), left);
        if (!lines.isEmpty()) {
            throw new AssertionError("what left differs from " + capture + ":\n  "
                    + String.join("\n  ", lines.subList(0, Math.min(lines.size(), MOST_LINES)))
                    + (lines.size() > MOST_LINES ? "\n  and " + (lines.size() - MOST_LINES) + " more" : "")
                    + "\nif that is right, run with -D" + UPDATE + "=true to rewrite it");
        }
    }

    private static void write(Path capture, List<LeftPacket> left) {
        try {
            PcapngWriter.write(capture, left);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static List<String> differences(List<Arrival> expected, List<LeftPacket> actual) {
        List<byte[]> wanted = expected.stream().map(Arrival::packet).toList();
        List<byte[]> found = actual.stream().map(LeftPacket::bytes).toList();
        List<String> lines = new ArrayList<>();
        for (Alignment.Pair pair : Alignment.of(wanted, found)) {
            if (pair.actual() == Alignment.NONE) {
                lines.add(
                        "packet " + pair.expected() + ": missing; expected " + Summary.of(wanted.get(pair.expected())));
            } else if (pair.expected() == Alignment.NONE) {
                lines.add("packet " + pair.actual() + ": not expected; " + Summary.of(found.get(pair.actual())));
            } else {
                String packet = "packet " + pair.expected() + ", ";
                Differences.of(wanted.get(pair.expected()), found.get(pair.actual()))
                        .forEach(line -> lines.add(packet + line));
                time(expected, actual, pair).forEach(line -> lines.add(packet + line));
            }
        }
        return lines;
    }

    /** Counted from each side's first packet, so that it does not matter when the capture was made. */
    private static List<String> time(List<Arrival> expected, List<LeftPacket> actual, Alignment.Pair pair) {
        long wanted = expected.get(pair.expected()).origin().timestampNs()
                - expected.get(0).origin().timestampNs();
        long found = actual.get(pair.actual()).timeNs() - actual.get(0).timeNs();
        return wanted == found
                ? List.of()
                : List.of("time: expected " + wanted + " ns after the first, actual " + found + " ns");
    }
}
