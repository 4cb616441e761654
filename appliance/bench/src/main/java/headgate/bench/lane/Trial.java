package headgate.bench.lane;

import headgate.bench.report.Numbers;
import headgate.bench.report.Summary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What one child process measured.
 *
 * @param ratesPps of each round
 * @param allocatedBytesPerPacket by the threads that carry packets
 * @param sum of every long of every packet, warm-up included
 */
record Trial(String chain, List<Double> ratesPps, double allocatedBytesPerPacket, long packets, long sum) {
    static Trial of(String chain, ReadingSink sink, int rounds, long allocatedBytes) {
        List<Double> rates = IntStream.range(0, rounds).mapToObj(sink::ratePps).toList();
        return new Trial(chain, rates, (double) allocatedBytes / sink.packetsMeasured(), sink.packets(), sink.sum());
    }

    Summary pps() {
        return Summary.of(ratesPps);
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("chain", chain);
        map.put("roundsPps", ratesPps.stream().map(Math::round).toList());
        map.put("allocatedBytesPerPacket", Numbers.rounded(allocatedBytesPerPacket));
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
                ((Number) map.get("allocatedBytesPerPacket")).doubleValue(),
                ((Number) map.get("packets")).longValue(),
                ((Number) map.get("sum")).longValue());
    }
}
