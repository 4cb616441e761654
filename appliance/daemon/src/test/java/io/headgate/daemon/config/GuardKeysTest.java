package io.headgate.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.engine.lane.GuardPolicy;
import io.headgate.engine.lane.OnError;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys by which filters are guarded, and where the list of those that hung is kept. */
class GuardKeysTest {
    private final ConfigReader reader = new ConfigReader();

    private ApplianceConfig parse(String stepKeys, String laneKeys, String topKeys) {
        return reader.parse(
                "/etc/h.yaml", """
                lanes:
                  - name: edge
                    listen: [{ port: 8668 }]
                    chain: [{ plugin: passthru%s }]
                %s
                %s
                """.formatted(stepKeys, laneKeys.isEmpty() ? "" : "    " + laneKeys, topKeys));
    }

    private GuardPolicy policy(String stepKeys) {
        return parse(stepKeys, "", "").lanes().get(0).chain().get(0).policy();
    }

    private Duration stallLimit(String laneKeys) {
        return parse("", laneKeys, "").lanes().get(0).stallLimit();
    }

    @Test
    void shouldGuardByDefault() {
        assertThat(policy("")).isEqualTo(new GuardPolicy(OnError.PASS, 100, 10_000_000, false));
        assertThat(stallLimit("")).isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource({"100us,100000", "10ms,10000000", "2s,2000000000", "10s,10000000000", "5000000ns,5000000"})
    void shouldTakeATimeBudget(String written, long ns) {
        assertThat(policy(", time-budget: " + written).timeBudgetNs()).isEqualTo(ns);
    }

    @ParameterizedTest
    @ValueSource(strings = {"99us", "11s", "10", "1.5ms", "-1s", "10 ms", "9999999999999h", "soon"})
    void shouldRefuseOtherTimeBudgets(String written) {
        assertThatThrownBy(() -> policy(", time-budget: " + written))
                .hasMessageContaining(
                        "/etc/h.yaml:4:46: 'time-budget' is '" + written + "', but must be a time from 100us to 10s");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_000_000})
    void shouldTakeAQuarantineLimit(int limit) {
        assertThat(policy(", on-error: drop, quarantine-after: " + limit))
                .isEqualTo(new GuardPolicy(OnError.DROP, limit, 10_000_000, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1000001", "never"})
    void shouldRefuseOtherQuarantineLimits(String written) {
        assertThatThrownBy(() -> policy(", quarantine-after: " + written))
                .hasMessageContaining(
                        "'quarantine-after' is '" + written + "', but must be a number from 0 to 1000000");
    }

    @ParameterizedTest
    @CsvSource({"100ms,100", "60s,60000", "1m,60000", "1s,1000"})
    void shouldTakeAStallLimit(String written, long ms) {
        assertThat(stallLimit("stall-limit: " + written)).isEqualTo(Duration.ofMillis(ms));
    }

    @ParameterizedTest
    @ValueSource(strings = {"99ms", "61s", "0", "2m"})
    void shouldRefuseOtherStallLimits(String written) {
        assertThatThrownBy(() -> stallLimit("stall-limit: " + written))
                .hasMessageContaining("'stall-limit' is '" + written + "', but must be a time from 100ms to 1m");
    }

    @ParameterizedTest
    @CsvSource({"/srv/state,/srv/state", "state,/etc/state", "../var,/var"})
    void shouldTakeAStateDirectory(String written, String directory) {
        assertThat(parse("", "", "state: " + written).state()).isEqualTo(Path.of(directory));
    }

    @Test
    void shouldKeepStateWhereTheSystemDoes() {
        assertThat(parse("", "", "").state()).isEqualTo(ApplianceConfig.defaultState());
    }
}
