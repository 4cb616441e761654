package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.testkit.RequiresRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs with the output they must have, byte for byte: our own, and where it is there a folder of others' with what
 * newLISP printed ({@code headgate.script-cases}, or beside the checkout). {@code NAME.server.lsp} and {@code
 * NAME.client.lsp} run side by side. Where we mean to differ, {@code deviations} has our output and the reason.
 */
@RequiresRoot
class ScriptCorpusIT {
    private static final Path OWN = Path.of("src/test/resources/scripts").toAbsolutePath();
    private static final Path DEVIATIONS = OWN.resolve("deviations");

    @TempDir
    private Path folder;

    private ScriptLab lab;

    @BeforeEach
    void createLab() {
        lab = new ScriptLab();
    }

    @AfterEach
    void removeLab() {
        lab.close();
    }

    @TestFactory
    List<DynamicTest> shouldPrintWhatIsExpected() throws IOException {
        List<DynamicTest> tests = new ArrayList<>(cases(OWN));
        Path others = others();
        if (Files.isDirectory(others)) {
            tests.addAll(cases(others));
        }
        return tests;
    }

    private static Path others() {
        String told = System.getProperty("headgate.script-cases");
        return told != null
                ? Path.of(told)
                : Path.of("../../../shared/reference/newlisp-cases")
                        .toAbsolutePath()
                        .normalize();
    }

    private List<DynamicTest> cases(Path from) throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".server.lsp")) {
                    String base = name.substring(0, name.length() - ".server.lsp".length());
                    tests.add(DynamicTest.dynamicTest(base, () -> checkPair(from, base)));
                } else if (name.endsWith(".lsp") && !name.endsWith(".client.lsp")) {
                    String base = name.substring(0, name.length() - ".lsp".length());
                    tests.add(DynamicTest.dynamicTest(base, () -> checkOne(from, base)));
                }
            }
        }
        assertThat(tests).as("cases in " + from).isNotEmpty();
        return tests;
    }

    private void checkOne(Path from, String name) throws Exception {
        Path out = folder.resolve(name + ".out");
        removeSocketFiles();
        Process process = lab.start(from.resolve(name + ".lsp"), out);
        Path deviation = DEVIATIONS.resolve(name + ".out");
        if (!Files.exists(deviation)) {
            checkEnd(process, out, from.resolve(name + ".out"));
            return;
        }
        String reason = ScriptLab.text(DEVIATIONS.resolve(name + ".reason")).strip();
        System.out.println("expected to differ: " + name + ": " + reason);
        if (reason.contains("then waits")) {
            ScriptLab.await(
                    name,
                    () -> ScriptLab.text(out).length()
                            >= ScriptLab.text(deviation).length());
            assertThat(process.isAlive()).isTrue();
            process.destroyForcibly().waitFor();
            assertThat(ScriptLab.text(out)).isEqualTo(ScriptLab.text(deviation));
        } else {
            checkEnd(process, out, deviation);
        }
    }

    private void checkPair(Path from, String name) throws Exception {
        Path serverOut = folder.resolve(name + ".server.out");
        Path clientOut = folder.resolve(name + ".client.out");
        removeSocketFiles();
        Process server = lab.start(from.resolve(name + ".server.lsp"), serverOut);
        ScriptLab.await("a listener of " + name, lab::hasListener);
        Process client = lab.start(from.resolve(name + ".client.lsp"), clientOut);
        checkEnd(client, clientOut, from.resolve(name + ".client.out"));
        checkEnd(server, serverOut, from.resolve(name + ".server.out"));
    }

    /** All cases call exit, except those that end by an error. */
    private static void checkEnd(Process process, Path out, Path expected) throws InterruptedException {
        int status = ScriptLab.awaitExit(process);
        assertThat(ScriptLab.text(out)).isEqualTo(ScriptLab.text(expected));
        assertThat(status).isEqualTo(ScriptLab.text(expected).contains("\nERR: ") ? 255 : 0);
    }

    /** The cases' own, which listeners leave behind. */
    private static void removeSocketFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/tmp"))) {
            for (Path file : files.filter(ScriptCorpusIT::isSocketFile).toList()) {
                Files.delete(file);
            }
        }
    }

    private static boolean isSocketFile(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith("newlisp-case-") || name.startsWith("headgate-script-test");
    }
}
