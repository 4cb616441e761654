package io.headgate.bench.inline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headgate.bench.lab.IperfResult;
import io.headgate.bench.lab.Usage;
import io.headgate.bench.report.Summary;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class RatiosTest {
    private static final long ONE_GB = 1_000_000_000;

    @Test
    void shouldCompareWithinARoundBeforeTakingTheMedian() {
        // A machine that was ten times faster in the second round must not show in the ratio.
        Ratios ratios = new Ratios(List.of(
                round(Profile.MSS400, 100, 200), round(Profile.MSS400, 1000, 2200), round(Profile.MSS400, 100, 190)));

        Summary summary = ratios.ratio(Profile.MSS400, Case.PASSTHROUGH, Case.PLAIN, Sample::mbitPerS);

        assertThat(summary.median()).isCloseTo(2.0, within(1e-9));
        assertThat(summary.min()).isCloseTo(1.9, within(1e-9));
        assertThat(summary.max()).isCloseTo(2.2, within(1e-9));
    }

    @Test
    void shouldKeepProfilesApart() {
        Ratios ratios = new Ratios(List.of(round(Profile.MSS400, 100, 200), round(Profile.MTU, 100, 900)));

        Map<String, Object> figures = ratios.verdicts().figures();

        assertThat(figures).containsEntry("mss400.passthrough", 2.0).containsEntry("mtu.passthrough", 9.0);
    }

    @Test
    void shouldHaveExactlyTheseFigures() {
        Ratios ratios = new Ratios(List.of(round(Profile.MSS400, 100, 200), round(Profile.MTU, 100, 900)));

        assertThat(ratios.verdicts().figures())
                .containsOnlyKeys(
                        "mss400.passthrough",
                        "mss400.rewrite",
                        "mtu.passthrough",
                        "mtu.rewrite",
                        "mtu.passthroughToGsoLoop",
                        "cpuPerGB.mss400.passthrough",
                        "cpuPerGB.mss400.rewrite",
                        "cpuPerGB.mtu.passthrough",
                        "cpuPerGB.mtu.rewrite");
    }

    @Test
    void shouldCompareProcessorTimePerByteAndNotPerSecond() {
        Sample plain = new Sample(new IperfResult(100, 0), new Usage(4, 8, ONE_GB), 1);
        Sample fast = new Sample(new IperfResult(200, 0), new Usage(4, 8, 2 * ONE_GB), 1);
        Round round = new Round(1, Profile.MTU, Map.of(Case.PLAIN, plain, Case.REWRITE, fast));

        Summary summary = new Ratios(List.of(round)).ratio(Profile.MTU, Case.REWRITE, Case.PLAIN, Sample::cpuPerGB);

        assertThat(summary.median()).isEqualTo(0.5);
    }

    @Test
    void shouldGiveTheMediansOfEachCase() {
        Ratios ratios = new Ratios(new ArrayList<>(List.of(
                round(Profile.MSS400, 100, 200), round(Profile.MSS400, 300, 400), round(Profile.MTU, 100, 900))));

        assertThat(ratios.medians().get("mss400"))
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsOnlyKeys("none", "plain", "passthrough", "rewrite")
                .extractingByKey("plain", InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("mbitPerS", 200.0);
    }

    /** Everything but the plain loop runs at {@code otherMbitPerS}. */
    private static Round round(Profile profile, double plainMbitPerS, double otherMbitPerS) {
        Map<Case, Sample> samples = new EnumMap<>(Case.class);
        for (Case which : Case.of(profile)) {
            double speed = which == Case.PLAIN ? plainMbitPerS : otherMbitPerS;
            samples.put(which, new Sample(new IperfResult(speed, 0), new Usage(1, 2, ONE_GB), 1));
        }
        return new Round(1, profile, samples);
    }
}
