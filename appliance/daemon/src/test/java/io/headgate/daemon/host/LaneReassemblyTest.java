package io.headgate.daemon.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Filter;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import io.headgate.daemon.config.DivertConfig;
import io.headgate.daemon.config.DivertLane;
import io.headgate.daemon.config.ListenConfig;
import io.headgate.daemon.config.StepConfig;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import io.headgate.daemon.doctor.divert.RuleFlags;
import io.headgate.engine.lane.LaneOptions;
import io.headgate.engine.lane.OnError;
import io.headgate.engine.lane.OnFull;
import io.headgate.engine.lane.Threading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the rules are there that have the kernel put fragments together. */
class LaneReassemblyTest {
    @TempDir
    private Path folder;

    private static final class NeedsPorts implements Filter {
        @Override
        public Verdict onPacket(Packet packet) {
            return Verdict.PASS;
        }

        @Override
        public boolean needsFragmentPorts() {
            return true;
        }
    }

    private static final DivertLane LANE = new DivertLane(
            "edge",
            List.of(new ListenConfig(7, 1)),
            new DivertConfig(List.of("wan"), List.of()),
            LaneOptions.DEFAULTS,
            List.of(new StepConfig("ports", OnError.PASS, Map.of(), NeedsPorts::new)),
            OnFull.FAIL_OPEN,
            Threading.SHARED,
            64,
            Duration.ofSeconds(1),
            8_192);

    /** What the kernel has, after some of the lane's rules. */
    private HostFacts host(List<String> commands) throws IOException {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : List.of("iptables", "ip6tables")) {
            String rules = commands.stream()
                    .filter(command -> command.startsWith(tool + " "))
                    .map(command -> "[0:0] " + command.substring(command.indexOf("-A ")))
                    .collect(Collectors.joining("\n"));
            Files.writeString(tools.resolve(tool + "-save_-c"), "*raw\n" + rules + "\nCOMMIT\n");
        }
        return FixtureHost.in(folder);
    }

    private static Finding examine(HostFacts host) {
        return new RuleFlags().run(new Subject(host, List.of(LANE)));
    }

    @Test
    void shouldFindRulesInOrderThatAreThere() throws IOException {
        HostFacts host = host(LANE.kernelRules());

        assertThat(new LaneRules(LANE, host).missingReassembly()).isEmpty();
        assertThat(examine(host).state()).isEqualTo(Finding.State.OK);
    }

    @Test
    void shouldTellWhichRuleIsMissing() throws IOException {
        List<String> reassembly = LANE.reassemblyRules(List.of("wan"));
        HostFacts host = host(LANE.kernelRules().stream()
                .filter(rule -> !rule.equals(reassembly.get(1)))
                .toList());

        Finding finding = examine(host);

        assertThat(finding.state()).isEqualTo(Finding.State.WARN);
        assertThat(finding.detail()).contains("fragments", "ports of lane edge");
        assertThat(finding.remedy()).isEqualTo(reassembly.get(1)).startsWith("ip6tables ");
    }
}
