package io.headgate.engine.lane;

import io.headgate.api.Counter;
import io.headgate.api.Event;
import io.headgate.api.Gauge;
import io.headgate.api.Histogram;
import io.headgate.engine.event.LaneEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** The counters, gauges, histograms and events of one filter. Thread: declared at start on the lane's, read by any. */
final class FilterCounters {
    private record Declared(Object number, String explanation) {}

    private final Map<String, Declared> all = new LinkedHashMap<>();

    Counter counter(String name, String explanation) {
        return declare(name, explanation, Counter.class, Counter::new);
    }

    Gauge gauge(String name, String explanation) {
        return declare(name, explanation, Gauge.class, Gauge::new);
    }

    Histogram histogram(String name, String explanation) {
        return declare(name, explanation, Histogram.class, Histogram::new);
    }

    /** An event of the filter, counted like everything else it declares. */
    Event event(LaneServices lane, String filterName, String name, String explanation) {
        return declare(
                name,
                explanation,
                LaneEvent.class,
                () -> new LaneEvent(lane.outlets().events(), lane.laneName(), filterName, name));
    }

    private synchronized <T> T declare(String name, String explanation, Class<T> kind, Supplier<T> maker) {
        CounterNames.require("counter", name);
        Object number = all.computeIfAbsent(name, any -> new Declared(maker.get(), explanation))
                .number();
        if (!kind.isInstance(number)) {
            throw new IllegalArgumentException("'" + name + "' is declared as " + called(number.getClass()) + " and as "
                    + called(kind) + "; give one of them another name");
        }
        return kind.cast(number);
    }

    private static String called(Class<?> kind) {
        return kind == LaneEvent.class
                ? "an event"
                : "a " + kind.getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** What was declared, in that order, with the values of this moment; of a histogram four numbers. */
    synchronized List<FilterCount> read() {
        List<FilterCount> result = new ArrayList<>();
        all.forEach((name, declared) -> read(name, declared, result));
        return result;
    }

    private static void read(String name, Declared declared, List<FilterCount> into) {
        String explanation = declared.explanation();
        if (declared.number() instanceof Counter counter) {
            into.add(new FilterCount(name, counter.value(), explanation));
        } else if (declared.number() instanceof Gauge gauge) {
            into.add(new FilterCount(name, gauge.value(), explanation));
        } else if (declared.number() instanceof LaneEvent event) {
            into.add(new FilterCount(name, event.emitted(), explanation));
            if (event.lost() > 0) {
                into.add(new FilterCount(name + "-lost", event.lost(), "of these, came too fast to be told"));
            }
        } else if (declared.number() instanceof Histogram histogram) {
            into.add(new FilterCount(name + "-count", histogram.count(), explanation + ": how many"));
            into.add(new FilterCount(name + "-p50", histogram.quantile(0.5), explanation + ": the median"));
            into.add(new FilterCount(name + "-p99", histogram.quantile(0.99), explanation + ": 99 % are no more"));
            into.add(new FilterCount(name + "-max", histogram.max(), explanation + ": the largest"));
        }
    }
}
