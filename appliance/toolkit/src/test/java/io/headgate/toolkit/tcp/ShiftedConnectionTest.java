package io.headgate.toolkit.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Tcp;
import io.headgate.engine.packet.SlotPacket;
import io.headgate.testkit.OnePacket;
import io.headgate.toolkit.tcp.SequenceShift.Place;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ShiftedConnectionTest {
    private static final int CLIENT = -10;
    private static final int SERVER = 5_000;

    private final ShiftedConnection connection = new ShiftedConnection(8);
    private final OnePacket slot = new OnePacket();
    private SlotPacket packet;

    private Place place(
            boolean isFromInitiator, int flags, int sequence, int acknowledgment, int payload, String options) {
        byte[] option = HexFormat.of().parseHex(options.replace(" ", ""));
        ByteBuffer bytes = ByteBuffer.allocate(40 + option.length + payload);
        bytes.putShort((short) 0x4500)
                .putShort((short) bytes.capacity())
                .putInt(0)
                .putInt(0x4006_0000);
        bytes.putLong(0x0A00_0001_0A00_0002L).putShort((short) 4_000).putShort((short) 80);
        bytes.putInt(sequence).putInt(acknowledgment);
        bytes.putShort((short) (((20 + option.length) / 4) << 12 | flags)).putShort((short) 500);
        bytes.putInt(0).put(option);
        packet = slot.load(bytes.array());
        return connection.place(packet, isFromInitiator);
    }

    /** Handshake, then 100 bytes each way: the client's become 130, the server's 60. */
    private void exchange() {
        place(true, Tcp.SYN, CLIENT - 1, 0, 0, "");
        assertThat(packet.tcp().sequence()).isEqualTo(CLIENT - 1);
        place(false, Tcp.SYN | Tcp.ACK, SERVER - 1, CLIENT, 0, "");
        assertThat(packet.tcp().acknowledgment()).isEqualTo(CLIENT);
        assertThat(place(true, Tcp.ACK, CLIENT, SERVER, 100, "")).isEqualTo(Place.FITS);
        assertThat(connection.direction(true).change(CLIENT + 20, 10, 40, 1)).isTrue();
        connection.finish(packet, true);
        assertThat(place(false, Tcp.ACK, SERVER, CLIENT + 130, 100, "")).isEqualTo(Place.FITS);
        assertThat(packet.tcp().acknowledgment()).isEqualTo(CLIENT + 100);
        assertThat(connection.direction(false).change(SERVER, 50, 10, 2)).isTrue();
        connection.finish(packet, false);
    }

    @Test
    void shouldTranslateBothDirections() {
        exchange();

        place(true, Tcp.ACK | Tcp.FIN, CLIENT + 100, SERVER + 60, 50, "");
        connection.finish(packet, true);
        assertThat(packet.tcp().sequence()).isEqualTo(CLIENT + 130);
        assertThat(packet.tcp().acknowledgment()).isEqualTo(SERVER + 100);
        place(false, Tcp.ACK, SERVER + 100, CLIENT + 181, 0, "");
        assertThat(packet.tcp().sequence()).isEqualTo(SERVER + 60);
        assertThat(packet.tcp().acknowledgment()).isEqualTo(CLIENT + 151);
    }

    @Test
    void shouldTranslateAReset() {
        exchange();

        assertThat(place(true, Tcp.RST, CLIENT + 100, 0, 0, "")).isEqualTo(Place.FITS);
        assertThat(packet.tcp().sequence()).isEqualTo(CLIENT + 130);
        assertThat(packet.tcp().acknowledgment()).isZero();
    }

    @Test
    void shouldTranslateSelectiveAcknowledgements() {
        exchange();
        for (int i = 1; i < 4; i++) {
            place(true, Tcp.ACK, CLIENT + i * 100, SERVER, 100, "");
            assertThat(connection.direction(true).change(CLIENT + i * 100, 100, 50, 0))
                    .isTrue();
            connection.finish(packet, true);
        }
        // As the receiver counts: the begin of the second; its end, the third, the begin of the fourth; known before.
        String blocks =
                blocks(CLIENT + 130, CLIENT + 150) + blocks(CLIENT + 160, CLIENT + 240) + blocks(CLIENT, CLIENT + 9);

        place(false, Tcp.ACK, SERVER, CLIENT + 130, 0, "0101 051a" + blocks);

        int option = packet.tcp().option(5);
        assertThat(packet.tcp().acknowledgment()).isEqualTo(CLIENT + 100);
        assertThat(packet.u8(option + 1)).isEqualTo(10);
        assertThat(packet.u32(option + 2)).isEqualTo(CLIENT + 200);
        assertThat(packet.u32(option + 6)).isEqualTo(CLIENT + 300);
        for (int i = 10; i < 26; i++) {
            assertThat(packet.u8(option + i)).isEqualTo(Tcp.NOP);
        }
    }

    @Test
    void shouldTakeOutAnOptionWithoutBlocks() {
        exchange();

        place(false, Tcp.ACK, SERVER, CLIENT + 130, 0, "0101 050a" + blocks(CLIENT, CLIENT + 9));

        assertThat(packet.tcp().option(5)).isEqualTo(Tcp.NONE);
    }

    @Test
    void shouldGoOnWithWhatWasWritten() {
        exchange();
        ByteBuffer state = ByteBuffer.allocate(connection.stateLength());
        connection.write(state);
        ShiftedConnection next = new ShiftedConnection(1);

        next.read(state.flip(), 3);

        assertThat(state.hasRemaining()).isFalse();
        SequenceShift forth = next.direction(true);
        assertThat(forth.growth()).isEqualTo(30);
        assertThat(next.direction(false).growth()).isEqualTo(-40);
        assertThat(forth.place(CLIENT, 100)).as("sent again").isEqualTo(Place.DELIVERED);
        assertThat(next.direction(false).place(SERVER, 60)).isEqualTo(Place.FITS);
        assertThat(next.direction(false).runs().count()).isEqualTo(1);
        assertThat(next.direction(false).runs().tag(0)).isEqualTo(2);
        assertThat(next.direction(false).acknowledge(SERVER + 60)).isEqualTo(SERVER + 100);
    }

    @Test
    void shouldRefuseWhatMakesNoSense() {
        exchange();
        byte[] bytes = new byte[connection.stateLength()];
        connection.write(ByteBuffer.wrap(bytes));
        int second = 21;
        for (int[] wrong : new int[][] {
            {0, 4},
            {1, 0x80},
            {20, 9},
            {second, 4},
            {second, 0},
            {second + 4, 0x90},
            {second + 20, 2},
            {second + 21, 0x80},
            {second + 28, 0},
            {second + 36, 9}
        }) {
            byte[] copy = bytes.clone();
            copy[wrong[0]] = (byte) wrong[1];

            assertThatThrownBy(() -> new ShiftedConnection(1).read(ByteBuffer.wrap(copy), 3))
                    .as("byte %d", wrong[0])
                    .isInstanceOfAny(IllegalArgumentException.class, BufferUnderflowException.class);
        }
        assertThatThrownBy(() -> new ShiftedConnection(1).read(ByteBuffer.wrap(bytes), 2))
                .hasMessageContaining("tag 2");
    }

    /** Both have sent FIN, and both know that the other one has it. */
    @Test
    void shouldEndWhenBothFinsAreAcknowledged() {
        exchange();
        place(true, Tcp.ACK | Tcp.FIN, CLIENT + 100, SERVER + 60, 0, "");
        connection.finish(packet, true);
        place(false, Tcp.ACK | Tcp.FIN, SERVER + 100, CLIENT + 131, 0, "");
        connection.finish(packet, false);
        assertThat(connection.isEnded()).isFalse();

        place(true, Tcp.ACK, CLIENT + 101, SERVER + 61, 0, "");

        assertThat(packet.tcp().acknowledgment()).isEqualTo(SERVER + 101);
        assertThat(connection.isEnded()).isTrue();
    }

    @Test
    void shouldNotEndByAFinThatNobodyAwaits() {
        exchange();
        for (int number : new int[] {CLIENT + 10, CLIENT + 5_000}) {
            place(true, Tcp.ACK | Tcp.FIN, number, SERVER + 60, 0, "");
            connection.finish(packet, true);
        }
        place(false, Tcp.ACK | Tcp.FIN, SERVER + 100, CLIENT + 130, 0, "");
        connection.finish(packet, false);
        place(true, Tcp.ACK, CLIENT + 100, SERVER + 61, 0, "");

        assertThat(connection.isEnded()).isFalse();
    }

    @Test
    void shouldBeginAnewForAnotherConnection() {
        exchange();

        connection.reset();

        place(true, Tcp.ACK, 77, 88, 10, "");
        assertThat(packet.tcp().sequence()).isEqualTo(77);
        assertThat(packet.tcp().acknowledgment()).isEqualTo(88);
    }

    private static String blocks(int left, int right) {
        return "%08x%08x".formatted(left, right);
    }
}
