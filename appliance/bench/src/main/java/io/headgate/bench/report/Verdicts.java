package io.headgate.bench.report;

import java.util.LinkedHashMap;
import java.util.Map;

/** The figures of a benchmark that have targets, in order. */
public final class Verdicts {
    /** A figure, the range its rounds spread over, and what it must reach. */
    private record Line(Summary summary, Target target) {}

    private final Map<String, Line> lines = new LinkedHashMap<>();

    /** Adds a figure: the median of {@code summary}. */
    public Verdicts add(String name, Summary summary, Target target) {
        lines.put(name, new Line(summary, target));
        return this;
    }

    /** Adds a figure that was measured once. */
    public Verdicts add(String name, double value, Target target) {
        return add(name, new Summary(value, value, value), target);
    }

    /** Name and median. */
    public Map<String, Object> figures() {
        Map<String, Object> map = new LinkedHashMap<>();
        lines.forEach((name, line) -> map.put(name, Numbers.rounded(line.summary.median())));
        return map;
    }

    /** Name, smallest and largest. */
    public Map<String, Object> spread() {
        Map<String, Object> map = new LinkedHashMap<>();
        lines.forEach((name, line) -> map.put(name, line.summary.spread()));
        return map;
    }

    /** Name and what it must reach, as text. */
    public Map<String, Object> targets() {
        Map<String, Object> map = new LinkedHashMap<>();
        lines.forEach((name, line) -> map.put(name, line.target.toString()));
        return map;
    }

    /** Name and whether it does. */
    public Map<String, Object> met() {
        Map<String, Object> map = new LinkedHashMap<>();
        lines.forEach((name, line) -> map.put(name, isMet(line)));
        return map;
    }

    private static boolean isMet(Line line) {
        return line.target.isMetBy(line.summary.median());
    }

    /** All of it for a terminal. */
    public String render() {
        Table table = new Table("figure", "median", "min", "max", "target", "met");
        lines.forEach((name, line) -> table.row(
                name,
                Numbers.text(line.summary.median()),
                Numbers.text(line.summary.min()),
                Numbers.text(line.summary.max()),
                line.target.toString(),
                isMet(line) ? "yes" : "no"));
        return table.render();
    }
}
