package io.headgate.toolkit.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.engine.packet.SlotPacket;
import io.headgate.testkit.OnePacket;
import io.headgate.toolkit.payload.PayloadView;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DnsAnswerTest {
    private final DnsMessage query = new DnsMessage();
    private final DnsAnswer answer = new DnsAnswer();

    private DnsMessage ask(int type, String optHex) {
        assertThat(query.read(Messages.view(Messages.query("www.Example.com.", type, optHex))))
                .isTrue();
        return query;
    }

    private static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.limit()];
        bytes.get(0, copy);
        return HexFormat.of().formatHex(copy);
    }

    private static String expected(String flags, String question, String... rest) {
        return ("1234" + flags + question + String.join("", rest)).replace(" ", "");
    }

    private static String question(String type, String counts) {
        return "0001" + counts + "03777777 07 4578616d706c65 03636f6d 00" + type + "0001";
    }

    @Test
    void shouldDenyAName() {
        assertThat(hex(answer.error(ask(1, null), DnsAnswer.NXDOMAIN)))
                .isEqualTo(expected("8193", question("0001", "000000000000")));
    }

    @Test
    void shouldGiveTheAddressThatWasAskedFor() {
        assertThat(hex(answer.sinkhole(ask(1, null), 0xC0000201, 1, 2, 60)))
                .isEqualTo(expected("8190", question("0001", "000100000000"), "c00c 0001 0001 0000003c 0004 c0000201"));
        assertThat(hex(answer.sinkhole(ask(28, null), 0xC0000201, 1, 2, 60)))
                .isEqualTo(expected(
                        "8190",
                        question("001c", "000100000000"),
                        "c00c 001c 0001 0000003c 0010 0000000000000001 0000000000000002"));
        assertThat(hex(answer.sinkhole(ask(15, null), 0xC0000201, 1, 2, 60)))
                .isEqualTo(expected("8190", question("000f", "000000000000")));
    }

    @Test
    void shouldAnswerEdnsWithEdns() {
        String cookie = "000a 0008 0102030405060708";

        assertThat(hex(answer.error(
                        ask(1, ("00 0029 1000 00008000 000c" + cookie).replace(" ", "")), DnsAnswer.REFUSED)))
                .isEqualTo(expected("8195", question("0001", "000000000001"), "00 0029 04d0 00008000 0000"));
        assertThat(hex(answer.sinkhole(ask(1, "0000291000000100000000"), 1, 2, 3, 4)))
                .as("version 1 is BADVERS")
                .isEqualTo(expected("8190", question("0001", "000000000001"), "00 0029 04d0 01000000 0000"));
        ByteBuffer two = Messages.query("www.Example.com.", 1, "0000291000000000000000".repeat(2));
        two.putShort(10, (short) 2);
        query.read(Messages.view(two));
        assertThat(answer.sinkhole(query, 1, 2, 3, 4).getShort(2) & 0xF).isEqualTo(DnsAnswer.FORMERR);
    }

    @Test
    void shouldSetTheTruncationFlagWhenTheQuerierTakesNoMore() {
        assertThat(addresses(ask(1, null), 100)).isEqualTo((512 - 33) / 16);
        assertThat(answer.end().getShort(2) & 0x0200).isNotZero();
        assertThat(addresses(ask(1, "0000290010000000000000"), 100)).isEqualTo((512 - 33 - 11) / 16);
        assertThat(answer.end().limit()).isLessThanOrEqualTo(512);
        assertThat(addresses(ask(1, "0000291000000000000000"), 100)).isEqualTo((1_232 - 33 - 11) / 16);
        assertThat(answer.end().limit()).isLessThanOrEqualTo(1_232);
        assertThat(addresses(ask(1, null), 20)).isEqualTo(20);
        assertThat(answer.truncated(ask(1, null)).getShort(2) & 0x0200).isNotZero();
    }

    private int addresses(DnsMessage asked, int count) {
        answer.begin(asked, DnsAnswer.NOERROR);
        for (int i = 0; i < count; i++) {
            answer.addIpv4(i, 1);
        }
        ByteBuffer bytes = answer.end();
        boolean isTruncated = (bytes.getShort(2) & 0x0200) != 0;
        assertThat(isTruncated).isEqualTo(bytes.getShort(6) < count);
        int added = bytes.getShort(6);
        answer.begin(asked, DnsAnswer.NOERROR);
        for (int i = 0; i < count; i++) {
            answer.addIpv4(i, 1);
        }
        return added;
    }

    @Test
    void shouldNotAnswerWhatIsNoQuery() {
        ByteBuffer response = Messages.query("a.", 1, null).putShort(2, (short) 0x8000);
        query.read(Messages.view(response));
        assertThat(answer.error(query, DnsAnswer.REFUSED)).isNull();
        response.putShort(2, (short) 0x2800);
        query.read(Messages.view(response));
        assertThat(answer.sinkhole(query, 1, 2, 3, 4)).isNull();
        response.putShort(2, (short) 0).putShort(4, (short) 0);
        query.read(Messages.view(response));
        assertThat(answer.truncated(query)).isNull();
    }

    @Test
    void shouldBecomeThePayloadOfAPacket() {
        ByteBuffer asked = Messages.query("www.Example.com.", 1, null);
        ByteBuffer ip = ByteBuffer.allocate(28 + asked.limit());
        ip.putShort((short) 0x4500).putShort((short) ip.capacity()).putInt(0).putInt(0x4011_0000);
        ip.putLong(0x0A00_0001_0A00_0002L).putShort((short) 4_000).putShort((short) 53);
        ip.putShort((short) (8 + asked.limit())).putShort((short) 0).put(asked);
        SlotPacket packet = new OnePacket().load(ip.array());
        query.read(new PayloadView().show(packet));
        ByteBuffer bytes = answer.sinkhole(query, 0xC0000201, 1, 2, 60);

        DnsAnswer.put(bytes, packet);

        PayloadView written = new PayloadView().show(packet);
        assertThat(written.length()).isEqualTo(bytes.limit());
        query.read(written);
        assertThat(query.isResponse()).isTrue();
        assertThat(query.nextRecord()).isTrue();
        assertThat(written.u32(query.dataOffset())).isEqualTo(0xC0000201);
    }
}
