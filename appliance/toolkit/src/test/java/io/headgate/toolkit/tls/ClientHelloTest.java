package io.headgate.toolkit.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.headgate.toolkit.dns.DnsName;
import io.headgate.toolkit.payload.PayloadView;
import io.headgate.toolkit.tls.ClientHello.Finding;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // ends a loop as well
class ClientHelloTest {
    private static final String NAME = "0000 0010 000e 00 000b 4578616d706c652e636f6d";
    private static final String ALPN = "0010 000e 000c 02 6832 08 687474702f312e31";
    private static final String VERSIONS = "002b 0007 06 2a2a 0304 0303";
    private static final String[] BOTH = {"TLSv1.3", "TLSv1.2"};

    private final ClientHello hello = new ClientHello();

    @Test
    void shouldReadTheJdksHelloOfTls13() {
        byte[] bytes = Hellos.jdk("www.Example.com", BOTH, "h2", "http/1.1");

        assertThat(hello.read(Hellos.view(bytes))).isEqualTo(Finding.WHOLE);
        assertThat(hello.serverName()).isEqualTo("www.example.com");
        assertThat(hello.protocols()).hasToString("h2,http/1.1");
        assertThat(hello.offers(ClientHello.TLS_1_3)).isTrue();
        assertThat(hello.offers(ClientHello.TLS_1_2)).isTrue();
        assertThat(hello.offers(ClientHello.TLS_1_1)).isFalse();
        assertThat(hello.needed()).isEqualTo(hello.present()).isEqualTo(bytes.length - 5);
    }

    @Test
    void shouldReadTheJdksHelloOfTls12() {
        byte[] bytes = Hellos.jdk("a.example", new String[] {"TLSv1.2"});

        assertThat(hello.read(Hellos.view(bytes))).isEqualTo(Finding.WHOLE);
        assertThat(hello.serverName()).isEqualTo("a.example");
        assertThat(hello.protocols().size()).isZero();
        assertThat(hello.offers(ClientHello.TLS_1_3)).isFalse();
        assertThat(hello.offers(ClientHello.TLS_1_2)).isTrue();
    }

    @Test
    void shouldReadHandWrittenBytes() {
        assertThat(hello.read(Hellos.view(Hellos.of(NAME + "0a0a 0000" + ALPN + VERSIONS))))
                .isEqualTo(Finding.WHOLE);
        assertThat(hello.serverName()).isEqualTo("example.com");
        byte[] text = new byte[255];
        DnsName name = new DnsName();
        assertThat(name.set(text, hello.serverName(text))).isTrue();
        assertThat(name).isEqualTo(DnsName.of("example.com"));
        assertThat(hello.protocols().has("h2")).isTrue();
        assertThat(hello.protocols().has("http/1.1")).isTrue();
        assertThat(hello.protocols().has("http/1.0")).isFalse();
        assertThat(hello.offers(ClientHello.TLS_1_3)).isTrue();
        assertThat(hello.offers(ClientHello.TLS_1_1)).isFalse();

        assertThat(hello.read(Hellos.view(Hellos.of("")))).isEqualTo(Finding.WHOLE);
        assertThat(hello.serverName()).isEmpty();
        assertThat(hello.serverNameLength()).isZero();
        assertThat(hello.protocols().size()).isZero();
        assertThat(hello.offers(ClientHello.TLS_1_2)).isTrue();
        assertThat(hello.offers(ClientHello.TLS_1_0)).isTrue();
        assertThat(hello.offers(ClientHello.TLS_1_3)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 64, 100})
    void shouldReadAcrossRecords(int size) {
        byte[] bytes = Hellos.recut(Hellos.jdk("www.example.com", BOTH, "h2"), size);

        assertThat(hello.read(Hellos.view(bytes))).isEqualTo(Finding.WHOLE);
        assertThat(hello.serverName()).isEqualTo("www.example.com");
        assertThat(hello.protocols()).hasToString("h2");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1_000})
    void shouldSayHowMuchOfAHelloIsThere(int size) {
        byte[] whole = Hellos.jdk("www.example.com", BOTH, "h2");
        byte[] bytes = Hellos.recut(whole, size);

        for (int count = 0; count < bytes.length; count++) {
            assertThat(hello.read(Hellos.view(bytes, count)))
                    .as("%d bytes", count)
                    .isEqualTo(Finding.INCOMPLETE);
            int rest = Math.max(count % (size + 5) - 5, 0);
            assertThat(hello.present()).isEqualTo(count / (size + 5) * size + rest);
            assertThat(hello.needed()).isEqualTo(hello.present() >= 4 ? whole.length - 5 : 0);
        }
        assertThat(hello.read(Hellos.view(bytes))).isEqualTo(Finding.WHOLE);
    }

    @Test
    void shouldKnowWhatIsSomethingElse() {
        byte[] http = "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] serverHello = Hellos.of(NAME);
        serverHello[5] = 2;
        byte[] alert = {21, 3, 3, 0, 2, 2, 40};
        byte[] empty = {22, 3, 1, 0, 0};
        byte[] longRecord = {22, 3, 1, 0x40, 1, 1};

        assertThat(hello.read(Hellos.view(http))).isEqualTo(Finding.OTHER);
        assertThat(hello.read(Hellos.view(http, 1))).isEqualTo(Finding.OTHER);
        assertThat(hello.read(Hellos.view(serverHello))).isEqualTo(Finding.OTHER);
        assertThat(hello.read(Hellos.view(alert))).isEqualTo(Finding.OTHER);
        assertThat(hello.read(Hellos.view(empty))).isEqualTo(Finding.OTHER);
        assertThat(hello.read(Hellos.view(longRecord))).isEqualTo(Finding.OTHER);
    }

    @ParameterizedTest
    @CsvSource({
        "0000 0010 000e 00 000b 4578616d706c652e636f6d 0000 0010 000e 00 000b 4578616d706c652e636f6d, a name twice",
        "0000 0006 0004 00 0001 20, a blank",
        "0000 0006 0004 00 0001 ff, not ASCII",
        "0000 0005 0003 00 0000, an empty name",
        "0000 0006 0004 00 0002 61, a name longer than its list",
        "0000 0006 0004 01 0001 61, a kind of name nobody defined",
        "0010 0003 0001 00, an empty protocol",
        "0010 0004 0002 02 61, a protocol longer than its list",
        "002b 0002 01 03, half a version",
        "0000 00ff 0004, an extension longer than all"
    })
    void shouldRefuse(String extensions, String why) {
        assertThat(hello.read(Hellos.view(Hellos.of(extensions)))).as(why).isEqualTo(Finding.DAMAGED);
    }

    @Test
    void shouldRefuseAnotherRecordInBetween() {
        byte[] bytes = Hellos.recut(Hellos.of(NAME), 30);
        bytes[35] = 20;

        assertThat(hello.read(Hellos.view(bytes))).isEqualTo(Finding.DAMAGED);
    }

    static LongStream seeds() {
        return new Random(8_446).longs(10);
    }

    /** The view throws on a read outside, so that a test that ends has not read there. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldSurviveDamage(long seed) {
        Random random = new Random(seed);
        Map<Finding, Integer> findings = new EnumMap<>(Finding.class);
        byte[] whole = random.nextBoolean() ? Hellos.jdk("www.example.com", BOTH, "h2") : Hellos.of(NAME + ALPN);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = Hellos.recut(whole, 1 + random.nextInt(random.nextBoolean() ? 20 : 1_000));
            for (int hits = random.nextInt(3); hits > 0; hits--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            int count = random.nextInt(3) == 0 ? random.nextInt(bytes.length) : bytes.length;

            Finding finding = hello.read(Hellos.view(bytes, count));

            findings.merge(finding, 1, Integer::sum);
            assertThat(hello.serverNameLength()).isBetween(0, 255);
            assertThat(hello.protocols().toString().length()).isLessThanOrEqualTo(256);
        }

        assertThat(findings).containsOnlyKeys(Finding.values());
    }

    @Test
    void shouldAllocateNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        PayloadView view = Hellos.view(Hellos.recut(Hellos.jdk("www.example.com", BOTH, "h2"), 100));
        drive(view, 20_000);

        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        int found = drive(view, 100_000);
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;

        assertThat(found).isEqualTo(100_000);
        assertThat(allocated).as("bytes for 100,000 hellos").isLessThan(10_000);
    }

    private int drive(PayloadView view, int times) {
        int found = 0;
        for (int i = 0; i < times; i++) {
            found += hello.read(view) == Finding.WHOLE && hello.protocols().has("h2") ? 1 : 0;
        }
        return found;
    }
}
