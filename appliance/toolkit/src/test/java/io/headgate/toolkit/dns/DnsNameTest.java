package io.headgate.toolkit.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.toolkit.payload.PayloadView;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // ends a loop as well
class DnsNameTest {
    private final DnsName name = new DnsName();

    private static PayloadView hex(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return new PayloadView().show(ByteBuffer.wrap(bytes), 0, bytes.length);
    }

    /** The example of RFC 1035 section 4.1.4, with names at 20, 40, 64 and 92. */
    @Test
    void shouldReadTheExampleOfTheRfc() {
        byte[] message = new byte[93];
        put(message, 20, "01 46 03 495349 04 41525041 00");
        put(message, 40, "03 464f4f c014");
        put(message, 64, "c01a");
        PayloadView view = new PayloadView().show(ByteBuffer.wrap(message), 0, message.length);

        assertThat(name.read(view, 20)).isTrue();
        assertThat(name).hasToString("f.isi.arpa.");
        assertThat(DnsName.skip(view, 20)).isEqualTo(32);
        assertThat(name.read(view, 40)).isTrue();
        assertThat(name).hasToString("foo.f.isi.arpa.");
        assertThat(DnsName.skip(view, 40)).isEqualTo(46);
        assertThat(name.read(view, 64)).isTrue();
        assertThat(name).hasToString("arpa.");
        assertThat(name.read(view, 92)).isTrue();
        assertThat(name).hasToString(".");
    }

    private static void put(byte[] message, int at, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        System.arraycopy(bytes, 0, message, at, bytes.length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c00c", // at itself
                "c000", // into the header
                "c00e 00", // forward
                "0161 c00c", // back into its own run
                "0361 62", // cut in a label
                "0161", // without end
                "c0", // cut in a pointer
                "4161 00", // a label type of RFC 2673
                "8161 00"
            })
    void shouldRefuse(String hex) {
        assertThat(name.read(hex("00".repeat(12) + hex), 12)).isFalse();
        assertThat(name).hasToString(".");
    }

    @Test
    void shouldReadAtMost255Bytes() {
        String label = "3f" + "61".repeat(63);
        String longest = "00".repeat(12) + label.repeat(3) + "3d" + "61".repeat(61) + "00";

        assertThat(name.read(hex(longest), 12)).isTrue();
        assertThat(name.length()).isEqualTo(255);
        assertThat(name.read(hex("00".repeat(12) + label.repeat(3) + "3e" + "61".repeat(62) + "00"), 12))
                .isFalse();
        assertThat(name.read(hex(longest + "0161 c00c"), 12 + 255)).isFalse();
    }

    @Test
    void shouldCompareWithoutCase() {
        name.read(hex("00".repeat(12) + "03 577757 07 4558616d506c65 03 434f4d 00"), 12);

        assertThat(name).isEqualTo(DnsName.of("www.example.com")).isEqualTo(DnsName.of("WWW.EXAMPLE.com."));
        assertThat(name.hash(0)).isEqualTo(DnsName.of("wwW.example.com").hash(0));
        assertThat(name.hash(name.above(0))).isEqualTo(DnsName.of("example.com").hash(0));
        assertThat(name.isWithin(DnsName.of("example.com"))).isTrue();
        assertThat(name.isWithin(DnsName.of("www.example.com"))).isTrue();
        assertThat(name.isWithin(DnsName.of("."))).isTrue();
        assertThat(name.isWithin(DnsName.of("ample.com"))).isFalse();
        assertThat(name.isWithin(DnsName.of("a.www.example.com"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", ".a", "a..b", "a b", "caf\u00e9.fr"})
    void shouldRefuseText(String text) {
        assertThatThrownBy(() -> DnsName.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"");
    }

    @Test
    void shouldRefuseLongText() {
        assertThat(DnsName.of("a.".repeat(126) + "b").length()).isEqualTo(255);
        assertThatThrownBy(() -> DnsName.of("a.".repeat(127) + "b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DnsName.of("a".repeat(64))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldWriteStrangeBytesForPeople() {
        name.read(hex("00".repeat(12) + "04 2e5c00ff 00"), 12);

        assertThat(name).hasToString("\\046\\092\\000\\255.");
    }
}
