package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.cli.Json;
import io.headgate.net.pcap.CaptureReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An author's way: a new project, built and tested without a network, checked, loaded, and run over its capture. */
class PluginProjectIT {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final List<String> MODULES =
            List.of("appliance/api", "appliance/engine", "appliance/net", "appliance/toolkit", "plugins/testkit");

    @TempDir
    private Path folder;

    private static HeadgateProcess.Result headgate(String... words) throws Exception {
        return HeadgateProcess.run(HeadgateProcess.command(words));
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void shouldBuildCheckAndLoadANewPlugin() throws Exception {
        Path project = folder.resolve("my-filter");

        HeadgateProcess.Result made =
                headgate("plugin", "new", "my-filter", "--package", "com.example", "--directory", project.toString());
        assertThat(made.status()).as(made.err()).isZero();
        assertThat(made.out()).contains("src/main/java/com/example/MyFilter.java");
        build(project);
        Path jar = project.resolve("target/my-filter-0.1.0.jar");
        HeadgateProcess.Result checked = headgate("plugin", "check", jar.toString());
        assertThat(checked.status()).as(checked.out() + checked.err()).isZero();
        assertThat(checked.out().lines()).last().asString().startsWith("plugin check: ok 12, warn 0, fail 0");

        Path config = load(jar);
        HeadgateProcess.Result listed = headgate("plugin", "list", "-c", config.toString(), "--json");
        assertThat(listed.status()).as(listed.err()).isZero();
        assertThat((List<?>) Json.parse(listed.out()).get("plugins"))
                .anySatisfy(plugin -> assertThat(plugin)
                        .hasFieldOrPropertyWithValue("name", "my-filter")
                        .hasFieldOrPropertyWithValue("version", "0.1.0")
                        .hasFieldOrPropertyWithValue(
                                "source",
                                folder.resolve("plugins/my-filter.jar").toString()));
        HeadgateProcess.Result shown = headgate("plugin", "show", "my-filter", "-c", config.toString());
        assertThat(shown.out().lines().toList())
                .hasSize(4)
                .contains("OPTION   TYPE     RANGE       DEFAULT  WHAT IT DOES")
                .contains("port     integer  1 to 65535  9        UDP port whose packets are dropped.");

        Path out = folder.resolve("out.pcap");
        HeadgateProcess.Result replayed = headgate(
                "replay",
                "--in",
                project.resolve("src/test/resources/traffic.pcap").toString(),
                "--out",
                out.toString(),
                "-c",
                config.toString(),
                "--json");
        assertThat(replayed.status()).as(replayed.err()).isZero();
        Map<?, ?> packets = (Map<?, ?>) Json.parse(replayed.out()).get("packets");
        assertThat(packets.get("received")).isEqualTo(23);
        assertThat(packets.get("dropped")).isEqualTo(4);
        try (CaptureReader capture = CaptureReader.open(out)) {
            int left = 0;
            while (capture.next()) {
                int packet = capture.frameAt() + capture.ipOffset();
                boolean isIpv4 = capture.bytes().get(packet) >> 4 == 4;
                assertThat(capture.bytes().get(packet + (isIpv4 ? 8 : 7))).isEqualTo((byte) 32);
                left++;
            }
            assertThat(left).isEqualTo(19);
        }
    }

    @Test
    void shouldSayWhatIsWrongWithTheWords() throws Exception {
        HeadgateProcess.Result nothing = headgate("plugin");
        HeadgateProcess.Result name = headgate("plugin", "new", "My", "--package", "com.example");
        HeadgateProcess.Result unknown = headgate("plugin", "show", "tll");
        HeadgateProcess.Result pair = headgate("plugin", "check", "a.jar", "--with", "port");

        assertThat(nothing.status()).isEqualTo(2);
        assertThat(nothing.err()).startsWith("plugin needs one of: list, show, check, new");
        assertThat(name.status()).isEqualTo(2);
        assertThat(name.err()).startsWith("headgate: NAME is 'My', but must be ");
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.err()).startsWith("headgate: there is no plugin 'tll'; there are: ");
        assertThat(pair.status()).isEqualTo(2);
        assertThat(pair.err()).isEqualTo("headgate: --with is 'port', but must be KEY=VALUE");
    }

    @Test
    void shouldPrintOneObjectForScripts() throws Exception {
        HeadgateProcess.Result checked = headgate("plugin", "check", "no-such.jar", "--json");
        HeadgateProcess.Result shown = headgate("plugin", "show", "drop", "--json");

        assertThat(checked.status()).isEqualTo(1);
        assertThat(Json.parse(checked.out()))
                .containsEntry("ok", false)
                .containsEntry(
                        "checks",
                        List.of(Map.of(
                                "name", "jar", "state", "FAIL", "detail", "no-such.jar: no such file", "remedy", "")));
        assertThat(shown.status()).isZero();
        assertThat(Json.parse(shown.out()))
                .containsEntry("name", "drop")
                .containsEntry("source", "bundled")
                .containsKey("options");
    }

    @Test
    void shouldListWhatIsWrongWithAConfiguredJar() throws Exception {
        Path plugins = Files.createDirectory(
                folder.resolve("plugins"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Path jar = Files.writeString(plugins.resolve("a.jar"), "text");
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-rw-rw-"));
        Path config = Files.writeString(folder.resolve("edge.yaml"), """
                plugins: { directory: plugins }
                lanes: [{ name: a, listen: [{ port: 1 }], chain: [{ plugin: passthru }] }]
                """);

        HeadgateProcess.Result listed = headgate("plugin", "list", "-c", config.toString());

        assertThat(listed.status()).isEqualTo(2);
        assertThat(listed.err().lines())
                .containsExactly(
                        config + ":1:10: plugins: " + jar + ": others than its owner may write to it (rw-rw-rw-): chmod"
                                + " go-w " + jar,
                        "1 error");
    }

    /** Puts the jar where a configuration looks for it, as an operator would. */
    private Path load(Path jar) throws IOException {
        Path plugins = Files.createDirectory(
                folder.resolve("plugins"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Path loaded = Files.copy(jar, plugins.resolve("my-filter.jar"));
        Files.setPosixFilePermissions(loaded, PosixFilePermissions.fromString("rw-r--r--"));
        return Files.writeString(folder.resolve("edge.yaml"), """
                plugins: { directory: plugins }
                lanes:
                  - name: edge
                    listen: [{ port: 1 }]
                    chain: [{ plugin: my-filter, with: { port: 53, max-ttl: 32 } }]
                """);
    }

    private void build(Path project) throws Exception {
        Path log = folder.resolve("build.log");
        Process maven = new ProcessBuilder("mvn", "-o", "-q", "-B", "-Dmaven.repo.local=" + repository(), "verify")
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(maven.waitFor(4, TimeUnit.MINUTES))
                    .as("Maven ended in time")
                    .isTrue();
            assertThat(maven.exitValue()).as(Files.readString(log)).isZero();
            assertThat(project.resolve("target/surefire-reports/TEST-com.example.MyFilterTest.xml"))
                    .content()
                    .contains("tests=\"6\"", "failures=\"0\"", "skipped=\"0\"");
        } finally {
            maven.destroyForcibly();
            unlink(folder.resolve("repository"));
        }
    }

    private static void unlink(Path repository) throws IOException {
        try (Stream<Path> files = Files.walk(repository)) {
            for (Path link : files.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }

    /**
     * The local repository as it is once Headgate was installed into it: links to what is there, and the modules of this
     * build, so that the test neither needs nor changes what another build has installed.
     */
    private Path repository() throws IOException {
        Path local =
                Path.of(System.getProperty("localRepository", System.getProperty("user.home") + "/.m2/repository"));
        Path repository = Files.createDirectory(folder.resolve("repository"));
        link(local, repository, "io");
        link(local.resolve("io"), Files.createDirectory(repository.resolve("io")), "headgate");
        String root = Files.readString(ROOT.resolve("pom.xml"));
        String version =
                root.replaceFirst("(?s).*?<artifactId>headgate-parent</artifactId>\\s*<version>([^<]+)<.*", "$1");
        install(repository, "headgate-parent", version, "pom", ROOT.resolve("pom.xml"));
        for (String module : MODULES) {
            String artifact = "headgate-" + Path.of(module).getFileName();
            Path built = ROOT.resolve(module).resolve("target/" + artifact + "-" + version + ".jar");
            install(repository, artifact, version, "pom", ROOT.resolve(module).resolve("pom.xml"));
            install(repository, artifact, version, "jar", built);
        }
        return repository;
    }

    private static void link(Path from, Path to, String except) throws IOException {
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : entries.toList()) {
                if (!entry.endsWith(except)) {
                    Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
                }
            }
        }
    }

    private static void install(Path repository, String artifact, String version, String type, Path file)
            throws IOException {
        Path place = repository.resolve("io/headgate/" + artifact + "/" + version);
        Files.createDirectories(place);
        Files.copy(file, place.resolve(artifact + "-" + version + "." + type));
    }
}
