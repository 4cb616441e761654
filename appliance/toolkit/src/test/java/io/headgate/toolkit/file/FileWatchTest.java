package io.headgate.toolkit.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class FileWatchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String THREAD = "file-watch-test";

    @TempDir
    private Path folder;

    private FileWatch<String> watch;

    @AfterEach
    void stop() {
        if (watch != null) {
            watch.stop();
        }
    }

    private void start(Duration interval) throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        watch = new FileWatch<>(List.of(first, second), interval.toNanos(), () -> {
            String both = Files.readString(first) + Files.readString(second);
            switch (both) {
                case "wrong" -> throw new IllegalArgumentException("wrong");
                case "large" -> throw new OutOfMemoryError("what a file is too large for");
                case "deep" -> throw new StackOverflowError("what a file is too deep for");
                case "bug" -> throw new IllegalStateException("what a reader should not throw");
                default -> {
                    return both;
                }
            }
        });
        watch.start(THREAD, LoggerFactory.getLogger(FileWatchTest.class));
    }

    private void write(String name, String text) throws IOException {
        Path fresh = Files.writeString(folder.resolve("fresh"), text);
        Files.move(fresh, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadlineNs);
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldReadAgainWhatHasChanged() throws IOException {
        write("first", "a");
        write("second", "b");
        start(Duration.ofMillis(10));
        assertThat(watch.latest()).isEqualTo(new FileWatch.Reading<>("ab", 0, 0));

        write("second", "c");
        await("the second file", () -> watch.latest().reloads() == 1);
        assertThat(watch.latest().value()).isEqualTo("ac");

        write("second", "");
        await("the empty file", () -> watch.latest().reloads() == 2);
        write("first", "wrong");
        await("the wrong file", () -> watch.latest().failures() == 1);
        Files.delete(folder.resolve("first"));
        await("the missing file", () -> watch.latest().failures() == 2);
        assertThat(watch.latest()).isEqualTo(new FileWatch.Reading<>("a", 2, 2));

        write("first", "d");
        await("the right file", () -> watch.latest().reloads() == 3);
        assertThat(watch.latest()).isEqualTo(new FileWatch.Reading<>("d", 3, 2));
        assertThat(watch.latest().changes()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong", "large", "deep", "bug"})
    void shouldGoOnWatchingWhateverReadingThrows(String text) throws IOException {
        write("first", "a");
        write("second", "");
        start(Duration.ofMillis(10));

        write("first", text);
        await("the file that cannot be read", () -> watch.latest().failures() == 1);
        assertThat(watch.latest()).isEqualTo(new FileWatch.Reading<>("a", 0, 1));

        write("first", "b");
        await("the right file", () -> watch.latest().reloads() == 1);
        assertThat(watch.latest()).isEqualTo(new FileWatch.Reading<>("b", 1, 1));
    }

    @Test
    void shouldNotStartWithoutTheFiles() {
        assertThatThrownBy(() -> start(Duration.ofMillis(10))).isInstanceOf(NoSuchFileException.class);
        assertThat(watch.latest()).isNull();
    }

    @Test
    void shouldEndItsThread() throws Exception {
        write("first", "a");
        write("second", "b");
        start(Duration.ofHours(1));
        Thread thread = Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals(THREAD))
                .reduce((one, other) -> other)
                .orElseThrow();
        assertThat(thread.isDaemon()).isTrue();

        watch.stop();

        thread.join(PATIENCE.toMillis());
        assertThat(thread.isAlive()).isFalse();
    }
}
