package io.headgate.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Packet;
import io.headgate.api.Settings;
import io.headgate.api.Verdict;
import io.headgate.daemon.config.yaml.ConfigException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What filters say of themselves, and what the configuration makes of it. */
class FlowQueuesTest {
    private static final String LANE = """
            lanes:
              - name: edge
                listen: [{ port: 8668, queues: %d }]
                divert: { interfaces: [wan] }
                chain: [{ plugin: %s }, { plugin: %s }]
            """;

    /** A plugin whose filters do nothing but say what they would. */
    private static FilterFactory plugin(String name, boolean rewrites, boolean keeps, boolean needsPorts) {
        return new FilterFactory() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String summary() {
                return "says what it would do";
            }

            @Override
            public Filter create(Settings with) {
                return new Saying(rewrites, keeps, needsPorts);
            }
        };
    }

    private record Saying(boolean rewritesAddresses, boolean keepsFlows, boolean needsFragmentPorts) implements Filter {
        @Override
        public Verdict onPacket(Packet packet) {
            return Verdict.PASS;
        }
    }

    private final ConfigReader reader = new ConfigReader(List.of(
            plugin("nat", true, true, false),
            plugin("prefix", true, false, false),
            plugin("count", false, true, false),
            plugin("ports", false, false, true)));

    private DivertLane lane(int queues, String first, String second) {
        return (DivertLane) reader.parse("h.yaml", LANE.formatted(queues, first, second))
                .lanes()
                .get(0);
    }

    @Test
    void shouldRefuseSeveralQueuesWhereBothWaysOfAFlowMustMeet() {
        assertThatThrownBy(() -> lane(4, "count", "nat"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("h.yaml:3:36: 'queues' is '4', but must be 1 with plugin nat, which rewrites addresses and"
                        + " remembers flows: of several queues, chosen by addresses, an answer would come to another"
                        + " one; keep one queue, or make lanes of which each has its own interfaces");
    }

    @Test
    void shouldAllowSeveralQueuesToFiltersThatDoOnlyOneOfBoth() {
        assertThat(lane(4, "prefix", "count").listen().queues()).isEqualTo(4);
        assertThat(lane(1, "nat", "count").listen().queues()).isEqualTo(1);
    }

    @Test
    void shouldAskTheKernelToPutFragmentsTogetherOnlyWhereAFilterNeedsIt() {
        assertThat(lane(2, "prefix", "count").kernelRules()).noneMatch(rule -> rule.contains("-m socket"));

        DivertLane needy = lane(2, "count", "ports");

        assertThat(needy.fragmentFilters()).containsExactly("ports");
        assertThat(needy.kernelRules())
                .containsAll(needy.reassemblyRules(List.of("wan")))
                .filteredOn(rule -> rule.contains("-m socket"))
                .hasSize(2);
    }
}
