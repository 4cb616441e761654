package io.headgate.bench.replay;

import io.headgate.bench.lab.Tools;
import io.headgate.bench.report.Numbers;
import io.headgate.bench.report.Output;
import io.headgate.bench.report.Summary;
import io.headgate.bench.report.Target;
import io.headgate.bench.report.Verdicts;
import io.headgate.daemon.cli.CliException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headgate bench replay}. */
@Command(
        name = "replay",
        description = "Wall time of rewriting a capture's time to live and destinations, start of the JVM included,"
                + " beside tcprewrite on the same file.",
        mixinStandardHelpOptions = true)
public final class ReplayVerb implements Callable<Integer> {
    private static final int TTL = 33;
    private static final int NETWORK = 0xAC00_0000;
    private static final String FROM = "10.0.0.0/8";
    private static final String TO = "172.0.0.0/8";

    private static final String CONFIG = """
            lanes:
              - name: bench
                listen: [{ port: 0, mode: divert }]
                chain:
                  - { plugin: ttl, with: { set: %d } }
                  - { plugin: prefix, with: { destination: %s, to: %s } }
            """.formatted(TTL, FROM, TO);

    @Mixin
    private Output output;

    @Option(names = "--packets", defaultValue = "4000000", paramLabel = "N", description = "Packets of the capture.")
    private long packets;

    @Option(names = "--rounds", defaultValue = "5", paramLabel = "N", description = "Rounds, each with both programs.")
    private int rounds;

    @Option(
            names = "--folder",
            defaultValue = "/dev/shm",
            paramLabel = "FOLDER",
            description = "Where the captures are made, on tmpfs; removed at the end.")
    private Path folder;

    private record Round(double replayS, double tcprewriteS) {
        double ratio() {
            return replayS / tcprewriteS;
        }

        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("replayS", Numbers.rounded(replayS));
            map.put("tcprewriteS", Numbers.rounded(tcprewriteS));
            return map;
        }
    }

    @Override
    public Integer call() {
        if (packets < 1 || rounds < 1) {
            throw CliException.usage("--packets and --rounds must be at least 1");
        }
        Tools.require(Tools.TCPREWRITE);
        try {
            String fileSystem = requireRoom();
            Path work = Files.createTempDirectory(folder, "headgate-replay");
            Thread removal = new Thread(() -> remove(work), "remove");
            Runtime.getRuntime().addShutdownHook(removal);
            measure(work, fileSystem);
        } catch (IOException failed) {
            throw CliException.failed(folder + ": " + failed.getMessage(), failed);
        }
        return 0;
    }

    /** The capture and two copies of it. */
    private String requireRoom() throws IOException {
        FileStore store = Files.getFileStore(folder);
        long wanted = 3 * packets * Traffic.MAX_RECORD;
        if (store.getUsableSpace() < wanted) {
            throw CliException.failed(folder + " has room for " + store.getUsableSpace() + " bytes, but up to " + wanted
                    + " are needed; choose another with --folder, or fewer --packets");
        }
        return store.type();
    }

    private void measure(Path work, String fileSystem) throws IOException {
        Path in = work.resolve("in.pcap");
        Path ours = work.resolve("headgate.pcap");
        Path theirs = work.resolve("tcprewrite.pcap");
        Path config = Files.writeString(work.resolve("bench.yaml"), CONFIG);
        output.progress("bench replay: writing a capture of " + packets + " packets");
        Traffic.write(in, packets);

        Timed replay = new Timed(
                ours, List.of(launcher(), "replay", "--in", in + "", "--out", ours + "", "-c", config + "", "--json"));
        Timed tcprewrite = new Timed(
                theirs,
                List.of("tcprewrite", "--ttl=" + TTL, "--pnat=" + FROM + ":" + TO, "-i", in + "", "-o", theirs + ""));
        replay.run();
        tcprewrite.run();
        long compared = new Comparison(TTL, NETWORK).run(in, ours, theirs);
        output.progress("bench replay: " + compared + " packets are alike");

        List<Round> measured = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            boolean isTurned = i % 2 == 1;
            double first = (isTurned ? tcprewrite : replay).run();
            double second = (isTurned ? replay : tcprewrite).run();
            Round round = isTurned ? new Round(second, first) : new Round(first, second);
            measured.add(round);
            output.progress("round %d of %d: replay %.2f s, tcprewrite %.2f s"
                    .formatted(i + 1, rounds, round.replayS(), round.tcprewriteS()));
        }
        publish(measured, compared, Files.size(in), fileSystem);
    }

    /** The very command of a user. */
    private static String launcher() {
        String home = System.getProperty("headgate.home");
        if (home == null) {
            throw CliException.failed("what is measured is the command headgate, so start this with ./headgate");
        }
        return Path.of(home, "headgate").toString();
    }

    private void publish(List<Round> measured, long compared, long bytes, String fileSystem) {
        Summary ours = Summary.of(measured.stream().map(Round::replayS).toList());
        Summary theirs = Summary.of(measured.stream().map(Round::tcprewriteS).toList());
        Summary each = Summary.of(measured.stream().map(Round::ratio).toList());
        Summary ratio = new Summary(ours.median() / theirs.median(), each.min(), each.max());
        Verdicts verdicts = new Verdicts().add("replay.toTcprewrite", ratio, Target.atMost(0.35));
        Map<String, Object> result = new LinkedHashMap<>(verdicts.figures());
        result.put("replayS", Numbers.rounded(ours.median()));
        result.put("tcprewriteS", Numbers.rounded(theirs.median()));
        result.put("packets", packets);
        result.put("bytes", bytes);
        result.put("packetsCompared", compared);
        result.put("fileSystem", fileSystem);
        result.put("spread", verdicts.spread());
        result.put("targets", verdicts.targets());
        result.put("met", verdicts.met());
        result.put("rounds", measured.stream().map(Round::toMap).toList());
        output.publish(
                result,
                verdicts.render() + "replay " + Numbers.text(ours.median()) + " s, tcprewrite "
                        + Numbers.text(theirs.median()) + " s for " + packets + " packets on " + fileSystem + "; "
                        + compared + " packets compared, all alike");
    }

    private static void remove(Path work) {
        try (Stream<Path> files = Files.list(work)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(work);
        } catch (IOException failed) {
            System.err.println("headgate: cannot remove " + work + ": " + failed.getMessage());
        }
    }
}
