package io.headgate.bench.lane;

import io.headgate.api.FilterFactory;
import io.headgate.bench.report.Numbers;
import io.headgate.bench.report.Output;
import io.headgate.bench.report.Target;
import io.headgate.bench.report.Verdicts;
import io.headgate.daemon.cli.CliException;
import io.headgate.daemon.cli.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headgate bench lane}. */
@Command(
        name = "lane",
        description =
                "Packets a second and bytes of garbage a packet from source to sink in memory, without a network.",
        mixinStandardHelpOptions = true)
public final class LaneVerb implements Callable<Integer> {
    private static final String REFERENCE = "reference";
    private static final String PASSTHROUGH = "passthrough";
    private static final String REWRITE = "rewrite";

    private static final int NEW_TTL = 33;
    private static final int NEW_DESTINATION = 0xC000_0201; // 192.0.2.1

    @Spec
    private CommandSpec spec;

    @Mixin
    private Output output;

    @Option(names = "--packets", defaultValue = "10000000", paramLabel = "N", description = "Packets a round.")
    private long packets;

    @Option(names = "--rounds", defaultValue = "5", paramLabel = "N", description = "Rounds, after one that warms up.")
    private int rounds;

    @Option(names = "--child", hidden = true, description = "Measure one chain in this process.")
    private String child;

    @Override
    public Integer call() {
        if (rounds < 1 || packets < Corpus.PACKETS) {
            throw CliException.usage("--rounds must be at least 1, --packets at least " + Corpus.PACKETS);
        }
        if (child != null) {
            spec.commandLine().getOut().println(Json.line(measure(child).toMap()));
            spec.commandLine().getOut().flush();
        } else {
            report();
        }
        return 0;
    }

    private Trial measure(String chain) {
        List<byte[]> corpus = Corpus.packets();
        return switch (chain) {
            case REFERENCE -> new PlainCopy(corpus, packets, rounds).run(chain, corpus);
            case PASSTHROUGH ->
                new Measurement(corpus, packets, rounds).run(chain, passthru().create(null), corpus);
            case REWRITE -> {
                List<byte[]> expected = corpus.stream()
                        .map(packet -> Corpus.rewritten(packet, NEW_TTL, NEW_DESTINATION))
                        .toList();
                yield new Measurement(corpus, packets, rounds)
                        .run(chain, new SetTtlAndDestination(NEW_TTL, NEW_DESTINATION), expected);
            }
            default -> throw CliException.usage("no such chain: " + chain);
        };
    }

    /** The shipped plugin; it has no settings. */
    private static FilterFactory passthru() {
        return ServiceLoader.load(FilterFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(factory -> factory.name().equals("passthru"))
                .findAny()
                .orElseThrow(() -> CliException.failed("the plugin passthru is not on the class path"));
    }

    private void report() {
        Map<String, Trial> trials = new LinkedHashMap<>();
        for (String chain : List.of(REFERENCE, PASSTHROUGH, REWRITE)) {
            output.progress("bench lane: " + chain + ", " + rounds + " rounds of " + packets + " packets");
            trials.put(
                    chain,
                    Trial.from(ChildJvm.run(List.of(
                            "bench", "lane", "--child", chain, "--packets", "" + packets, "--rounds", "" + rounds))));
        }
        Trial reference = trials.get(REFERENCE);
        Trial passthrough = trials.get(PASSTHROUGH);
        Trial rewrite = trials.get(REWRITE);
        double garbage = Stream.of(passthrough, rewrite)
                .mapToDouble(Trial::allocatedBytesPerPacket)
                .max()
                .orElseThrow();
        Verdicts verdicts = new Verdicts()
                .add("passthroughPps", passthrough.pps(), Target.atLeast(20e6))
                .add("rewritePps", rewrite.pps(), Target.atLeast(12e6))
                .add("allocatedBytesPerPacket", garbage, Target.atMost(0));

        Map<String, Object> result = new LinkedHashMap<>(verdicts.figures());
        result.put("referencePps", reference.pps().median());
        result.put("passthroughToReference", ratio(passthrough, reference));
        result.put("rewriteToReference", ratio(rewrite, reference));
        result.put("spread", verdicts.spread());
        result.put("targets", verdicts.targets());
        result.put("met", verdicts.met());
        result.put("chains", trials.values().stream().map(Trial::toMap).toList());
        output.publish(result, verdicts.render() + System.lineSeparator() + beside(reference, result));
    }

    private static double ratio(Trial trial, Trial reference) {
        return Numbers.rounded(trial.pps().median() / reference.pps().median());
    }

    private static String beside(Trial reference, Map<String, Object> result) {
        return "reference, one thread that only copies and reads: "
                + Numbers.text(reference.pps().median()) + " packets a second; passthrough is "
                + result.get("passthroughToReference") + " of it, rewrite " + result.get("rewriteToReference");
    }
}
