package io.headgate.bench.mcast;

import io.headgate.bench.lab.CompiledC;
import io.headgate.bench.lab.Tools;
import io.headgate.bench.report.Numbers;
import io.headgate.bench.report.Output;
import io.headgate.bench.report.Target;
import io.headgate.bench.report.Verdicts;
import io.headgate.daemon.cli.CliException;
import io.headgate.net.lab.LabException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headgate bench mcast}. */
@Command(
        name = "mcast",
        description = "Processor time and loss of relaying a multicast group to four receivers, beside a loop in C."
                + " Needs root and Linux.",
        mixinStandardHelpOptions = true)
public final class McastVerb implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private Output output;

    @Option(names = "--rounds", defaultValue = "5", paramLabel = "N", description = "Rounds; each runs every case.")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "4", paramLabel = "S", description = "Measured seconds of each case.")
    private int seconds;

    @Option(names = "--warmup", defaultValue = "3", paramLabel = "S", description = "Seconds before, not counted.")
    private int warmup;

    @Option(names = "--relay", hidden = true, description = "Be the relay that is measured, until standard input ends.")
    private boolean isRelay;

    @Override
    public Integer call() {
        if (rounds < 1 || seconds < 1 || warmup < 1) {
            throw CliException.usage("--rounds, --seconds and --warmup must be at least 1");
        }
        if (isRelay) {
            RelayLane.run(System.in, spec.commandLine().getOut());
            return 0;
        }
        Tools.require(Tools.IP, Tools.GCC);
        try (CompiledC loop = CompiledC.compile("mcast_loop");
                McastLab lab = new McastLab(loop)) {
            measure(new Measuring(lab, Duration.ofSeconds(warmup), Duration.ofSeconds(seconds)));
        } catch (LabException failed) {
            throw CliException.failed(failed.getMessage(), failed);
        }
        return 0;
    }

    private void measure(Measuring measuring) {
        List<Round> measured = new ArrayList<>();
        for (int number = 1; number <= rounds; number++) {
            for (Sizes sizes : Sizes.values()) {
                measured.add(new Round(number, sizes, round(measuring, sizes, number)));
            }
        }
        List<Loss> losses = new ArrayList<>();
        for (Sizes sizes : Sizes.values()) {
            Loss loss = measuring.loss(sizes, slowestPlain(measured, sizes));
            output.progress("loss  " + sizes.label() + "  " + loss.toMap());
            losses.add(loss);
        }
        publish(measured, losses);
    }

    private Map<Case, Sample> round(Measuring measuring, Sizes sizes, int number) {
        List<Case> order = new ArrayList<>(Arrays.asList(Case.values()));
        Collections.rotate(order, number - 1);
        Map<Case, Sample> samples = new EnumMap<>(Case.class);
        for (Case which : order) {
            Sample sample = measuring.flood(which, sizes);
            output.progress("round " + number + " of " + rounds + "  " + sizes.label() + "  " + which.label() + "  "
                    + Numbers.text(sample.pps()) + " packets/s, " + Numbers.text(sample.packetsPerCpuS())
                    + " packets per CPU s");
            samples.put(which, sample);
        }
        return samples;
    }

    private static double slowestPlain(List<Round> rounds, Sizes sizes) {
        return rounds.stream()
                .filter(round -> round.sizes() == sizes)
                .mapToDouble(round -> round.samples().get(Case.PLAIN).pps())
                .min()
                .orElseThrow();
    }

    private void publish(List<Round> measured, List<Loss> losses) {
        Verdicts verdicts = new Verdicts()
                .add("packetsPerCpuS.equal", Round.ratio(measured, Sizes.EQUAL), Target.atLeast(1.8))
                .add("packetsPerCpuS.mixed", Round.ratio(measured, Sizes.MIXED), Target.atLeast(0.9));
        losses.forEach(loss -> verdicts.add("lost." + loss.sizes().label(), (double) loss.lost(), Target.atMost(0)));
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("ratios", verdicts.figures());
        result.put("spread", verdicts.spread());
        result.put("targets", verdicts.targets());
        result.put("met", verdicts.met());
        result.put("losses", losses.stream().map(Loss::toMap).toList());
        result.put("rounds", measured.stream().map(Round::toMap).toList());
        output.publish(
                result,
                "To the plain loop of the same round; lost: datagrams at the rate the plain loop sustains"
                        + System.lineSeparator() + verdicts.render());
    }
}
