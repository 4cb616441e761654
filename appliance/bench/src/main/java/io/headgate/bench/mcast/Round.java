package io.headgate.bench.mcast;

import io.headgate.bench.report.Summary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Both relays, one after the other, under the same load. */
record Round(int number, Sizes sizes, Map<Case, Sample> samples) {
    /** Headgate's packets per second of processor time, to the loop's: within each round, then over the rounds. */
    static Summary ratio(List<Round> rounds, Sizes sizes) {
        return Summary.of(rounds.stream()
                .filter(round -> round.sizes == sizes)
                .map(Round::ratio)
                .toList());
    }

    private double ratio() {
        return samples.get(Case.HEADGATE).packetsPerCpuS()
                / samples.get(Case.PLAIN).packetsPerCpuS();
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("round", number);
        map.put("sizes", sizes.label());
        samples.forEach((which, sample) -> map.put(which.label(), sample.toMap()));
        return map;
    }
}
