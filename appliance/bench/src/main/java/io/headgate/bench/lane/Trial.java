package io.headgate.bench.lane;

import io.headgate.bench.report.Numbers;
import io.headgate.bench.report.Summary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What one child process measured.
 *
 * @param ratesPps of each round
 * @param allocatedBytes by the threads that carry packets, during the rounds
 * @param packets of warm-up and rounds
 * @param sum of every long of every packet, warm-up included
 */
record Trial(String chain, List<Double> ratesPps, long allocatedBytes, long packets, long sum) {
    static Trial of(String chain, ReadingSink sink, int rounds, long allocatedBytes) {
        List<Double> rates = IntStream.range(0, rounds).mapToObj(sink::ratePps).toList();
        return new Trial(chain, rates, allocatedBytes, sink.packets(), sink.sum());
    }

    Summary pps() {
        return Summary.of(ratesPps);
    }

    /** The warm-up is as long as a round. */
    double allocatedBytesPerPacket() {
        int rounds = ratesPps.size();
        return Numbers.rounded((double) allocatedBytes * (rounds + 1) / rounds / packets);
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("chain", chain);
        map.put("roundsPps", ratesPps.stream().map(Math::round).toList());
        map.put("allocatedBytes", allocatedBytes);
        map.put("packets", packets);
        map.put("sum", sum);
        return map;
    }

    /** Reads back what {@link #toMap} wrote. */
    static Trial from(Map<String, Object> map) {
        List<Double> rates = ((List<?>) map.get("roundsPps"))
                .stream().map(rate -> ((Number) rate).doubleValue()).toList();
        return new Trial(
                (String) map.get("chain"),
                rates,
                ((Number) map.get("allocatedBytes")).longValue(),
                ((Number) map.get("packets")).longValue(),
                ((Number) map.get("sum")).longValue());
    }
}
