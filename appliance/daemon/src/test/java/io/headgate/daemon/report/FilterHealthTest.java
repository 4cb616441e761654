package io.headgate.daemon.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.cli.Json;
import io.headgate.engine.lane.FailureKind;
import io.headgate.engine.lane.FilterCount;
import io.headgate.engine.lane.FilterError;
import io.headgate.engine.lane.FilterErrors;
import io.headgate.engine.lane.FilterState;
import io.headgate.engine.lane.FilterStatus;
import io.headgate.engine.lane.FilterTimes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FilterHealthTest {
    private static final FilterStatus SOUND = new FilterStatus(
            "ttl",
            "ttl",
            FilterState.RUNNING,
            12,
            FilterErrors.NONE,
            FilterTimes.NONE,
            List.of(),
            List.of(new FilterCount("seen", 3, "what was seen")));

    private static final FilterStatus BROKEN = new FilterStatus(
            "nat",
            "nat-static",
            FilterState.QUARANTINED,
            150,
            new FilterErrors(
                    Map.of(FailureKind.TIME_BUDGET, 2L, FailureKind.EXCEPTION, 100L),
                    List.of(new FilterError(
                            FailureKind.EXCEPTION, "java.lang.Error: x", "java.lang.Error: x\n\tat Y", 0)),
                    "java.lang.Error: z"),
            new FilterTimes(7, 20, 40_000, 12_345),
            List.of("pool-1"),
            List.of());

    private static FilterHealth health() {
        Map<String, List<FilterStatus>> byLane = new LinkedHashMap<>();
        byLane.put("edge", List.of(SOUND, BROKEN));
        byLane.put("feed", List.of(SOUND));
        return FilterHealth.of(byLane);
    }

    @Test
    void shouldBeATableForPeople() {
        assertThat(health().toText().lines())
                .containsExactly(
                        "lane  filter  plugin      state        packets  errors                        slow batches"
                                + "  longest call  first error",
                        "edge  ttl     ttl         running      12       0                             0           "
                                + "  -             -",
                        "edge  nat     nat-static  quarantined  150      exception 100, time-budget 2  7           "
                                + "  12.3 us       threads: pool-1; java.lang.Error: x",
                        "feed  ttl     ttl         running      12       0                             0           "
                                + "  -             -");
    }

    @Test
    void shouldShowOnlyWhatIsWrongWhereThatIsAskedFor() {
        assertThat(health().suspects().filters()).containsExactly(new FilterHealth.OfFilter("edge", BROKEN));
        assertThat(new FilterHealth(List.of(new FilterHealth.OfFilter("edge", SOUND)))
                        .suspects()
                        .toText())
                .isEmpty();
    }

    @Test
    void shouldTellProgramsEverything() {
        assertThat(Json.line(health().suspects().toList().get(0)))
                .isEqualTo("{\"lane\":\"edge\",\"filter\":\"nat\",\"plugin\":\"nat-static\",\"state\":\"quarantined\","
                        + "\"packets\":150,\"errors\":102,\"errorsByKind\":{\"exception\":100,\"time-budget\":2},"
                        + "\"firstErrors\":[{\"kind\":\"exception\",\"when\":\"1970-01-01T00:00:00Z\","
                        + "\"message\":\"java.lang.Error: x\",\"stack\":\"java.lang.Error: x\\n\\tat Y\"}],"
                        + "\"lastMessage\":\"java.lang.Error: z\",\"slowBatches\":7,\"timedCalls\":20,"
                        + "\"timedNs\":40000,\"longestCallNs\":12345,\"threads\":[\"pool-1\"],\"counters\":{}}");
    }
}
