package io.headgate.daemon.plugin;

import io.headgate.daemon.cli.CliException;
import io.headgate.daemon.cli.Json;
import io.headgate.daemon.doctor.Report;
import io.headgate.daemon.plugin.check.PluginCheck;
import io.headgate.net.pcap.CaptureReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headgate plugin check}: exit status 0 if nothing keeps the jar from working, 1 otherwise. */
@Command(
        name = "check",
        description = "Says whether a jar is a plugin that works, and runs it over a small capture in memory.",
        mixinStandardHelpOptions = true)
public final class PluginCheckVerb implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Parameters(paramLabel = "JAR", description = "The jar; it need not be where the appliance looks for plugins.")
    private Path jar;

    @Option(
            names = "--with",
            paramLabel = "KEY=VALUE",
            description =
                    "An option for the dry run; again for lists, and as in map.from=VALUE for an entry of blocks.")
    private List<String> with = List.of();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Report report = new PluginCheck(given(), capture(), LIMIT).run(jar);
        System.out.println(json ? Json.line(report.toMap()) : report.toText("plugin check"));
        return report.isOk() ? 0 : 1;
    }

    private Map<String, List<String>> given() {
        Map<String, List<String>> given = new TreeMap<>();
        for (String pair : with) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw CliException.usage("--with is '" + pair + "', but must be KEY=VALUE");
            }
            given.computeIfAbsent(pair.substring(0, equals), key -> new ArrayList<>())
                    .add(pair.substring(equals + 1));
        }
        return given;
    }

    /** The packets that come with the template, from the IP header on. */
    static List<byte[]> capture() {
        List<byte[]> packets = new ArrayList<>();
        try (InputStream in = PluginCheckVerb.class.getResourceAsStream("template/src/test/resources/traffic.pcap");
                CaptureReader capture = CaptureReader.open("traffic.pcap", Channels.newChannel(in))) {
            while (capture.next()) {
                byte[] packet = new byte[capture.capturedLength() - capture.ipOffset()];
                capture.bytes().get(capture.frameAt() + capture.ipOffset(), packet);
                packets.add(packet);
            }
        } catch (IOException damaged) {
            throw CliException.failed("the bundled capture cannot be read: " + damaged.getMessage(), damaged);
        }
        return packets;
    }
}
