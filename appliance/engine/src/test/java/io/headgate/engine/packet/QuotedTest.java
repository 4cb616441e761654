package io.headgate.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Quoted;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packets that ICMP errors quote: whole, cut, and with checksums in what is left or beyond it. */
class QuotedTest {
    private static final long SEED = 792;

    private final OneSlot slot = new OneSlot();

    private static byte[] error(byte[] quoted) {
        return error(quoted, quoted.length);
    }

    /** An error that carries the first {@code held} bytes of a packet. */
    private static byte[] error(byte[] packet, int held) {
        byte[] quoted = Arrays.copyOf(packet, held);
        return Oracle.isIpv6(packet)
                ? PacketBuilder.icmpv6(3, 0, 0).payloadBytes(quoted).ipv6().build()
                : PacketBuilder.icmp(11, 0, 0).payloadBytes(quoted).build();
    }

    /** What is quoted must be as if the sender had sent the other addresses and ports, as far as it is quoted. */
    @Test
    void shouldReadAsIfTheSenderHadSentItSo() {
        System.out.println("QuotedTest seed=" + SEED);
        Random random = new Random(SEED);
        RandomPackets packets = new RandomPackets(random);
        int compared = 0;
        for (int round = 0; round < 60_000; round++) {
            byte[] inner = packets.next();
            int held = random.nextBoolean() ? inner.length : random.nextInt(inner.length + 1);
            // Half a checksum says nothing to anybody, and without the other half cannot be brought up to date.
            held = held > 0 && held == Oracle.transportOffset(inner) + 1 ? held - 1 : held;
            byte[] outer = error(inner, held);
            SlotPacket packet = slot.load(outer);
            Quoted quoted = packet.quoted();
            boolean isHeaderHeld = held >= (Oracle.isIpv6(inner) ? 40 : (inner[0] & 0xF) * 4);
            assertThat(quoted != null).as("round %d", round).isEqualTo(isHeaderHeld);
            if (quoted == null) {
                continue;
            }
            editBoth(quoted, inner, random);

            assertThat(packet.repair()).isTrue();

            byte[] repaired = slot.bytes();
            assertThat(Oracle.isRight(repaired)).as("round %d", round).isTrue();
            byte[] expected = Arrays.copyOf(Oracle.complete(inner), held);
            assertThat(Arrays.copyOfRange(repaired, packet.payloadOffset(), repaired.length))
                    .as("seed %d, round %d", SEED, round)
                    .isEqualTo(expected);
            compared++;
        }
        assertThat(compared).isGreaterThan(30_000);
    }

    private static void editBoth(Quoted quoted, byte[] inner, Random random) {
        ByteBuffer bytes = ByteBuffer.wrap(inner);
        if (quoted.isIpv6()) {
            quoted.source(bytes.putLong(8, random.nextLong()).getLong(8), bytes.getLong(16));
            bytes.putLong(24, random.nextLong()).putLong(32, random.nextInt(2) - 1L);
            quoted.destination(bytes.getLong(24), bytes.getLong(32));
        } else {
            quoted.source(bytes.putInt(12, random.nextInt()).getInt(12));
            quoted.destination(bytes.putInt(16, random.nextInt(2) - 1).getInt(16));
        }
        if (quoted.hasPorts()) {
            int ports = Oracle.headerLength(inner);
            bytes.putShort(ports, (short) random.nextInt()).putShort(ports + 2, (short) random.nextInt());
            quoted.sourcePort(Oracle.u16(inner, ports));
            quoted.destinationPort(Oracle.u16(inner, ports + 2));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldKeepZeroUdpSum(boolean isIpv6) {
        PacketBuilder udp = PacketBuilder.udp(1_000, 53).payload(4);
        byte[] inner = isIpv6 ? udp.ipv6().build() : udp.build();
        int at = Oracle.transportOffset(inner);
        Oracle.u16(inner, at, 0);
        SlotPacket packet = slot.load(error(inner));

        packet.quoted().sourcePort(7);

        assertThat(packet.repair()).isTrue();
        assertThat(packet.u16(packet.payloadOffset() + at)).isZero();
        assertThat(Oracle.isRight(slot.bytes())).isTrue();
    }

    @Test
    void shouldUndoWhatWasWrittenIntoIt() {
        byte[] bytes =
                error(PacketBuilder.tcp(1, 2).payload(9).ipv6().routing(0, 1, 1).build());
        SlotPacket packet = slot.load(bytes);
        packet.beginFilter();
        packet.quoted().source(1, 2);
        packet.quoted().destination(3, 4);
        packet.quoted().destinationPort(9);

        packet.rollback();

        assertThat(slot.bytes()).isEqualTo(bytes);
        assertThat(packet.isChanged()).isFalse();
    }

    @Test
    void shouldQuoteNothingButInErrors() {
        byte[] inner = PacketBuilder.udp(1, 2).build();

        assertThat(slot.load(PacketBuilder.icmp(8, 0, 0).payloadBytes(inner).build())
                        .quoted())
                .isNull();
        assertThat(slot.load(PacketBuilder.icmpv6(128, 0, 0)
                                .payloadBytes(inner)
                                .ipv6()
                                .build())
                        .quoted())
                .isNull();
        assertThat(slot.load(inner).quoted()).isNull();
    }

    @Test
    void shouldRefuseAddressesOfTheOtherVersionAndPortsThatAreNotThere() {
        Quoted ipv4 = slot.load(error(PacketBuilder.icmp(8, 1, 2).build())).quoted();
        assertThatThrownBy(() -> ipv4.source(1, 2)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ipv4.sourcePort(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(ipv4::destinationPort).isInstanceOf(IllegalStateException.class);

        Quoted ipv6 = slot.load(error(PacketBuilder.tcp(1, 2).ipv6().build())).quoted();
        assertThatThrownBy(() -> ipv6.source(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ipv6.sourcePort(0x1_0000)).isInstanceOf(IllegalArgumentException.class);
    }
}
