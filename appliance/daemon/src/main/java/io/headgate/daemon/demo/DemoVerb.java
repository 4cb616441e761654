package io.headgate.daemon.demo;

import io.headgate.daemon.cli.CliException;
import io.headgate.daemon.cli.Json;
import io.headgate.net.divert.DivertBackend;
import io.headgate.net.lab.LabException;
import io.headgate.net.sys.Sys;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code headgate demo}: shows the main job on this host. */
@Command(
        name = "demo",
        description =
                "Shows the main job on this host: with root on Linux between three network namespaces, otherwise over"
                        + " a bundled capture. Exit status 0 if every check passed.",
        mixinStandardHelpOptions = true)
public final class DemoVerb implements Callable<Integer> {
    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean json;

    @Override
    public Integer call() {
        PrintStream text =
                json ? new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8) : System.out;
        CheckList checks = new CheckList(text);
        String backend;
        Map<String, Object> packets;
        if (DivertBackend.isLinuxKernel() && Sys.isRoot()) {
            backend = "nfqueue";
            packets = runInNamespaces(checks);
        } else {
            backend = "memory";
            text.println(
                    "Not root on Linux, so no kernel gives us packets: a bundled capture goes through the same chain.");
            packets = new CaptureDemo(checks).run();
        }
        if (json) {
            System.out.println(Json.line(report(backend, packets, checks)));
        } else {
            long passed = checks.checks().stream().filter(CheckList.Check::isOk).count();
            System.out.println();
            System.out.println("demo: " + passed + " checks passed"
                    + (checks.isAllOk() ? "" : ", " + (checks.checks().size() - passed) + " FAILED"));
        }
        return checks.isAllOk() ? 0 : 1;
    }

    private static Map<String, Object> runInNamespaces(CheckList checks) {
        try {
            return new NamespaceDemo(checks).run();
        } catch (LabException failed) {
            throw CliException.failed("the demo's network cannot be made: " + failed.getMessage(), failed);
        }
    }

    private static Map<String, Object> report(String backend, Map<String, Object> packets, CheckList checks) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("backend", backend);
        report.put("packets", packets);
        report.put(
                "checks", checks.checks().stream().map(CheckList.Check::toMap).toList());
        return report;
    }
}
