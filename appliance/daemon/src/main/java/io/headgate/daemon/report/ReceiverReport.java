package io.headgate.daemon.report;

import io.headgate.net.relay.ReceiverCounters;
import io.headgate.net.relay.ReceiverCounters.Counter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of the datagrams for each receiver of {@code send-to}, as people and programs read it.
 *
 * @param receivers in the order of lanes and configuration
 */
public record ReceiverReport(List<OfReceiver> receivers) {
    public ReceiverReport {
        receivers = List.copyOf(receivers);
    }

    /**
     * One receiver of a lane.
     *
     * @param counts by name, those at 0 too
     * @param errors datagrams the kernel did not take, by name of errno
     */
    public record OfReceiver(String lane, String receiver, Map<String, Long> counts, Map<String, Long> errors) {}

    /** Reads the counters of a receiver whose lane has stopped. */
    public static OfReceiver of(String lane, ReceiverCounters counters) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Counter counter : Counter.values()) {
            counts.put(counter.label(), counters.get(counter));
        }
        return new OfReceiver(
                lane,
                counters.receiver().label(),
                counts,
                Totals.byName(counters.errors().byErrno()));
    }

    /** Lane, receiver, its counters by name and its errors by errno. */
    public List<Map<String, Object>> toList() {
        List<Map<String, Object>> list = new ArrayList<>();
        for (OfReceiver receiver : receivers) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("lane", receiver.lane());
            map.put("receiver", receiver.receiver());
            map.put("counters", receiver.counts());
            map.put("errors", receiver.errors());
            list.add(map);
        }
        return list;
    }

    /** A line for each receiver, with what it was sent and each other counter that is not 0, each after a line end. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        for (OfReceiver receiver : receivers) {
            text.append(System.lineSeparator())
                    .append(receiver.lane())
                    .append(" to ")
                    .append(receiver.receiver())
                    .append(": ");
            List<String> parts = new ArrayList<>();
            receiver.counts().forEach((name, count) -> {
                if (count != 0 || name.equals(Counter.SENT.label())) {
                    parts.add(name + " " + count);
                }
            });
            if (!receiver.errors().isEmpty()) {
                parts.add("errors " + receiver.errors());
            }
            text.append(String.join(", ", parts));
        }
        return text.toString();
    }
}
