package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.guide.Guide;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    /** What a block leaves out, and what is put around it: {@code guide.Snippet}. */
    @Test
    void shouldShowOnlyJavaThatCompiles(@TempDir Path output) throws IOException {
        List<String> errors = new ArrayList<>();
        for (Path page : pages()) {
            errors.addAll(Guide.errors(ROOT.relativize(page).toString(), Files.readString(page), output));
        }

        assertThat(errors).isEmpty();
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
