package io.headgate.plugin.anonymise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;
import io.headgate.engine.packet.SlotPacket;
import io.headgate.testkit.MapSettings;
import io.headgate.testkit.OnePacket;
import io.headgate.testkit.TestContext;
import io.headgate.toolkit.prefix.Prefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnonymiseTest {
    /** Of the sample that its authors publish with Crypto-PAn. */
    private static final String SAMPLE_KEY = "1522178d33a4cf80130a5b1649907d10" + "d8988f837979652762574c2d2a842202";

    private static final String A = "128.11.68.132";
    private static final String A_REPLACED = "135.242.180.132";
    private static final String B = "129.118.74.4";
    private static final String B_REPLACED = "134.136.186.123";
    private static final String A6 = "2001:db8::1";
    private static final String A6_REPLACED = "4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1e";
    private static final String B6 = "2001:db8::2";
    private static final String B6_REPLACED = "4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1c";

    @TempDir
    private Path folder;

    private final OnePacket slot = new OnePacket();
    private final TestContext context = new TestContext();
    private Path key;

    @BeforeEach
    void prepare() throws IOException {
        key = Files.writeString(folder.resolve("key"), SAMPLE_KEY + "\n");
    }

    private Filter create(Map<String, ?> more) throws Exception {
        Map<String, Object> with = new HashMap<>(Map.of("key", key.toString()));
        with.putAll(more);
        Filter filter = new AnonymiseFactory().create(new MapSettings(with));
        filter.onAttach(context);
        return filter;
    }

    private byte[] anonymised(Map<String, ?> with, byte[] packet) throws Exception {
        assertThat(create(with).onPacket(slot.load(packet))).isSameAs(Verdict.PASS);
        return slot.finish();
    }

    private static byte[] bytes(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Test
    void shouldBeFoundByItsName() throws Exception {
        assertThat(ServiceLoader.load(FilterFactory.class))
                .singleElement()
                .isInstanceOf(AnonymiseFactory.class)
                .returns("anonymise", FilterFactory::name);
        assertThat(new AnonymiseFactory().options())
                .extracting(Option::name)
                .containsExactly("key", "payload", "keep-special");
        assertThat(create(Map.of()).rewritesAddresses()).isTrue();
        assertThat(create(Map.of()).segments()).isEqualTo(Segments.ANY);
        assertThat(create(Map.of("payload", "zero")).segments()).isEqualTo(Segments.WIRE);
    }

    /** The first and last of the published sample trace. */
    @Test
    void shouldReplaceAddressesAsTheAuthorsOfCryptoPanDo() throws Exception {
        byte[] payload = bytes(31, 0x55);

        assertThat(anonymised(Map.of(), Datagrams.udp(A, B, payload)))
                .isEqualTo(Datagrams.udp(A_REPLACED, B_REPLACED, payload));
        assertThat(anonymised(Map.of(), Datagrams.tcp(B, A, payload)))
                .isEqualTo(Datagrams.tcp(B_REPLACED, A_REPLACED, payload));
        assertThat(anonymised(Map.of(), Datagrams.udp("130.132.252.244", "141.223.7.43")))
                .isEqualTo(Datagrams.udp("133.68.164.234", "141.167.8.160"));
        assertThat(anonymised(Map.of(), Datagrams.tcp(A6, B6, payload)))
                .isEqualTo(Datagrams.tcp(A6_REPLACED, B6_REPLACED, payload));
        assertThat(context.value("replaced")).isEqualTo(4);
    }

    @Test
    void shouldReplaceWhatErrorsQuote() throws Exception {
        byte[] quoted = Datagrams.udp(A, B, bytes(20, 0x55));
        byte[] quotedAfter = Datagrams.udp(A_REPLACED, B_REPLACED, bytes(20, 0x55));
        byte[] quoted6 = Datagrams.udp(A6, B6, bytes(20, 0x55));
        byte[] quotedAfter6 = Datagrams.udp(A6_REPLACED, B6_REPLACED, bytes(20, 0x55));

        assertThat(anonymised(Map.of(), Datagrams.icmp(B, A, 3, 0, quoted)))
                .isEqualTo(Datagrams.icmp(B_REPLACED, A_REPLACED, 3, 0, quotedAfter));
        assertThat(anonymised(Map.of(), Datagrams.icmp(B6, A6, 1, 0, quoted6)))
                .isEqualTo(Datagrams.icmp(B6_REPLACED, A6_REPLACED, 1, 0, quotedAfter6));
    }

    @Test
    void shouldReplaceTheGatewayOfARedirect() throws Exception {
        int gateway = (int) Prefix.parse(A).low();
        int gatewayAfter = (int) Prefix.parse(A_REPLACED).low();
        byte[] quoted = Datagrams.udp(A, B);

        assertThat(anonymised(Map.of(), Datagrams.icmp(B, A, 5, gateway, quoted)))
                .isEqualTo(
                        Datagrams.icmp(B_REPLACED, A_REPLACED, 5, gatewayAfter, Datagrams.udp(A_REPLACED, B_REPLACED)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "224.0.0.251",
                "239.1.1.1",
                "255.255.255.255",
                "127.0.0.1",
                "169.254.1.1",
                "0.0.0.0",
                "ff02::fb",
                "fe80::1",
                "::",
                "::1"
            })
    void shouldKeepSpecialAddressesUnlessAsked(String special) throws Exception {
        String from = special.contains(":") ? A6 : A;
        String fromReplaced = special.contains(":") ? A6_REPLACED : A_REPLACED;
        byte[] packet = Datagrams.udp(from, special, bytes(4, 1));

        assertThat(anonymised(Map.of(), packet)).isEqualTo(Datagrams.udp(fromReplaced, special, bytes(4, 1)));
        assertThat(anonymised(Map.of("keep-special", false), packet))
                .isNotEqualTo(Datagrams.udp(fromReplaced, special, bytes(4, 1)));
    }

    /** With a hundred thousand addresses no two become the same, none special, and those of a /16 stay together. */
    @Test
    void shouldStayOneToOneBesideSpecialAddresses() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        Addresses addresses = new Addresses(HexFormat.of().parseHex(SAMPLE_KEY), true);
        Set<Integer> seen = new HashSet<>();
        Set<Integer> given = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            int address = random.nextInt();
            int first = address >>> 24;
            if (first == 0 || first == 127 || first >= 224 || address >>> 16 == 0xA9FE || !given.add(address)) {
                continue;
            }
            int replaced = addresses.replace(address);
            assertThat(seen.add(replaced)).as("seed 1 address %s", address).isTrue();
            assertThat(replaced >>> 24).isBetween(1, 223).isNotEqualTo(127);
            if (i % 20 == 0) {
                int neighbour = addresses.replace(address ^ 0x8000);
                assertThat(Integer.numberOfLeadingZeros(neighbour ^ replaced)).isEqualTo(16);
            }
        }
        assertThat(seen).hasSizeGreaterThan(80_000);
    }

    @Test
    void shouldTakeAnotherKeyAtEachStartIfNoneIsGiven() throws Exception {
        Set<Integer> replaced = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            Filter filter = new AnonymiseFactory().create(new MapSettings(Map.of()));
            filter.onAttach(context);
            SlotPacket packet = slot.load(Datagrams.udp(A, B));
            filter.onPacket(packet);
            replaced.add(packet.ipv4().source());
        }

        assertThat(replaced).hasSizeGreaterThan(2);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "3", "100", "447", "448"})
    void shouldMakePayloadZeros(int length) throws Exception {
        Map<String, ?> zero = Map.of("payload", "zero");

        assertThat(anonymised(zero, Datagrams.udp(A, B, bytes(length, 0xA5))))
                .isEqualTo(Datagrams.udp(A_REPLACED, B_REPLACED, new byte[length]));
        assertThat(anonymised(zero, Datagrams.tcp(A, B, bytes(length, 0xA5))))
                .isEqualTo(Datagrams.tcp(A_REPLACED, B_REPLACED, new byte[length]));
        assertThat(anonymised(zero, Datagrams.tcp(A6, B6, bytes(length, 0xA5))))
                .isEqualTo(Datagrams.tcp(A6_REPLACED, B6_REPLACED, new byte[length]));
        assertThat(anonymised(zero, Datagrams.icmp(A, B, 8, 9, bytes(length, 0xA5))))
                .isEqualTo(Datagrams.icmp(A_REPLACED, B_REPLACED, 8, 9, new byte[length]));
    }

    @Test
    void shouldCutDatagramsAndClearTheRest() throws Exception {
        Map<String, ?> cut = Map.of("payload", "cut");

        assertThat(anonymised(cut, Datagrams.udp(A, B, bytes(1_400, 0xA5))))
                .isEqualTo(Datagrams.udp(A_REPLACED, B_REPLACED));
        assertThat(anonymised(cut, Datagrams.udp(A6, B6, bytes(1_400, 0xA5))))
                .isEqualTo(Datagrams.udp(A6_REPLACED, B6_REPLACED));
        assertThat(anonymised(cut, Datagrams.tcp(A, B, bytes(100, 0xA5))))
                .isEqualTo(Datagrams.tcp(A_REPLACED, B_REPLACED, new byte[100]));
    }

    @Test
    void shouldKeepOfAQuotedPacketWhatTellsWhoseItIs() throws Exception {
        byte[] quoted = Datagrams.udp(A, B, bytes(40, 0xA5));

        assertThat(create(Map.of("payload", "zero")).onPacket(slot.load(Datagrams.icmp(B, A, 3, 0, quoted))))
                .isSameAs(Verdict.PASS);

        byte[] packet = slot.finish();
        assertThat(Arrays.copyOfRange(packet, 48, 52)).isEqualTo(Arrays.copyOfRange(quoted, 20, 24));
        assertThat(Arrays.copyOfRange(packet, 56, packet.length)).isEqualTo(new byte[40]);
        assertThat(Arrays.copyOfRange(packet, 40, 44))
                .isEqualTo(Arrays.copyOfRange(Datagrams.udp(A_REPLACED, B), 12, 16));
    }

    @Test
    void shouldDropWhatItCannotClear() throws Exception {
        byte[] large = Datagrams.tcp(A, B, bytes(449, 0xA5));
        byte[] fragment = Datagrams.udp(A, B, bytes(40, 0xA5));
        fragment[7] = 100;

        for (String rule : new String[] {"zero", "cut"}) {
            for (byte[] packet : new byte[][] {large, fragment}) {
                SlotPacket loaded = slot.load(packet);
                assertThat(create(Map.of("payload", rule)).onPacket(loaded).reason())
                        .isEqualTo("payload-stays");
                assertThat(loaded.isChanged()).isFalse();
                assertThat(create(Map.of()).onPacket(slot.load(packet))).isSameAs(Verdict.PASS);
            }
        }
    }

    @Test
    void shouldSayWhatIsWrongWithTheKeyButNotTheKey() throws Exception {
        for (String wrong : new String[] {"", "secret", SAMPLE_KEY.substring(1), SAMPLE_KEY + "0", SAMPLE_KEY + " 1"}) {
            Files.writeString(key, wrong);
            assertThatThrownBy(() -> create(Map.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("key " + key
                            + " must hold 64 hexadecimal digits and nothing else; make one with: openssl rand -hex 32");
        }
        Files.delete(key);
        assertThatThrownBy(() -> create(Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("key " + key + " cannot be read: ");
        assertThatThrownBy(() -> create(Map.of("payload", "random")))
                .hasMessage("'payload' is 'random', but must be one of keep, zero, cut");
    }
}
