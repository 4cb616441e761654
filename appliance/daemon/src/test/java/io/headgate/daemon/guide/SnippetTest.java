package io.headgate.daemon.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnippetTest {
    @TempDir
    private Path output;

    private List<String> errors(String... lines) {
        String document = "# Title\n\n```java\n" + String.join("\n", lines) + "\n```\n\nText.\n";
        List<Snippet> snippets = Snippet.of("a.md", document);
        assertThat(snippets).hasSize(1);
        return new SnippetCompiler(output).errors(snippets.get(0));
    }

    @Test
    void shouldCompileFilesMembersAndStatements() {
        assertThat(errors(
                        "public final class Mine implements Filter {",
                        "    @Override",
                        "    public Verdict onPacket(Packet packet) {",
                        "        return Verdict.PASS;",
                        "    }",
                        "}"))
                .isEmpty();
        assertThat(errors("@Override", "public void onTick(long nowNs) {}")).isEmpty();
        assertThat(errors("Counter late = context.counter(\"late\", \"what came late\");"))
                .isEmpty();
        assertThat(errors("return Verdict.PASS;")).isEmpty();
    }

    @Test
    void shouldNameFileAndLine() {
        assertThat(errors("int a = 1;", "int b = nothing;"))
                .singleElement()
                .asString()
                .startsWith("a.md:5: cannot find symbol");
        assertThat(errors("@Override", "public void onTack() {}"))
                .singleElement()
                .asString()
                .startsWith("a.md:4: ");
        assertThat(errors("public class Mine {", "    int a", "}"))
                .singleElement()
                .asString()
                .startsWith("a.md:5: ';' expected");
    }

    @Test
    void shouldFindEveryBlockAndNoOther() {
        List<Snippet> snippets =
                Snippet.of("a.md", "```yaml\na: 1\n```\n```java\nint a;\n```\n\n```java\nint b;\n```\n");

        assertThat(snippets).extracting(Snippet::line).containsExactly(5, 9);
        assertThat(snippets).extracting(Snippet::text).containsExactly("int a;\n", "int b;\n");
    }
}
