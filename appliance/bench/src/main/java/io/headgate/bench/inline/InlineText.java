package io.headgate.bench.inline;

import io.headgate.bench.report.Numbers;
import io.headgate.bench.report.Table;
import io.headgate.bench.report.Verdicts;
import java.util.Map;

/** The result for a terminal. */
final class InlineText {
    private InlineText() {}

    static String of(Verdicts verdicts, Map<String, Object> medians, Map<String, Object> pings) {
        String newLine = System.lineSeparator();
        return "Medians" + newLine + cases(medians, "mbitPerS", "cpuPerGB", "machineCpuPerGB") + newLine
                + "To the plain loop of the same round" + newLine + verdicts.render()
                + (pings.isEmpty()
                        ? ""
                        : newLine + "Round-trip times beside the load, in microseconds" + newLine
                                + cases(pings, "p50", "p99", "p99.9"));
    }

    /** A row for each case of each profile, with three of its figures. */
    private static String cases(Map<String, Object> profiles, String first, String second, String third) {
        Table table = new Table("case", first, second, third);
        profiles.forEach((profile, cases) -> ((Map<?, ?>) cases)
                .forEach((which, figures) -> table.row(
                        profile + " " + which, text(figures, first), text(figures, second), text(figures, third))));
        return table.render();
    }

    private static String text(Object figures, String name) {
        return Numbers.text(((Number) ((Map<?, ?>) figures).get(name)).doubleValue());
    }
}
