package io.headgate.daemon.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.ApiVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NewProjectTest {
    private static final Path ROOT = Path.of("../..");
    private static final Path TEMPLATE = ROOT.resolve("plugins/template");
    private static final Pattern VERSIONED =
            Pattern.compile("<artifactId>([\\w-]+)</artifactId>\\s*<version>([^<$]+)</version>");

    @TempDir
    private Path directory;

    private static List<String> files(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .filter(file -> !file.startsWith("target"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void shouldCopyAllOfTheTemplateButItsOwnBuildFile() throws IOException {
        List<String> template =
                files(TEMPLATE).stream().filter(file -> !file.equals("pom.xml")).toList();

        assertThat(NewProject.FILES).containsExactlyInAnyOrderElementsOf(template);
    }

    @ParameterizedTest
    @CsvSource({
        "my-filter, MyFilter",
        "limit, LimitFilter",
        "filter, FilterFilter",
        "a-1, A1Filter",
        "tcp--x, TcpXFilter"
    })
    void shouldNameFilesAndClasses(String name, String className) throws IOException {
        Path project = directory.resolve("made");

        new NewProject(name, "com.example.edge").write(project);

        String java = "java/com/example/edge/";
        assertThat(files(project))
                .containsExactlyInAnyOrder(
                        ".gitignore",
                        "README.md",
                        "pom.xml",
                        "src/main/" + java + className + ".java",
                        "src/main/" + java + className + "Factory.java",
                        "src/main/" + java + "package-info.java",
                        "src/main/resources/META-INF/services/io.headgate.api.FilterFactory",
                        "src/test/" + java + className + "Test.java",
                        "src/test/resources/traffic.pcap");
        assertThat(project.resolve("src/main/resources/META-INF/services/io.headgate.api.FilterFactory"))
                .hasContent("com.example.edge." + className + "Factory");
        assertThat(project.resolve("pom.xml"))
                .content()
                .contains("<groupId>com.example.edge</groupId>", "<artifactId>" + name + "</artifactId>");
        for (String file : files(project)) {
            if (!file.endsWith(".pcap")) {
                assertThat(Files.readString(project.resolve(file))).as(file).doesNotContainIgnoringCase("template");
            }
        }
        assertThat(project.resolve("src/test/resources/traffic.pcap"))
                .hasBinaryContent(Files.readAllBytes(TEMPLATE.resolve("src/test/resources/traffic.pcap")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "My-Filter", "my_filter", "9", "-a", "a-", "a/b"})
    void shouldRefuseNamesThatNoPluginMayHave(String name) {
        assertThatThrownBy(() -> new NewProject(name, "com.example"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("NAME is '" + name + "', but must be ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "com.", "com example", "com.class", "io.headgate", "io.headgate.api"})
    void shouldRefusePackagesThatNoPluginMayHave(String javaPackage) {
        assertThatThrownBy(() -> new NewProject("a", javaPackage))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--package is '" + javaPackage + "', but ");
    }

    @Test
    void shouldOverwriteNothing() throws IOException {
        Path kept = Files.writeString(directory.resolve("notes.txt"), "kept");

        assertThatThrownBy(() -> new NewProject("a", "com.example").write(directory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(directory + " is there already: nothing was written; give another with --directory");
        assertThatThrownBy(() -> new NewProject("a", "com.example").write(kept))
                .hasMessageContaining("is there already");
        assertThat(files(directory)).containsExactly("notes.txt");
    }

    private static String named(MatchResult versioned) {
        return versioned.group(1) + " " + versioned.group(2);
    }

    /** So that a project builds without a network where Headgate was built. */
    @Test
    void shouldUseTheVersionsThatTheApplianceIsBuiltWith() throws IOException {
        String root = Files.readString(ROOT.resolve("pom.xml"));
        String project = Files.readString(TEMPLATE.resolve("project-pom.xml"));
        List<MatchResult> used = VERSIONED.matcher(project).results().toList();

        assertThat(used).hasSizeGreaterThan(5);
        for (MatchResult match : used) {
            String artifact = match.group(1);
            switch (artifact) {
                case "template-filter" -> assertThat(match.group(2)).isEqualTo("0.1.0");
                case "junit-jupiter" -> assertThat(root).contains("<junit.version>" + match.group(2) + "<");
                case "assertj-core" -> assertThat(root).contains("<assertj.version>" + match.group(2) + "<");
                default ->
                    assertThat(VERSIONED.matcher(root).results().map(NewProjectTest::named))
                            .as("%s in the root's build file", artifact)
                            .contains(named(match));
            }
        }
        String version = Pattern.compile("<artifactId>headgate-parent</artifactId>\\s*<version>([^<]+)<")
                .matcher(root)
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        assertThat(project).contains("<headgate.version>" + version + "<", "<headgate.api>" + ApiVersion.text() + "<");
    }
}
