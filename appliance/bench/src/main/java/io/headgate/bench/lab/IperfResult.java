package io.headgate.bench.lab;

import io.headgate.daemon.cli.CliException;
import io.headgate.daemon.cli.Json;
import java.util.Map;

/**
 * What iperf3 says about a transfer, the seconds it was told to omit not counted.
 *
 * @param mbitPerS payload the server received
 * @param retransmits segments the client sent again
 */
public record IperfResult(double mbitPerS, long retransmits) {
    private static final double BITS_PER_MBIT = 1e6;

    /**
     * Reads what {@code iperf3 --json} printed.
     *
     * @throws CliException with the whole output if it is not the report of a transfer that worked
     */
    static IperfResult parse(String output) {
        try {
            Map<String, Object> report = Json.parse(output);
            if (report.containsKey("error")) {
                throw CliException.failed("iperf3: " + report.get("error") + System.lineSeparator() + output);
            }
            Map<?, ?> end = object(report, "end");
            Map<?, ?> received = object(end, "sum_received");
            Map<?, ?> sent = object(end, "sum_sent");
            return new IperfResult(
                    number(received, "bits_per_second") / BITS_PER_MBIT, (long) number(sent, "retransmits"));
        } catch (IllegalArgumentException | ClassCastException | NullPointerException unexpected) {
            throw CliException.failed("iperf3 printed something else than a report: " + output, unexpected);
        }
    }

    private static Map<?, ?> object(Map<?, ?> map, String key) {
        return (Map<?, ?>) map.get(key);
    }

    private static double number(Map<?, ?> map, String key) {
        return ((Number) map.get(key)).doubleValue();
    }
}
