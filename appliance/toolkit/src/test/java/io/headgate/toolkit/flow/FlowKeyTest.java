package io.headgate.toolkit.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.testkit.OnePacket;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FlowKeyTest {
    private static final String TCP = "04d20050 00000001 00000000 50020400 00000000";
    private static final String UDP = "00350400 00080000";

    private final FlowKey key = new FlowKey();

    private boolean read(String hex) {
        return key.read(new OnePacket().load(HexFormat.of().parseHex(hex.replace(" ", ""))));
    }

    @Test
    void shouldReadIpv4() {
        assertThat(read("45000028 00000000 40060000 c0000201 0a000001" + TCP)).isTrue();

        assertThat(key.isIpv4()).isTrue();
        assertThat(key.protocol()).isEqualTo(6);
        assertThat(key.sourceLow()).isEqualTo(0xC000_0201L);
        assertThat(key.sourcePort()).isEqualTo(1_234);
        assertThat(key.destinationLow()).isEqualTo(0x0A00_0001L);
        assertThat(key.destinationPort()).isEqualTo(80);
        assertThat(key.isReversed()).isTrue();
    }

    @Test
    void shouldReadIpv6() {
        assertThat(read("60000000 00081140 20010db8000000000000000000000001 20010db8000000000000000000000002" + UDP))
                .isTrue();

        assertThat(key.isIpv4()).isFalse();
        assertThat(key.protocol()).isEqualTo(17);
        assertThat(key.sourceHigh()).isEqualTo(0x2001_0DB8_0000_0000L);
        assertThat(key.sourceLow()).isEqualTo(1);
        assertThat(key.destinationLow()).isEqualTo(2);
        assertThat(key.sourcePort()).isEqualTo(53);
        assertThat(key.destinationPort()).isEqualTo(1_024);
    }

    @Test
    void shouldGiveOtherProtocolsNoPorts() {
        assertThat(read("4500001c 00000000 40010000 c0000201 0a000001 0800f7ff 00000000"))
                .isTrue();

        assertThat(key.protocol()).isEqualTo(1);
        assertThat(key.sourcePort()).isZero();
        assertThat(key.destinationPort()).isZero();
    }

    @Test
    void shouldNotGuessThePortsOfALaterFragment() {
        assertThat(read("45000028 00000005 40060000 c0000201 0a000001" + TCP)).isFalse();
    }
}
