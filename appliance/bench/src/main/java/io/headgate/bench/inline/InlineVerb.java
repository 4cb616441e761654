package io.headgate.bench.inline;

import io.headgate.bench.lab.BenchLab;
import io.headgate.bench.lab.PingTimes;
import io.headgate.bench.lab.ReferenceLoop;
import io.headgate.bench.lab.Tools;
import io.headgate.bench.report.Numbers;
import io.headgate.bench.report.Output;
import io.headgate.bench.report.Verdicts;
import io.headgate.daemon.cli.CliException;
import io.headgate.net.lab.LabException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headgate bench inline}. */
@Command(
        name = "inline",
        description = "Throughput, processor time and latency of forwarding through the queue, beside a loop in C."
                + " Needs root and Linux.",
        mixinStandardHelpOptions = true)
public final class InlineVerb implements Callable<Integer> {
    /** ping is run to its end in less than a minute. */
    private static final int MAX_PING_S = 50;

    private static final List<Case> PINGED = List.of(Case.NONE, Case.PLAIN, Case.PASSTHROUGH);

    @Mixin
    private Output output;

    @Option(names = "--rounds", defaultValue = "7", paramLabel = "N", description = "Rounds; each runs every case.")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "6", paramLabel = "S", description = "Measured seconds of each case.")
    private int seconds;

    @Option(
            names = "--warmup",
            defaultValue = "3",
            paramLabel = "S",
            description = "Seconds of a transfer before, not counted.")
    private int warmup;

    @Option(
            names = "--ping-seconds",
            defaultValue = "5",
            paramLabel = "S",
            description = "Seconds of pings beside a load, 0 for none.")
    private int pingSeconds;

    @Override
    public Integer call() {
        if (rounds < 1 || seconds < 1 || warmup < 0 || pingSeconds < 0 || pingSeconds > MAX_PING_S) {
            throw CliException.usage(
                    "--rounds and --seconds must be at least 1, --warmup at least 0, --ping-seconds 0 to "
                            + MAX_PING_S);
        }
        Tools.require(Tools.IP, Tools.IPTABLES, Tools.ETHTOOL, Tools.IPERF, Tools.PING, Tools.GCC);
        List<Round> measured = new ArrayList<>();
        Map<String, Object> pings = new LinkedHashMap<>();
        try (ReferenceLoop loop = ReferenceLoop.compile();
                BenchLab lab = BenchLab.create()) {
            Measuring measuring = new Measuring(lab, loop);
            for (int number = 1; number <= rounds; number++) {
                for (Profile profile : Profile.values()) {
                    setUp(lab, profile);
                    measured.add(new Round(number, profile, round(measuring, profile, number)));
                }
            }
            for (Profile profile : pingSeconds == 0 ? new Profile[0] : Profile.values()) {
                setUp(lab, profile);
                pings.put(profile.label(), pings(measuring, profile));
            }
        } catch (LabException failed) {
            throw CliException.failed(failed.getMessage(), failed);
        }
        publish(new Ratios(measured), measured, pings);
        return 0;
    }

    private static void setUp(BenchLab lab, Profile profile) {
        lab.hosts().setOffloads(profile.hasOffloads());
        lab.setSendBuffer(profile.sendBuffer());
    }

    private Map<Case, Sample> round(Measuring measuring, Profile profile, int number) {
        List<Case> order = new ArrayList<>(Case.of(profile));
        Collections.rotate(order, number - 1);
        Map<Case, Sample> samples = new EnumMap<>(Case.class);
        for (Case which : order) {
            Sample sample =
                    measuring.throughput(profile, which, Duration.ofSeconds(warmup), Duration.ofSeconds(seconds));
            output.progress("round " + number + " of " + rounds + "  " + profile.label() + "  " + which.label() + "  "
                    + Numbers.text(sample.mbitPerS()) + " Mbit/s, " + Numbers.text(sample.cpuPerGB()) + " CPU s/GB");
            samples.put(which, sample);
        }
        return samples;
    }

    private Map<String, Object> pings(Measuring measuring, Profile profile) {
        Map<String, Object> times = new LinkedHashMap<>();
        for (Case which : PINGED) {
            PingTimes ping = measuring.latency(profile, which, pingSeconds);
            output.progress("ping  " + profile.label() + "  " + which.label() + "  " + ping.toMap());
            times.put(which.label(), ping.toMap());
        }
        return times;
    }

    private void publish(Ratios ratios, List<Round> measured, Map<String, Object> pings) {
        Verdicts verdicts = ratios.verdicts();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("ratios", verdicts.figures());
        result.put("spread", verdicts.spread());
        result.put("targets", verdicts.targets());
        result.put("met", verdicts.met());
        result.put("medians", ratios.medians());
        result.put("pingUs", pings);
        result.put("rounds", measured.stream().map(Round::toMap).toList());
        output.publish(result, InlineText.of(verdicts, ratios.medians(), pings));
    }
}
