package io.headgate.plugin.nat;

import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.MapSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A NAT between 10.0.0.0/8 and the world, which sees 198.51.100.1. */
final class Gateway {
    static final Map<String, ?> SETTINGS = Map.of("inside", List.of("10.0.0.0/8"), "outside", List.of("198.51.100.1"));

    private Gateway() {}

    static FilterHarness harness() {
        return FilterHarness.of(new NatFactory())
                .with("inside", SETTINGS.get("inside"))
                .with("outside", SETTINGS.get("outside"));
    }

    /** The filter alone, with a setting more or another one. */
    static Nat filter(String key, Object value) {
        Map<String, Object> settings = new HashMap<>(SETTINGS);
        settings.put(key, value);
        return (Nat) MapSettings.create(new NatFactory(), settings);
    }
}
