package io.headgate.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What several measurements of the same thing say. */
public record Summary(double median, double min, double max) {
    /**
     * The median of an even number is the mean of the middle two.
     *
     * @param values at least one
     */
    public static Summary of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int half = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new Summary(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** Smallest and largest only, for beside a median that stands elsewhere. */
    public Map<String, Object> spread() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("min", Numbers.rounded(min));
        map.put("max", Numbers.rounded(max));
        return map;
    }
}
