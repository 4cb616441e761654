package io.headgate.daemon.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.cli.Json;
import io.headgate.engine.lane.FilterCount;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FilterReportTest {
    private static final FilterReport REPORT = new FilterReport(List.of(
            new FilterReport.OfFilter(
                    "edge",
                    "sequence",
                    List.of(
                            new FilterCount("packets", 12, "packets seen"),
                            new FilterCount("lost", 0, "packets that never came"))),
            new FilterReport.OfFilter(
                    "feed", "sequence", List.of(new FilterCount("lost", 3, "packets that never came")))));

    @Test
    void shouldTellPeopleWhatIsNotZero() {
        assertThat(("totals" + REPORT.toText()).lines())
                .containsExactly(
                        "totals",
                        "edge sequence: packets 12 (packets seen)",
                        "feed sequence: lost 3 (packets that never came)");
        assertThat(new FilterReport(List.of()).toText()).isEmpty();
    }

    @Test
    void shouldTellProgramsEverything() {
        assertThat(Json.line(Map.of("filters", REPORT.toList())))
                .isEqualTo(
                        "{\"filters\":[{\"lane\":\"edge\",\"filter\":\"sequence\",\"counters\":{\"packets\":12,\"lost\":0}},"
                                + "{\"lane\":\"feed\",\"filter\":\"sequence\",\"counters\":{\"lost\":3}}]}");
    }
}
