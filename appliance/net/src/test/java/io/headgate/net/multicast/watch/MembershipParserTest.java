package io.headgate.net.multicast.watch;

import static io.headgate.net.multicast.watch.Messages.address;
import static io.headgate.net.multicast.watch.Messages.igmp;
import static io.headgate.net.multicast.watch.Messages.mld;
import static io.headgate.net.multicast.watch.Messages.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MembershipParserTest {
    private static final long S = 1_000_000_000L;
    private static final String ROUTER = "10.0.0.1";
    private static final String HOST = "10.0.0.7";
    private static final String GROUP = "ef010203";
    private static final InetAddress GROUP_ADDRESS = address("239.1.2.3");
    private static final String GROUP6 = "ff3e0000000000000000000080000001";
    private static final InetAddress GROUP6_ADDRESS = address("ff3e::8000:1");

    private static final byte[] V3_QUERY = igmp(ROUTER, "11 64 0000 00000000 02 7d 0000");
    private static final byte[] V3_REPORT = igmp(
            HOST,
            "22 00 0000 0000 0004"
                    + "04 00 0000" + GROUP // exclude nothing: join
                    + "03 00 0000 ef010204" // include nothing: leave
                    + "01 01 0002 e8010205 0a000001 0a000002 deadbeef" // two sources, auxiliary data
                    + "06 00 0001 ef010206 0a000001"); // block a source: neither
    private static final byte[] V2_MLD_QUERY = mld("fe80::1", "82 00 0000 2710 0000" + "0".repeat(32) + "0a 7d 0000");
    private static final byte[] V2_MLD_REPORT =
            mld("fe80::7", "8f 00 0000 0000 0002" + "04000000" + GROUP6 + "03000000ff3e" + "0".repeat(24) + "0002");

    private static Query query(byte[] packet) throws MalformedMessage {
        MembershipMessage message = parse(packet, false);
        assertThat(message.reports()).isEmpty();
        return message.query();
    }

    @Test
    void shouldReadQueriesOfEachVersionOfIgmp() throws MalformedMessage {
        assertThat(query(igmp(ROUTER, "11 00 0000 00000000")))
                .isEqualTo(new Query(false, 1, address(ROUTER), null, 0, 10 * S, 0, 0));
        assertThat(query(igmp(ROUTER, "11 c8 0000 " + GROUP)))
                .isEqualTo(new Query(false, 2, address(ROUTER), GROUP_ADDRESS, 0, 20 * S, 0, 0));
        assertThat(query(V3_QUERY)).isEqualTo(new Query(false, 3, address(ROUTER), null, 0, 10 * S, 2, 125 * S));
        // Codes with exponent: 0x8c is (16 + 12) << 3, 0xff is (16 + 15) << 10. Flag S set, no robustness, one source.
        assertThat(query(igmp(ROUTER, "11 8c 0000 " + GROUP + " 08 ff 0001 0a000001")))
                .isEqualTo(new Query(false, 3, address(ROUTER), GROUP_ADDRESS, 1, 22_400_000_000L, 0, 31_744 * S));
    }

    @Test
    void shouldReadReportsOfEachVersionOfIgmp() throws MalformedMessage {
        assertThat(parse(igmp(HOST, "12 00 0000 " + GROUP), true).reports())
                .containsExactly(new Report(false, address(HOST), GROUP_ADDRESS, false, true));
        assertThat(parse(igmp(HOST, "16 00 0000 " + GROUP), false).reports())
                .containsExactly(new Report(false, address(HOST), GROUP_ADDRESS, false, false));
        assertThat(parse(igmp(HOST, "17 00 0000 " + GROUP), true).reports())
                .containsExactly(new Report(false, address(HOST), GROUP_ADDRESS, true, true));
        assertThat(parse(V3_REPORT, true).reports())
                .containsExactly(
                        new Report(false, address(HOST), GROUP_ADDRESS, false, true),
                        new Report(false, address(HOST), address("239.1.2.4"), true, true),
                        new Report(false, address(HOST), address("232.1.2.5"), false, true));
    }

    @Test
    void shouldReadBothVersionsOfMld() throws MalformedMessage {
        InetAddress router = address("fe80::1");
        InetAddress host = address("fe80::7");

        assertThat(query(mld("fe80::1", "82 00 0000 2710 0000" + "0".repeat(32))))
                .isEqualTo(new Query(true, 1, router, null, 0, 10 * S, 0, 0));
        assertThat(query(V2_MLD_QUERY)).isEqualTo(new Query(true, 2, router, null, 0, 10 * S, 2, 125 * S));
        // 0x9001 is (0x1000 + 1) << 4.
        assertThat(query(mld("fe80::1", "82 00 0000 9001 0000" + GROUP6 + "02 01 0000")))
                .isEqualTo(new Query(true, 2, router, GROUP6_ADDRESS, 0, 65_552_000_000L, 2, S));
        assertThat(parse(mld("::", "83 00 0000 0000 0000" + GROUP6), true).reports())
                .containsExactly(new Report(true, address("::"), GROUP6_ADDRESS, false, true));
        assertThat(parse(mld("fe80::7", "84 00 0000 0000 0000" + GROUP6), false).reports())
                .containsExactly(new Report(true, host, GROUP6_ADDRESS, true, false));
        assertThat(parse(V2_MLD_REPORT, true).reports())
                .containsExactly(
                        new Report(true, host, GROUP6_ADDRESS, false, true),
                        new Report(true, host, address("ff3e::2"), true, true));
    }

    private static void shouldRefuse(String why, byte[] packet) {
        assertThatThrownBy(() -> parse(packet, false))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining(why);
    }

    @Test
    void shouldRefuseWhatLies() {
        shouldRefuse(
                "has 40 bytes, but needs 1032 at 16",
                igmp(HOST, "22000000 00000002 04000000" + GROUP + "04000100" + GROUP + "0".repeat(32)));
        shouldRefuse("but needs", igmp(HOST, "22000000 0000ffff 04000000" + GROUP));
        shouldRefuse("but needs", igmp(HOST, "22000000 00000001 04ff0000" + GROUP));
        shouldRefuse("but needs", igmp(ROUTER, "11640000 00000000 027d0001"));
        shouldRefuse("but needs", igmp(ROUTER, "11640000 00000000 02"));
        shouldRefuse("but needs", igmp(HOST, "16000000"));
        shouldRefuse("unknown type 20", igmp(HOST, "14000000" + GROUP));
        shouldRefuse("not link-local", mld("2001:db8::1", "82 00 0000 2710 0000" + "0".repeat(32)));
        shouldRefuse("type 128", mld("fe80::1", "80 00 0000 00000000"));
        byte[] wrongSum = V3_QUERY.clone();
        wrongSum[27] ^= 1;
        shouldRefuse("wrong checksum", wrongSum);
        byte[] fragment = V3_QUERY.clone();
        fragment[6] = 0x20;
        shouldRefuse("no whole IGMP", fragment);
        shouldRefuse("no IP packet", new byte[40]);
        shouldRefuse("has 0 bytes", new byte[0]);
    }

    @Test
    void shouldRefuseEveryTruncatedPacket() {
        for (byte[] whole : List.of(V3_QUERY, V3_REPORT, V2_MLD_QUERY, V2_MLD_REPORT)) {
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> parse(cut, false)).isInstanceOf(MalformedMessage.class);
            }
        }
    }

    /** Bytes beyond the end look like a message too; whoever reads them would not notice. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldSurviveAnyDamage(long seed) {
        Random random = new Random(seed);
        int understood = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] whole =
                    List.of(V3_QUERY, V3_REPORT, V2_MLD_QUERY, V2_MLD_REPORT).get(random.nextInt(4));
            byte[] damaged = Arrays.copyOf(whole, whole.length + random.nextInt(40));
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            int length = random.nextInt(damaged.length + 1);
            try {
                MembershipMessage message = MembershipParser.parse(ByteBuffer.wrap(damaged), length, false);
                assertThat(message.reports().size()).isLessThan(damaged.length / 8);
                understood++;
            } catch (MalformedMessage refused) {
                assertThat(refused.getMessage()).isNotEmpty();
            }
        }
        assertThat(understood)
                .as("of 200,000, changed where it does not matter")
                .isPositive();
    }
}
