package io.headgate.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarContentsTest {
    @TempDir
    private Path directory;

    private Path jar;

    @BeforeEach
    void write() throws IOException {
        jar = directory.resolve("a.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            put(zip, "META-INF/", "");
            put(zip, "a.txt", "abc".repeat(1_000));
            put(zip, "META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nHeadgate-Api: 1.0\n");
        }
    }

    private static void put(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    @Test
    void shouldReadWhatIsInside() {
        JarContents read = JarContents.read(jar);

        assertThat(read.entries()).containsOnlyKeys("a.txt", "META-INF/MANIFEST.MF");
        assertThat(read.text("a.txt")).contains("abc".repeat(1_000));
        assertThat(read.text("b.txt")).isEmpty();
        assertThat(read.attribute("Headgate-Api")).contains("1.0");
        assertThat(read.attribute("Other")).isEmpty();
    }

    @Test
    void shouldHashTheFile() throws IOException {
        Files.writeString(jar, "PK\3\4");
        assertThatThrownBy(() -> JarContents.read(jar)).hasMessageContaining("its end is missing");

        byte[] empty = Arrays.copyOf(new byte[] {'P', 'K', 5, 6}, 22);
        Files.write(jar, empty);

        // Of an empty zip file, by sha256sum.
        assertThat(JarContents.read(jar).sha256())
                .isEqualTo("8739c76e681f900923b900c9df0ef75cf421d39cabb54650c4b9ad19b6a76d85");
    }

    @Test
    void shouldRefuseWhatIsNoJar() throws IOException {
        Files.writeString(jar, "#!/bin/sh\n");

        assertThatThrownBy(() -> JarContents.read(jar))
                .isInstanceOf(PluginException.class)
                .hasMessage(jar + ": is no jar: it does not begin as a zip file does; build it anew");
        assertThatThrownBy(() -> JarContents.read(directory)).hasMessage(directory + ": is a directory, not a jar");
        assertThatThrownBy(() -> JarContents.read(directory.resolve("b.jar")))
                .hasMessage(directory.resolve("b.jar") + ": no such file");
    }

    @Test
    void shouldRefuseWhateverWasCutOrDamaged() throws IOException {
        byte[] whole = Files.readAllBytes(jar);
        for (int length = 0; length < whole.length; length++) {
            Files.write(jar, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> JarContents.read(jar))
                    .as("first %d bytes", length)
                    .isInstanceOf(PluginException.class);
        }
        byte[] damaged = whole.clone();
        Arrays.fill(damaged, 60, 100, (byte) 0x55);
        Files.write(jar, damaged);
        assertThatThrownBy(() -> JarContents.read(jar)).hasMessageContaining(": is damaged: ");
    }

    @Test
    void shouldRefuseWhatIsTooLarge() throws IOException {
        try (var channel = Files.newByteChannel(jar, java.nio.file.StandardOpenOption.WRITE)) {
            channel.position(JarContents.MAX_BYTES).write(java.nio.ByteBuffer.allocate(1));
        }

        assertThatThrownBy(() -> JarContents.read(jar)).hasMessageContaining("but a plugin may have 64 MiB");
    }
}
