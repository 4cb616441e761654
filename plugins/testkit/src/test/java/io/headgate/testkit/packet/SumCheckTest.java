package io.headgate.testkit.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.testkit.packet.SumCheck.State;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SumCheckTest {
    private static final String FLOW = "10.0.0.1:1 > 10.0.0.2:2";
    private static final String FLOW6 = "[2001:db8::1]:1 > [2001:db8::2]:2";

    private static SumCheck check(PacketBuilder<?> packet) {
        return SumCheck.of(packet.build());
    }

    @Test
    void shouldFindWhatIsBuiltRight() {
        assertThat(check(Packets.udp(FLOW).payload("odd"))).isEqualTo(new SumCheck(State.RIGHT, State.RIGHT));
        assertThat(check(Packets.tcp(FLOW).payload("odd"))).isEqualTo(new SumCheck(State.RIGHT, State.RIGHT));
        assertThat(check(Packets.icmpEcho("10.0.0.1 > 10.0.0.2"))).isEqualTo(new SumCheck(State.RIGHT, State.RIGHT));
        assertThat(check(Packets.udp(FLOW6).routing("::3").payload("x")))
                .isEqualTo(new SumCheck(State.NONE, State.RIGHT));
        assertThat(check(Packets.icmpEcho("::1 > ::2"))).isEqualTo(new SumCheck(State.NONE, State.RIGHT));
        assertThat(check(Packets.udp(FLOW).payloadLength(9).surplus(3)))
                .isEqualTo(new SumCheck(State.RIGHT, State.RIGHT));
    }

    @Test
    void shouldFindWhatIsWrong() {
        assertThat(check(Packets.tcp(FLOW).wrongChecksum())).isEqualTo(new SumCheck(State.RIGHT, State.WRONG));
        assertThat(check(Packets.tcp(FLOW).wrongHeaderChecksum())).isEqualTo(new SumCheck(State.WRONG, State.RIGHT));
    }

    @Test
    void shouldClaimNothingAboutOthers() {
        assertThat(check(Packets.udp(FLOW).noChecksum()).transport()).isEqualTo(State.NONE);
        assertThat(check(Packets.ip("10.0.0.1 > 10.0.0.2", 47)).transport()).isEqualTo(State.NONE);
        for (byte[] piece :
                Packets.fragments(Packets.udp(FLOW).payloadLength(99).build(), 48)) {
            assertThat(SumCheck.of(piece)).isEqualTo(new SumCheck(State.RIGHT, State.UNKNOWN));
        }
        assertThat(SumCheck.of(new byte[0])).isEqualTo(new SumCheck(State.UNKNOWN, State.UNKNOWN));
    }

    /** One flipped bit is always found: a one's complement sum misses none. */
    @Test
    void shouldFindAnyFlippedBit() {
        Random random = new Random(5);
        byte[] packet = Packets.tcp(FLOW).payloadLength(51).build();
        for (int i = 0; i < 1_000; i++) {
            byte[] other = packet.clone();
            int at = 1 + random.nextInt(other.length - 1); // The first says whether it is IPv4.
            other[at] ^= (byte) (1 << random.nextInt(8));

            boolean isHeader = at < 20;
            SumCheck check = SumCheck.of(other);
            assertThat(isHeader ? check.header() : check.transport())
                    .as("byte %d", at)
                    .isIn(State.WRONG, State.UNKNOWN);
        }
    }
}
