package io.headgate.daemon.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.selftest.PlainChecksums;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The template's capture is what {@link SampleTraffic} makes: with {@code -Dheadgate.write-samples} it is written anew. */
class SampleTrafficTest {
    private static final Path FILE = Path.of("../../plugins/template/src/test/resources/traffic.pcap");

    @Test
    void shouldBeWhatTheTemplateComesWith() throws IOException {
        if (System.getProperty("headgate.write-samples") != null) {
            Files.write(FILE, SampleTraffic.pcap());
        }

        assertThat(Files.readAllBytes(FILE)).isEqualTo(SampleTraffic.pcap());
        assertThat(PluginCheckVerb.capture()).hasSize(SampleTraffic.packets().size());
    }

    @Test
    void shouldHaveRightChecksums() {
        // The judge knows no fragments, extension headers and tunnels, and a datagram may go without.
        assertThat(SampleTraffic.packets().subList(0, 8)).allMatch(PlainChecksums::areRight);
        assertThat(SampleTraffic.packets().subList(9, 13)).allMatch(PlainChecksums::areRight);
        assertThat(SampleTraffic.packets().subList(15, 16)).allMatch(PlainChecksums::areRight);
        assertThat(SampleTraffic.packets().subList(17, 20)).allMatch(PlainChecksums::areRight);
    }
}
