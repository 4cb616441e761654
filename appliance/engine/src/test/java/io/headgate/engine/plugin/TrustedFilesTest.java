package io.headgate.engine.plugin;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedFilesTest {
    @TempDir
    private Path directory;

    private Path file(String permissions) throws IOException {
        Path file = Files.createFile(directory.resolve("a.jar"));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "r--------", "rwxr-xr-x"})
    void shouldTrustOwnFilesThatOthersCannotWrite(String permissions) throws IOException {
        Path file = file(permissions);

        assertThatCode(() -> TrustedFiles.ofThisUser().require(file)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-rw-r--", "rw-r--rw-", "rw--w--w-"})
    void shouldRefuseWhatOthersMayWrite(String permissions) throws IOException {
        Path file = file(permissions);

        assertThatThrownBy(() -> TrustedFiles.ofThisUser().require(file))
                .isInstanceOf(PluginException.class)
                .hasMessage(file + ": others than its owner may write to it (" + permissions + "): chmod go-w " + file);
    }

    @Test
    void shouldRefuseWhatBelongsToOthers() throws IOException {
        Path file = file("rw-r--r--");
        String me = Files.getOwner(file).getName();

        assertThatThrownBy(() -> new TrustedFiles(Set.of("nobody", "no-such-user")).require(file))
                .isInstanceOf(PluginException.class)
                .hasMessage(file + ": belongs to " + me
                        + ", but must belong to no-such-user or nobody: chown no-such-user " + file);
    }

    @Test
    void shouldSayThatAFileIsMissing() {
        assertThatThrownBy(() -> TrustedFiles.ofThisUser().require(directory.resolve("b.jar")))
                .isInstanceOf(NoSuchFileException.class);
    }
}
