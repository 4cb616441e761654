package io.headgate.plugin.anonymise;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.Result;
import io.headgate.testkit.golden.Golden;
import io.headgate.testkit.mutation.Mutations;
import io.headgate.testkit.packet.Packets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same secret gives the same addresses, on any machine and in any release. */
class AnonymiseGoldenTest {
    @TempDir
    private Path folder;

    private Path key;

    @BeforeEach
    void writeKey() throws IOException {
        key = Files.writeString(folder.resolve("key"), "0123456789abcdef".repeat(4));
    }

    private FilterHarness anonymise(String payload) {
        return FilterHarness.of(new AnonymiseFactory())
                .with("key", key.toString())
                .with("payload", payload);
    }

    private static List<byte[]> packets() {
        List<byte[]> packets = new ArrayList<>(Packets.various());
        byte[] sent =
                Packets.udp("192.0.2.1:5000 > 198.51.100.2:53").payload("?").build();
        packets.add(Packets.icmp("192.0.2.254 > 192.0.2.1", 5, 1)
                .rest(0xC000_02FD)
                .payload(sent)
                .build());
        packets.add(
                Packets.udp("192.0.2.1:5353 > 224.0.0.251:5353").payload("mdns").build());
        packets.add(
                Packets.udp("[fe80::1]:5353 > [ff02::fb]:5353").payload("mdns").build());
        return packets;
    }

    @ParameterizedTest
    @ValueSource(strings = {"keep", "zero", "cut"})
    void shouldReplaceTheAddressesOfEveryKindOfPacket(String payload) {
        Result result = anonymise(payload).feed(packets().toArray(byte[][]::new));

        Golden.assertMatches(result, Path.of("src/test/resources/golden/" + payload + ".pcapng"));
    }

    /** Its payload is summed up where it cannot be put right, so it could only go on as it is. */
    @ParameterizedTest
    @ValueSource(strings = {"zero", "cut"})
    void shouldDropAFirstFragmentThatEndsBeforeTheChecksum(String payload) {
        for (String ends : List.of("192.0.2.1:1 > 198.51.100.2:2", "[2001:db8::1]:1 > [2001:db8::2]:2")) {
            byte[] segment = Packets.tcp(ends).payload("secret").build();

            byte[] first = Packets.fragments(segment, 8).get(0);

            assertThat(anonymise(payload).filter(first).dropReason()).isEqualTo("payload-stays");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"keep", "zero", "cut"})
    void shouldSurviveDamagedPackets(String payload) {
        anonymise(payload).survives(Mutations.of(packets(), payload.length()));
        anonymise(payload).with("keep-special", false).survives(Mutations.of(packets(), 99));
    }
}
