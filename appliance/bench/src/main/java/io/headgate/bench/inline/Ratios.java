package io.headgate.bench.inline;

import io.headgate.bench.report.Numbers;
import io.headgate.bench.report.Summary;
import io.headgate.bench.report.Target;
import io.headgate.bench.report.Verdicts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Compares cases within each round and takes the median over the rounds: what slows the machine down for a minute slows
 * both sides of a ratio.
 */
final class Ratios {
    private final List<Round> rounds;

    Ratios(List<Round> rounds) {
        this.rounds = rounds;
    }

    Verdicts verdicts() {
        return new Verdicts()
                .add("mss400.passthrough", speed(Profile.MSS400, Case.PASSTHROUGH, Case.PLAIN), Target.atLeast(1.8))
                .add("mss400.rewrite", speed(Profile.MSS400, Case.REWRITE, Case.PLAIN), Target.atLeast(1.6))
                .add("mtu.passthrough", speed(Profile.MTU, Case.PASSTHROUGH, Case.PLAIN), Target.atLeast(9))
                .add("mtu.rewrite", speed(Profile.MTU, Case.REWRITE, Case.PLAIN), Target.atLeast(7))
                .add("mtu.passthroughToGsoLoop", speed(Profile.MTU, Case.PASSTHROUGH, Case.GSO), Target.atLeast(0.8))
                .add("cpuPerGB.mss400.passthrough", cpu(Profile.MSS400, Case.PASSTHROUGH), Target.atMost(0.6))
                .add("cpuPerGB.mss400.rewrite", cpu(Profile.MSS400, Case.REWRITE), Target.atMost(0.75))
                .add("cpuPerGB.mtu.passthrough", cpu(Profile.MTU, Case.PASSTHROUGH), Target.atMost(0.2))
                .add("cpuPerGB.mtu.rewrite", cpu(Profile.MTU, Case.REWRITE), Target.atMost(0.2));
    }

    private Summary speed(Profile profile, Case over, Case under) {
        return ratio(profile, over, under, Sample::mbitPerS);
    }

    private Summary cpu(Profile profile, Case over) {
        return ratio(profile, over, Case.PLAIN, Sample::cpuPerGB);
    }

    Summary ratio(Profile profile, Case over, Case under, ToDoubleFunction<Sample> figure) {
        return Summary.of(of(profile)
                .map(round -> figure.applyAsDouble(round.samples().get(over))
                        / figure.applyAsDouble(round.samples().get(under)))
                .toList());
    }

    /** Medians of the plain figures, for orientation. */
    Map<String, Object> medians() {
        Map<String, Object> map = new LinkedHashMap<>();
        for (Profile profile : Profile.values()) {
            Map<String, Object> cases = new LinkedHashMap<>();
            for (Case which : Case.of(profile)) {
                Map<String, Object> figures = new LinkedHashMap<>();
                figures.put("mbitPerS", Numbers.rounded(median(profile, which, Sample::mbitPerS)));
                figures.put("cpuPerGB", Numbers.rounded(median(profile, which, Sample::cpuPerGB)));
                figures.put(
                        "machineCpuPerGB",
                        Numbers.rounded(median(profile, which, s -> s.usage().machineCpuPerGB())));
                cases.put(which.label(), figures);
            }
            map.put(profile.label(), cases);
        }
        return map;
    }

    private double median(Profile profile, Case which, ToDoubleFunction<Sample> figure) {
        return Summary.of(of(profile)
                        .map(round -> figure.applyAsDouble(round.samples().get(which)))
                        .toList())
                .median();
    }

    private java.util.stream.Stream<Round> of(Profile profile) {
        return rounds.stream().filter(round -> round.profile() == profile);
    }
}
