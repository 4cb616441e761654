package io.headgate.net.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jnr.ffi.LibraryLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumberedLibraryTest {
    /** What any C library has, and what a BSD's lacks. */
    public interface Some {
        int getpid();

        int eventfd_that_no_system_has(int initial, int flags);
    }

    @TempDir
    private Path folder;

    @Test
    void shouldTakeTheHighestNumberAndNotTheLongestName() throws IOException {
        for (String name : List.of("libc.so.9.20", "libc.so.97.1", "libc.so.97.0", "libc.so.old", "libcrypto.so.200")) {
            Files.createFile(folder.resolve(name));
        }

        assertThat(NumberedLibrary.newest("libc", List.of(folder.resolve("absent"), folder)))
                .contains(folder.resolve("libc.so.97.1"));
        assertThat(NumberedLibrary.newest("libm", List.of(folder))).isEmpty();
    }

    @Test
    void shouldLoadALibraryThatLacksACall() {
        Some some = LibraryLoader.create(Some.class).failImmediately().load("c");

        assertThat(some.getpid()).isPositive();
        assertThatThrownBy(() -> some.eventfd_that_no_system_has(0, 0)).isInstanceOf(UnsatisfiedLinkError.class);
    }
}
