package io.headgate.toolkit.prefix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTest {
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0/0, 0.0.0.0/0",
        "10.0.0.0/8, 10.0.0.0/8",
        "192.0.2.255, 192.0.2.255/32",
        "255.255.255.255/32, 255.255.255.255/32",
        "::/0, ::/0",
        "::, ::/128",
        "::1, ::1/128",
        "1::, 1::/128",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0/128",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8/128",
        "2001:DB8::/32, 2001:db8::/32",
        "2001:0db8:0000:0000:0001:0000:0000:0001, 2001:db8::1:0:0:1/128",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1/128",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3/128",
        "64:ff9b::/96, 64:ff9b::/96",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221/128",
        "::ffff:0.0.0.0/96, ::ffff:0:0/96",
        "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304/128",
        "fe80::/10, fe80::/10"
    })
    void shouldReadNetworks(String text, String written) {
        assertThat(Prefix.parse(text)).hasToString(written);
        assertThat(Prefix.parse(written)).isEqualTo(Prefix.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/8",
                "10",
                "10/8",
                "10.0.0/8",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "10.0.0.0/08",
                "10.0.0.0/8/8",
                "10.0.0.0/255.0.0.0",
                "10.0.0.0.0/8",
                "10.0.0.256",
                "10.0.0.01",
                "10.0.0.",
                ".10.0.0",
                "10..0.0",
                "10.0.0.0 /8",
                "+1.0.0.0",
                "0x0a.0.0.0",
                "١.0.0.0",
                "localhost",
                ":",
                ":::",
                ":1",
                "1:",
                "1:2",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "1::2::3",
                "1:::2",
                "12345::",
                "g::",
                "１::",
                "fe80::1%eth0",
                "[::1]",
                "::1.2.3",
                "::1.2.3.4:5",
                "1:2:3:4:5:6:7:1.2.3.4",
                "1.2.3.4::",
                "::/0x1"
            })
    void shouldRefuseWhatIsNoNetwork(String text) {
        assertThatThrownBy(() -> Prefix.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(" is no network; write 10.0.0.0/8, 192.0.2.1 or 2001:db8::/32");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "10.0.0.0/33 | '10.0.0.0/33' has a length beyond 32; write 0 to 32",
                "::/129 | '::/129' has a length beyond 128; write 0 to 128",
                "10.1.2.3/8 | '10.1.2.3/8' has bits set behind its first 8; write 10.0.0.0/8, or 10.1.2.3 for this one address",
                "2001:db8::1/32 | '2001:db8::1/32' has bits set behind its first 32; "
                        + "write 2001:db8::/32, or 2001:db8::1 for this one address",
                "128.0.0.0/0 | '128.0.0.0/0' has bits set behind its first 0; write 0.0.0.0/0, or 128.0.0.0 for this one address",
                "8000::/0 | '8000::/0' has bits set behind its first 0; write ::/0, or 8000:: for this one address"
            })
    void shouldSayWhatToWriteInstead(String text, String message) {
        assertThatThrownBy(() -> Prefix.parse(text)).hasMessage(message);
    }

    @Test
    void shouldShowStrangeTextSafely() {
        assertThatThrownBy(() -> Prefix.parse("\ufeff10.0.0.0\u001b[2J" + "x".repeat(1_000)))
                .hasMessageStartingWith("'\\ufeff10.0.0.0\\u001b[2Jxxx")
                .hasMessageContaining("xxx...' is no network");
    }

    @Test
    void shouldRefuseAnIpv4AddressOfMoreThan32Bits() {
        assertThatThrownBy(() -> new Prefix(false, 0, 1L << 32, 32)).hasMessageContaining("32 bits");
        assertThatThrownBy(() -> new Prefix(false, 1, 0, 32)).hasMessageContaining("32 bits");
        assertThatThrownBy(() -> new Prefix(true, 0, 0, -1)).hasMessageContaining("0 to 128: -1");
        assertThatThrownBy(() -> Prefix.ipv4(1, 31)).hasMessageContaining("write 0.0.0.0/31");
    }

    /** The JDK reads addresses too. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldReadAndWriteAsTheJdkDoes(long seed) throws UnknownHostException {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            // Groups of zeros are as frequent as others.
            byte[] bytes = new byte[16];
            for (int group = 0; group < 8; group++) {
                int value = random.nextBoolean() ? 0 : random.nextInt(1 << 16) >> random.nextInt(16);
                bytes[2 * group] = (byte) (value >> 8);
                bytes[2 * group + 1] = (byte) value;
            }
            bytes[0] |= 0x20; // no IPv4 address in disguise, the JDK would make one of it
            ByteBuffer halves = ByteBuffer.wrap(bytes);
            Prefix expected = Prefix.ipv6(halves.getLong(), halves.getLong(), 128);
            InetAddress address = InetAddress.getByAddress(bytes);

            assertThat(Prefix.parse(address.getHostAddress())).isEqualTo(expected);
            String written =
                    expected.toString().substring(0, expected.toString().indexOf('/'));
            assertThat(InetAddress.getByName(written)).isEqualTo(address);

            int ipv4 = random.nextInt();
            String dotted = InetAddress.getByAddress(
                            ByteBuffer.allocate(4).putInt(ipv4).array())
                    .getHostAddress();
            assertThat(Prefix.parse(dotted)).isEqualTo(Prefix.ipv4(ipv4, 32)).hasToString(dotted + "/32");
        }
    }
}
