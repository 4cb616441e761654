package io.headgate.daemon.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.doctor.Report;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Finding.State;
import io.headgate.daemon.plugin.check.PluginCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PluginCheckTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private Report check(TestJar jar, Map<String, List<String>> given) throws IOException {
        Path path = jar.write(directory.resolve("demo.jar"));
        return new PluginCheck(given, PluginCheckVerb.capture(), LIMIT).run(path);
    }

    private Report check(TestJar jar) throws IOException {
        return check(jar, Map.of());
    }

    private static TestJar plugin(String onPacket) {
        return TestJar.plugin("demo", onPacket).manifest("Headgate-Api: 1.0", "Implementation-Version: 1.2");
    }

    /** A factory with these options, which does this to make its filter. */
    private static TestJar factory(String options, String create) {
        return plugin("return Verdict.PASS;").source("demo.DemoFactory", """
                package demo;

                import io.headgate.api.*;
                import java.util.List;

                public final class DemoFactory implements FilterFactory {
                    public String name() { return "demo"; }
                    public String summary() { return "Does what a test wants."; }
                    public List<Option<?>> options() { return List.of(%s); }
                    public Filter create(Settings with) { %s return new DemoFilter(); }
                }
                """.formatted(options, create));
    }

    @Test
    void shouldFindNothingWrongWithAGoodPlugin() throws IOException {
        Report report = check(plugin("return packet.udp() == null ? Verdict.PASS : Verdict.ACCEPT;"));

        assertThat(report.findings())
                .allSatisfy((name, finding) ->
                        assertThat(finding.state()).as("%s: %s", name, finding).isEqualTo(State.OK));
        assertThat(report.findings())
                .containsOnlyKeys(
                        "jar",
                        "manifest",
                        "service-file",
                        "forbidden",
                        "doubtful",
                        "classes",
                        "factory",
                        "options",
                        "dry-run",
                        "failures",
                        "allocation",
                        "slowest-call");
        assertThat(report.findings().get("manifest").detail()).isEqualTo("Headgate-Api: 1.0, version 1.2");
        assertThat(report.findings().get("dry-run").detail()).isEqualTo("23 packets: accept 10, pass 13");
        assertThat(report.findings().get("slowest-call").detail()).matches("[\\d.]+ us, packet \\d+, of [\\d,]+ calls");
        assertThat(report.isOk()).isTrue();
        assertThat(report.toText("plugin check").lines())
                .last()
                .asString()
                .isEqualTo("plugin check: ok 12, warn 0, fail 0, skipped 0");
    }

    @Test
    void shouldSayThatItIsNoJar() throws IOException {
        Path path = Files.writeString(directory.resolve("demo.jar"), "text");

        Report report = new PluginCheck(Map.of(), PluginCheckVerb.capture(), LIMIT).run(path);

        assertThat(report.findings())
                .containsExactly(Map.entry(
                        "jar",
                        Finding.fail(path + ": is no jar: it does not begin as a zip file does; build it anew", "")));
        assertThat(report.isOk()).isFalse();
    }

    @Test
    void shouldNameAllThatIsMissingAtOnce() throws IOException {
        Report report = check(plugin("return Verdict.PASS;").manifest().without(TestJar.SERVICE_FILE));

        assertThat(report.findings().get("manifest").detail()).contains("has no 'Headgate-Api' in its manifest");
        assertThat(report.findings().get("service-file").detail()).contains("has no " + TestJar.SERVICE_FILE);
        assertThat(report.findings()).doesNotContainKey("dry-run");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "System.exit(3);                     | java.lang.System.exit in demo.DemoFilter: ends the appliance: throw,"
                        + " or refuse in onAttach",
                "Runtime.getRuntime().halt(1);       | java.lang.Runtime.halt in demo.DemoFilter: ends the appliance: throw,"
                        + " or refuse in onAttach",
                "io.headgate.engine.ring.LaneBell.unheard(); | io.headgate.engine.ring.LaneBell in demo.DemoFilter: the"
                        + " appliance's own, which a plugin cannot see: use io.headgate.api and io.headgate.toolkit"
            })
    void shouldForbid(String statement, String remedy) throws IOException {
        Finding finding = check(plugin("if (packet == null) { " + statement + " } return Verdict.PASS;"))
                .findings()
                .get("forbidden");

        assertThat(finding.state()).isEqualTo(State.FAIL);
        assertThat(finding.remedy().lines()).contains(remedy);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "new Thread(() -> {}).start();                        | java.lang.Thread.start in demo.DemoFilter:",
                "java.util.concurrent.Executors.newCachedThreadPool();| java.util.concurrent.Executors.newCachedThreadPool",
                "try { new java.net.Socket(); } finally { }           | java.net.Socket in demo.DemoFilter:",
                "new java.io.File(\"a\").delete();                    | java.io.File in demo.DemoFilter:",
                "System.out.println();                                | java.lang.System.out in demo.DemoFilter:"
            })
    void shouldWarnOf(String statement, String reference) throws IOException {
        Report report = check(plugin("if (packet == null) { " + statement + " } return Verdict.PASS;"));

        assertThat(report.findings().get("doubtful").state()).isEqualTo(State.WARN);
        assertThat(report.findings().get("doubtful").remedy()).contains(reference);
        assertThat(report.isOk()).as("a warning keeps nobody from loading it").isTrue();
    }

    @Test
    void shouldReportFailuresByPacket() throws IOException {
        Report report =
                check(plugin("if (packet.udp().destinationPort() == 9) { throw new IllegalStateException(\"nine\"); }"
                        + " return packet.udp().destinationPort() == 5005 ? null : Verdict.PASS;"));

        Finding failures = report.findings().get("failures");
        assertThat(failures.state()).isEqualTo(State.FAIL);
        assertThat(failures.detail()).startsWith("16 packets, ");
        assertThat(failures.remedy().lines().toList())
                .hasSize(6)
                .first()
                .asString()
                .startsWith("packet 1: java.lang.NullPointerException");
        assertThat(report.findings().get("dry-run").detail()).isEqualTo("23 packets: pass 7");
        assertThat(report.isOk()).isFalse();
    }

    @Test
    void shouldMeasureWhatIsAllocated() throws IOException {
        Finding finding = check(TestJar.plugin("demo", "kept = new byte[100]; return Verdict.PASS;")
                        .source("demo.DemoFilter", """
                                package demo;

                                import io.headgate.api.*;

                                public final class DemoFilter implements Filter {
                                    static volatile byte[] kept;
                                    public Verdict onPacket(Packet packet) { kept = new byte[100]; return Verdict.PASS; }
                                }
                                """))
                .findings()
                .get("allocation");

        assertThat(finding.state()).isEqualTo(State.WARN);
        assertThat(Double.parseDouble(finding.detail().replace(" bytes per packet", "")))
                .isBetween(100.0, 150.0);
    }

    @Test
    void shouldNameThePacketThatNeverCameBack() throws IOException {
        Path path = plugin("while (packet.tcp() == null && System.getProperty(\"headgate.test.stuck\") != null) {"
                        + " Thread.onSpinWait(); } return Verdict.PASS;")
                .write(directory.resolve("demo.jar"));
        System.setProperty("headgate.test.stuck", "");
        try {
            Report report = new PluginCheck(Map.of(), PluginCheckVerb.capture(), Duration.ofMillis(300)).run(path);

            assertThat(report.findings().get("dry-run").state()).isEqualTo(State.FAIL);
            assertThat(report.findings().get("dry-run").detail()).startsWith("did not come back from packet 6 within ");
        } finally {
            System.clearProperty("headgate.test.stuck");
        }
    }

    @Test
    void shouldSayThatAFilterRefusesToStart() throws IOException {
        Report report = check(plugin("return Verdict.PASS;").source("demo.DemoFilter", """
                package demo;

                import io.headgate.api.*;

                public final class DemoFilter implements Filter {
                    public void onAttach(FilterContext context) { throw new IllegalStateException("no key"); }
                    public Verdict onPacket(Packet packet) { return Verdict.PASS; }
                }
                """));

        assertThat(report.findings().get("dry-run"))
                .returns(State.FAIL, Finding::state)
                .returns("lane check: filter demo does not start: no key", Finding::detail);
    }

    @Test
    void shouldRefuseTheNameOfABundledPlugin() throws IOException {
        assertThat(check(TestJar.plugin("ttl", "return Verdict.PASS;"))
                        .findings()
                        .get("factory"))
                .isEqualTo(Finding.fail("calls itself 'ttl', as a bundled plugin does", "choose another name"));
    }

    @Test
    void shouldTryOptionsWithTheFirstOfTheirRange() throws IOException {
        Report report = check(factory(
                "Option.integer(\"port\", 7, 9, \"A port.\").required(),"
                        + " Option.duration(\"wait\", 1_000, 2_000, \"A time.\").required(),"
                        + " Option.blocks(\"map\", \"Entries.\", Option.flag(\"on\", true, \"Whether.\"))",
                "if (with.integer(\"port\", 7, 9).getAsInt() != 7 || !with.text(\"wait\").get().equals(\"1us\")) {"
                        + " throw new IllegalArgumentException(\"other\"); } with.blocks(\"map\");"));

        assertThat(report.findings().get("options")).isEqualTo(Finding.ok("3 options, 3 keys asked for"));
    }

    @Test
    void shouldCompareWhatIsDeclaredWithWhatIsAskedFor() throws IOException {
        Report undeclared = check(factory("", "with.text(\"secret\");"));
        Report unasked = check(factory("Option.text(\"unused\", \"Never.\")", ""));

        assertThat(undeclared.findings().get("options").state()).isEqualTo(State.FAIL);
        assertThat(undeclared.findings().get("options").remedy())
                .isEqualTo("create() asks for 'secret', which options() does not name: declare it there");
        assertThat(unasked.findings().get("options").state()).isEqualTo(State.WARN);
        assertThat(unasked.findings().get("options").detail())
                .isEqualTo("1 options, 0 keys asked for; not asked for: unused");
    }

    @Test
    void shouldRefuseMalformedOptions() throws IOException {
        Finding finding = check(factory(
                        "Option.text(\"Big\", \"A text.\"), Option.text(\"a\", \" \"), Option.text(\"a\", \"Again.\")",
                        ""))
                .findings()
                .get("options");

        assertThat(finding.state()).isEqualTo(State.FAIL);
        assertThat(finding.remedy().lines())
                .containsExactly(
                        "option 'Big': a name has lower case letters, digits and dashes, a letter first",
                        "option 'a' has no explanation: write one sentence for the operator",
                        "option 'a' is declared twice");
    }

    /** A plugin whose factory asks for permissions, and whose filter has this in its body. */
    private static TestJar permitted(String permissions, String body) {
        return plugin("return Verdict.PASS;").source("demo.DemoFactory", """
                package demo;

                import io.headgate.api.*;
                import java.util.List;
                import java.util.Set;

                public final class DemoFactory implements FilterFactory {
                    public String name() { return "demo"; }
                    public String summary() { return "Does what a test wants."; }
                    public Set<Permission> permissions() { %s }
                    public Filter create(Settings with) {
                        return new Filter() {
                            private FilterContext context;
                            private Mirror mirror;
                            %s
                        };
                    }
                }
                """.formatted(permissions, body));
    }

    @Test
    void shouldGrantWhatTheFactoryAsksFor() throws IOException {
        Report report = check(permitted("return Set.of(Permission.HOLD, Permission.INJECT, Permission.MIRROR);", """
                public void onAttach(FilterContext lane) { context = lane; mirror = lane.mirror("any"); }
                public Verdict onPacket(Packet packet) {
                    mirror.copy(packet);
                    context.clone(packet, context.nowNs());
                    return context.hold(context.nowNs() + 1_000);
                }
                """));

        assertThat(report.findings().get("dry-run").detail()).isEqualTo("23 packets: hold 23");
        assertThat(report.findings().get("failures")).isEqualTo(Finding.ok("none"));
    }

    @Test
    void shouldSayWhereOnAttachHangs() throws IOException {
        Path path = permitted("return Set.of();", """
                        public void onAttach(FilterContext lane) {
                            for (long i = 1; i != 0; i++) { Thread.onSpinWait(); }
                        }
                        public Verdict onPacket(Packet packet) { return Verdict.PASS; }
                        """).write(directory.resolve("hanging.jar"));

        Finding finding = new PluginCheck(Map.of(), PluginCheckVerb.capture(), Duration.ofMillis(300))
                .run(path)
                .findings()
                .get("dry-run");

        assertThat(finding.detail()).isEqualTo("onAttach did not return within 300 ms");
        assertThat(finding.remedy()).startsWith("it hangs here:").contains("demo.DemoFactory$1.onAttach");
    }

    @Test
    void shouldReportAFactoryThatCannotBeAsked() throws IOException {
        Report report = check(permitted(
                "throw new AssertionError(\"no\");",
                "public Verdict onPacket(Packet packet) { return Verdict.PASS; }"));

        assertThat(report.findings().get("factory"))
                .isEqualTo(Finding.fail("permissions() failed: java.lang.AssertionError: no", "give back constants"));
    }

    @Test
    void shouldTakeValuesThatNoRangeCouldGive() throws IOException {
        TestJar jar = factory(
                "Option.text(\"network\", \"A network.\").required()",
                "String network = Option.text(\"network\", \"A network.\").required().in(with);"
                        + " if (!network.contains(\"/\")) { throw with.problem(\"network\", \"needs a /\"); }");

        Report without = check(jar);
        Report with = check(jar, Map.of("network", List.of("192.0.2.0/24")));
        Report unknown = check(jar, Map.of("network", List.of("192.0.2.0/24"), "net", List.of("1")));

        assertThat(without.findings().get("options"))
                .isEqualTo(Finding.warn(
                        "no filter can be made of defaults: 'network' is missing",
                        "give what it needs: --with KEY=VALUE"));
        assertThat(without.findings().get("dry-run").state()).isEqualTo(State.SKIP);
        assertThat(with.findings().get("dry-run").detail()).isEqualTo("23 packets: pass 23");
        assertThat(unknown.findings().get("options").remedy())
                .isEqualTo("--with gives 'net', for which create() does not ask: known are network");
    }
}
