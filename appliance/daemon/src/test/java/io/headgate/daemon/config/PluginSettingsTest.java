package io.headgate.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.daemon.config.yaml.ConfigException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of the settings of plugins: right ones are understood, and of wrong ones all are reported. */
class PluginSettingsTest {
    /** Its steps begin in line 5, column 9. */
    private static final String LANE = """
            lanes:
              - name: edge
                listen: [{ port: 8668 }]
                chain:
                  - %s
            """;

    private static StepConfig step(String step) {
        ApplianceConfig config = new ConfigReader().parse("h.yaml", LANE.formatted(step));
        return config.lanes().get(0).chain().get(0);
    }

    private static void assertRefused(String step, String... messages) {
        assertThatThrownBy(() -> step(step))
                .isInstanceOf(ConfigException.class)
                .hasMessage(String.join("\n", messages));
    }

    @Test
    void shouldKeepWhatThePluginUnderstood() {
        assertThat(step("{ plugin: passthru }").settings()).isEmpty();
        assertThat(step("{ plugin: ttl, with: { set: 64 } }").settings()).containsExactly(Map.entry("set", 64));
        assertThat(step("{ plugin: drop, with: { port: 9 } }").settings())
                .containsExactly(Map.entry("protocol", "tcp"), Map.entry("port", 9));
        assertThat(step("{ plugin: nat-static, with: { map: [{ outside: 192.0.2.1, inside: 10.0.0.1 }] } }")
                        .settings())
                .containsExactly(Map.entry(
                        "map", List.of(Map.of("protocol", "any", "outside", "192.0.2.1", "inside", "10.0.0.1"))));
    }

    @Test
    void shouldPlaceWhatAFactoryThrows() {
        assertRefused(
                "{ plugin: ttl, with: { set: 1, subtract: 1 } }",
                "h.yaml:5:30: plugin ttl: ttl needs one of 'set', 'subtract' and 'min', a number from 1 to 255");
        assertRefused(
                "{ plugin: ttl }",
                "h.yaml:5:9: plugin ttl: ttl needs one of 'set', 'subtract' and 'min', a number from 1 to 255");
        assertRefused(
                "{ plugin: nat-static }",
                "h.yaml:5:9: 'map' must have at least one entry, with 'outside' and 'inside'");
    }

    @Test
    void shouldNotComplainOfConsequences() {
        assertRefused(
                "{ plugin: ttl, with: { set: 0 } }", "h.yaml:5:37: 'set' is '0', but must be a number from 1 to 255");
        assertRefused("{ plugin: ttl, with: 3 }", "h.yaml:5:30: 'with' must be a block of keys");
        assertRefused(
                "{ plugin: nat-static, with: { map: [{ outside: 1.2.3, inside: 10.0.0.1 }] } }",
                "h.yaml:5:56: 'outside' '1.2.3' is no IPv4 or IPv6 address");
    }

    @Test
    void shouldFindSlipsThoughTheFactoryGaveUp() {
        assertRefused(
                "{ plugin: ttl, with: { sett: 7, color: 2 } }",
                "h.yaml:5:30: plugin ttl: ttl needs one of 'set', 'subtract' and 'min', a number from 1 to 255",
                "h.yaml:5:32: unknown key 'sett'; did you mean 'set'? known here: set, subtract, min");
    }

    @Test
    void shouldReportEveryEntryOfAList() {
        assertRefused(
                """
                plugin: nat-static
                        with:
                          map:
                            - { outside: 192.0.2.1, inside: 10.0.0.300 }
                            - { outside: 192.0.2.2, inside: 10.0.0.2 }
                            - { outside: 192.0.2.2, inside: 10.0.0.3 }
                            - { outside: 192.0.2.4, inside: 10.0.0.4, protcol: tcp }
                            - { inside: 10.0.0.5 }
                            - { outside: 192.0.2.6, inside: 10.0.0.6, protocol: sctp }
                          mapp: 1
                """,
                "h.yaml:8:45: 'inside' '10.0.0.300' is no IPv4 or IPv6 address",
                "h.yaml:10:26: 'outside' ('192.0.2.2') is mapped already",
                "h.yaml:11:55: unknown key 'protcol'; did you mean 'protocol'? known here: protocol, outside-port,"
                        + " outside, inside-port, inside",
                "h.yaml:12:15: 'outside' is missing",
                "h.yaml:13:65: 'protocol' is 'sctp', but must be one of any, tcp, udp",
                "h.yaml:14:11: unknown key 'mapp'; did you mean 'map'? known here: map");
    }

    @Test
    void shouldEndThoughEveryEntryIsWrong() {
        StringBuilder map = new StringBuilder("plugin: nat-static\n        with:\n          map:\n");
        for (int i = 0; i < 1_000; i++) {
            map.append("            - { outside: a, inside: b }\n");
        }

        assertThatThrownBy(() -> step(map.toString()))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        wrong -> assertThat(wrong.problems())
                                .hasSize(21)
                                .first()
                                .hasToString("h.yaml:7:11: plugin nat-static: 20 entries are wrong; the others were not"
                                        + " looked at"));
    }
}
