package io.headgate.engine.lane;

import io.headgate.api.Counter;
import io.headgate.api.Gauge;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The counters and gauges of one filter. Thread: declared at start on the lane's, read by any. */
final class FilterCounters {
    private record Declared(Object number, String explanation, LongSupplier value) {}

    private final Map<String, Declared> all = new LinkedHashMap<>();

    Counter counter(String name, String explanation) {
        return declare(name, Counter.class, () -> {
            Counter counter = new Counter();
            return new Declared(counter, explanation, counter::value);
        });
    }

    Gauge gauge(String name, String explanation) {
        return declare(name, Gauge.class, () -> {
            Gauge gauge = new Gauge();
            return new Declared(gauge, explanation, gauge::value);
        });
    }

    private synchronized <T> T declare(String name, Class<T> kind, Supplier<Declared> maker) {
        CounterNames.require("counter", name);
        Object number = all.computeIfAbsent(name, any -> maker.get()).number();
        if (!kind.isInstance(number)) {
            throw new IllegalArgumentException(
                    "'" + name + "' is declared as a counter and as a gauge; give one of them" + " another name");
        }
        return kind.cast(number);
    }

    /** What was declared, in that order, with the values of this moment. */
    synchronized List<FilterCount> read() {
        List<FilterCount> result = new ArrayList<>();
        all.forEach((name, declared) ->
                result.add(new FilterCount(name, declared.value().getAsLong(), declared.explanation())));
        return result;
    }
}
