package io.headgate;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which room may see which, and which library has its one home where. */
class ArchitectureTest {
    private static JavaClasses code;

    @BeforeAll
    static void read() {
        code = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.headgate");
        assertThat(code).as("classes of every module").hasSizeGreaterThan(80);
    }

    private static void allowOnly(String room, String... others) {
        String[] allowed =
                Stream.concat(Stream.of(room, "java.."), Stream.of(others)).toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage(room)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed)
                .check(code);
    }

    private static void onlyIn(String library, String... homes) {
        noClasses()
                .that(not(resideInAnyPackage(homes)))
                .should()
                .dependOnClassesThat(resideInAPackage(library))
                .check(code);
    }

    @Test
    void shouldKeepTheApiToItself() {
        allowOnly("io.headgate.api..", "org.slf4j");
    }

    @Test
    void shouldKeepSocketsFilesAndNativeCallsOutOfTheEngine() {
        allowOnly("io.headgate.engine..", "io.headgate.api..", "com.lmax.disruptor..", "org.slf4j");
        noClasses()
                .that()
                .resideInAPackage("io.headgate.engine..")
                .and()
                .resideOutsideOfPackage("io.headgate.engine.plugin")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.nio.file..", "java.nio.channels..", "java.io..")
                .check(code);
    }

    @Test
    void shouldKeepNetOnTopOfTheEngine() {
        allowOnly("io.headgate.net..", "io.headgate.engine..", "io.headgate.api..", "jnr..", "org.slf4j");
    }

    @Test
    void shouldKeepPluginsAndRulesAwayFromEngineAndNet() {
        allowOnly("io.headgate.toolkit..", "io.headgate.api..", "javax.crypto..", "org.slf4j");
        allowOnly("io.headgate.plugin..", "io.headgate.toolkit..", "io.headgate.api..", "org.slf4j");
        allowOnly("io.headgate.rules..", "io.headgate.api..", "org.slf4j");
    }

    @Test
    void shouldKeepTheControlSocketFreeOfWhatItControls() {
        allowOnly(
                "io.headgate.control..", "io.headgate.net..", "io.headgate.engine..", "io.headgate.api..", "org.slf4j");
    }

    @Test
    void shouldKeepTapsBehindTheLanes() {
        allowOnly(
                "io.headgate.taps..",
                "io.headgate.net..",
                "io.headgate.engine..",
                "io.headgate.toolkit..",
                "io.headgate.api..",
                "org.slf4j");
    }

    @Test
    void shouldKeepPluginsApart() {
        SlicesRuleDefinition.slices()
                .matching("io.headgate.plugin.(*)..")
                .should()
                .notDependOnEachOther()
                .check(code);
    }

    @Test
    void shouldGiveEachLibraryOneHome() {
        onlyIn("com.lmax.disruptor..", "io.headgate.engine.ring");
        onlyIn("jnr..", "io.headgate.net.sys");
        onlyIn("org.snakeyaml..", "io.headgate.daemon.config..");
        onlyIn("org.jline..", "io.headgate.daemon.console");
        onlyIn("picocli..", "io.headgate.daemon..", "io.headgate.bench..");
        onlyIn("javax.crypto..", "io.headgate.toolkit.anonymise");
        onlyIn("com.fasterxml.jackson..", "io.headgate.daemon.cli");
        onlyIn("sun.misc..", "nowhere");
    }

    @Test
    void shouldHaveNoCycles() {
        SliceAssignment packages = new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return SliceIdentifier.of(type.getPackageName());
            }

            @Override
            public String getDescription() {
                return "packages";
            }
        };

        SlicesRuleDefinition.slices()
                .assignedFrom(packages)
                .should()
                .beFreeOfCycles()
                .check(code);
    }

    @Test
    void shouldPrintOnlyWhereTheCommandLineIs() {
        noClasses()
                .that(not(resideInAnyPackage("io.headgate.daemon..", "io.headgate.bench..")))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(code);
    }

    @Test
    void shouldNeverSleep() {
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class, int.class)
                .orShould()
                .callMethod(java.util.concurrent.TimeUnit.class, "sleep", long.class)
                .check(code);
    }

    @Test
    void shouldExplainEveryPackage() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(root.resolve(".mvn"))) {
            root = root.getParent();
        }

        try (Stream<Path> files = Files.walk(root)) {
            List<Path> unexplained = files.filter(Files::isDirectory)
                    .filter(directory -> directory.toString().contains("/src/main/java/"))
                    .filter(ArchitectureTest::hasCode)
                    .filter(directory -> !Files.exists(directory.resolve("package-info.java")))
                    .toList();
            assertThat(unexplained).as("packages without package-info").isEmpty();
        }
    }

    private static boolean hasCode(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
