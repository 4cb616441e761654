package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents show and name is what the tree has. */
class DocumentationTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");

    @Test
    void shouldShowTheShippedFilterInTheReadme() throws IOException {
        String shown = JAVA_BLOCK
                .matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);

        String shipped = Files.readString(ROOT.resolve("plugins/ttl/src/main/java/io/headgate/plugin/ttl/SetTtl.java"));
        assertThat(shipped).endsWith(shown);
        assertThat(shown.lines().count()).isLessThan(25);
    }

    @Test
    void shouldShowACompilingFilterInTheGuide() throws IOException {
        String shown = JAVA_BLOCK
                .matcher(Files.readString(ROOT.resolve("docs/writing-a-filter.md")))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);

        String compiled = Files.readString(Path.of("src/test/java/io/headgate/daemon/guide/DropPort.java"));
        assertThat(compiled).endsWith(shown);
    }

    @Test
    void shouldLinkOnlyToWhatExists() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            for (MatchResult link :
                    LINK.matcher(Files.readString(page)).results().toList()) {
                if (!Files.exists(page.getParent().resolve(link.group(1)))) {
                    broken.add(ROOT.relativize(page) + " -> " + link.group(1));
                }
            }
        }

        assertThat(broken).isEmpty();
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .toList();
        }
    }
}
