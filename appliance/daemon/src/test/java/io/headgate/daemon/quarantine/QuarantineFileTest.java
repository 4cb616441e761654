package io.headgate.daemon.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarantineFileTest {
    private static final Instant WHEN = Instant.parse("2026-01-05T10:15:30Z");
    private static final QuarantineEntry EDGE = entry("edge", "nat");

    @TempDir
    private Path folder;

    private Path state;
    private QuarantineFile file;

    @BeforeEach
    void make() {
        state = folder.resolve("not/yet/there");
        file = new QuarantineFile(state);
    }

    private static QuarantineEntry entry(String lane, String filter) {
        return new QuarantineEntry(lane, filter, "sha256:00ff", WHEN, "did not return from a call within 1s");
    }

    private void write(String text) throws IOException {
        Files.createDirectories(state);
        Files.writeString(file.path(), text);
    }

    @Test
    void shouldBeEmptyBeforeItIsThere() throws IOException {
        assertThat(file.read().entries()).isEmpty();
        assertThat(file.clear("nat")).isEmpty();
        assertThat(state).doesNotExist();
    }

    @Test
    void shouldKeepALineForEachFilterAndLeaveNothingBeside() throws IOException {
        file.add(EDGE);
        file.add(entry("feed", "nat"));
        file.add(new QuarantineEntry("edge", "nat", "sha256:01", WHEN.plusSeconds(9), "hung\nagain"));

        assertThat(file.path()).hasContent("""
                        feed/nat sha256:00ff 2026-01-05T10:15:30Z did not return from a call within 1s
                        edge/nat sha256:01 2026-01-05T10:15:39Z hung again
                        """);
        assertThat(new QuarantineFile(state).read().entries())
                .containsExactly(
                        entry("feed", "nat"),
                        new QuarantineEntry("edge", "nat", "sha256:01", WHEN.plusSeconds(9), "hung again"));
        try (var files = Files.list(state)) {
            assertThat(files).containsExactly(file.path());
        }
    }

    @Test
    void shouldClearAFilterOnOneLaneOrOnAll() throws IOException {
        List<QuarantineEntry> entries = List.of(EDGE, entry("edge", "ttl"), entry("feed", "nat"), entry("feed", "ttl"));
        for (QuarantineEntry entry : entries) {
            file.add(entry);
        }

        assertThat(file.clear("feed/nat")).containsExactly(entries.get(2));
        assertThat(file.clear("ttl")).containsExactly(entries.get(1), entries.get(3));
        assertThat(file.clear("feed/nat")).isEmpty();
        assertThat(file.read().entries()).containsExactly(EDGE);
    }

    @Test
    void shouldKeepNotesAndLinesThatItDoesNotUnderstand() throws IOException {
        String text = "# by hand\n\nedge/nat sha256:00ff yesterday why\nnat sha256:00ff 2026-01-05T10:15:30Z why\n";
        write(text);

        assertThat(file.read().entries()).isEmpty();
        assertThat(file.read().badLines())
                .extracting(QuarantineFile.BadLine::number)
                .containsExactly(3, 4);
        file.add(EDGE);
        file.clear("nat");

        assertThat(file.path()).hasContent(text);
    }

    @Test
    void shouldReadBytesThatAreNoText() throws IOException {
        Files.createDirectories(state);
        Files.write(file.path(), new byte[] {(byte) 0xFF, (byte) 0xFE, 0, '\n'});

        assertThat(file.read().badLines()).hasSize(1);
        file.add(EDGE);
        assertThat(file.read().entries()).containsExactly(EDGE);
    }

    @Test
    void shouldLeaveTheFileAsItWasIfItCannotBeReplaced() throws IOException {
        file.add(EDGE);
        Files.createDirectory(state.resolve("quarantine.new"));

        assertThatThrownBy(() -> file.add(entry("feed", "ttl"))).isInstanceOf(IOException.class);
        assertThat(file.read().entries()).containsExactly(EDGE);
    }
}
