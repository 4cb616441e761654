package io.headgate.bench.lab;

import io.headgate.daemon.cli.CliException;
import io.headgate.net.lab.Command;
import io.headgate.net.lab.RouterLab;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * Round-trip times of a stream of pings from client to server. One is due every 2 ms whether answers come or not, so a
 * queue that stalls delays the pings behind it too; on a busy machine ping itself falls behind, which {@code sent} shows.
 */
public final class PingTimes {
    /** Pings sent in a second. */
    public static final int PER_SECOND = 500;

    private static final Pattern TIME = Pattern.compile(" time=([0-9.]+) ms");
    private static final Pattern SUMMARY = Pattern.compile("(\\d+) packets transmitted, (\\d+) received");
    private static final double US_PER_MS = 1000;
    private static final long LONGEST_US = 60_000_000;
    private static final int DIGITS = 3;

    private final Histogram timesUs = new Histogram(LONGEST_US, DIGITS);
    private final long sent;

    private PingTimes(String output) {
        output.lines()
                .map(TIME::matcher)
                .filter(Matcher::find)
                .forEach(time -> timesUs.recordValue(Math.round(Double.parseDouble(time.group(1)) * US_PER_MS)));
        Matcher summary = SUMMARY.matcher(output);
        if (!summary.find() || timesUs.getTotalCount() == 0) {
            throw CliException.failed("ping got no answers: " + output);
        }
        sent = Long.parseLong(summary.group(1));
    }

    /** Pings for some seconds. */
    public static PingTimes measure(RouterLab lab, int seconds) {
        Command.Result result = Command.tryRun(lab.client()
                .inside(
                        "ping",
                        "-n",
                        "-i",
                        "" + 1.0 / PER_SECOND,
                        "-c",
                        "" + seconds * PER_SECOND,
                        "-w",
                        "" + (seconds + 1),
                        RouterLab.SERVER_ADDRESS));
        return parse(result.output());
    }

    /**
     * Reads what ping printed.
     *
     * @throws CliException with the whole output if nothing was answered
     */
    static PingTimes parse(String output) {
        return new PingTimes(output);
    }

    public long atPercentileUs(double percentile) {
        return timesUs.getValueAtPercentile(percentile);
    }

    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("p50", atPercentileUs(50));
        map.put("p99", atPercentileUs(99));
        map.put("p99.9", atPercentileUs(99.9));
        map.put("max", timesUs.getMaxValue());
        map.put("sent", sent);
        map.put("lost", sent - timesUs.getTotalCount());
        return map;
    }
}
