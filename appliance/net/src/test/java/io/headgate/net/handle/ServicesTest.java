package io.headgate.net.handle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServicesTest {
    @TempDir
    private Path directory;

    @Test
    void shouldFindServicesByNameAliasAndPort() throws IOException, HandleException {
        Path file = Files.writeString(
                directory.resolve("services"),
                "# a comment\n\nbroken\nhttp\t\t80/tcp\t\twww # World Wide Web\nhttp 80/udp\ndomain 53/udp\n");
        Services services = new Services(file);

        assertThat(services.port("http", "tcp")).isEqualTo(80);
        assertThat(services.port("www", "tcp")).isEqualTo(80);
        assertThat(services.name(53, "udp")).isEqualTo("domain");
        assertThatThrownBy(() -> services.port("www", "udp"))
                .isInstanceOf(HandleException.class)
                .extracting("code")
                .isEqualTo(ErrorCode.SERVICE);
        assertThatThrownBy(() -> services.name(53, "tcp")).hasMessageContaining("53/tcp");
        assertThatThrownBy(() -> new Services(directory.resolve("none")).port("http", "tcp"))
                .hasMessageContaining("none");
    }
}
