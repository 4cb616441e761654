package io.headgate.toolkit.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.testkit.OnePacket;
import io.headgate.testkit.packet.Packets;
import io.headgate.toolkit.payload.PayloadView;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsReplyTest {
    private final DnsMessage query = new DnsMessage();
    private final DnsAnswer answer = new DnsAnswer();
    private final DnsReply reply = new DnsReply();

    /** The expected packet comes from the test kit's own builder, which is no code of this package. */
    @ParameterizedTest
    @CsvSource({
        "192.0.2.7:4000 > 198.51.100.53:53, 198.51.100.53:53 > 192.0.2.7:4000",
        "[2001:db8::7]:4000 > [2001:db8::53]:53, [2001:db8::53]:53 > [2001:db8::7]:4000"
    })
    void shouldGoBackToTheQuerier(String there, String back) {
        byte[] asked = bytes(Messages.query("www.Example.com.", 1, null));
        var packet = new OnePacket().load(Packets.udp(there).payload(asked).build());
        assertThat(query.read(new PayloadView().show(packet))).isTrue();
        ByteBuffer denial = answer.error(query, DnsAnswer.NXDOMAIN);

        byte[] made = bytes(reply.to(packet, denial));

        byte[] expected =
                Packets.udp(back).identification(0).payload(bytes(denial)).build();
        assertThat(withoutSums(made)).isEqualTo(withoutSums(expected));
        assertThat(bytes(reply.to(packet, denial))).as("used again").isEqualTo(made);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.limit()];
        buffer.get(0, copy);
        return copy;
    }

    private static byte[] withoutSums(byte[] packet) {
        byte[] copy = packet.clone();
        boolean isIpv4 = copy[0] >> 4 == 4;
        if (isIpv4) {
            Arrays.fill(copy, 10, 12, (byte) 0);
        }
        int udp = isIpv4 ? 20 : 40;
        Arrays.fill(copy, udp + 6, udp + 8, (byte) 0);
        return copy;
    }
}
