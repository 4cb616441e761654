package io.headgate.net.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkTypeTest {
    private static final String MACS = "020000000001020000000002";

    private static int ipAt(int linkType, boolean isBigEndian, String hex) {
        byte[] frame = HexFormat.of().parseHex(hex.replace("MACS", MACS).replace(" ", ""));
        ByteBuffer bytes = ByteBuffer.allocate(frame.length + 3).put(3, frame);
        return LinkType.ipAt(linkType, isBigEndian, bytes, 3, frame.length);
    }

    @ParameterizedTest
    @CsvSource({
        "1, MACS 0800 45, 14",
        "1, MACS 86DD 60, 14",
        "1, MACS 8100 0005 0800 45, 18",
        "1, MACS 88A8 0005 8100 0006 86DD 60, 22",
        "1, MACS 8100 0005 8100 0006 8100 0007 0800 45, -1",
        "1, MACS 0806 45, -1",
        "1, MACS 0800 60, -1",
        "1, MACS 86DD 45, -1",
        "1, MACS 0800, -1",
        "1, MACS 8100 0005 0800, -1",
        "1, MACS 8100, -1",
        "1, 45, -1",
        "101, 45, 0",
        "101, 60, 0",
        "101, 00, -1",
        "101, '', -1",
        "12, 45, 0",
        "14, 60, 0",
        "228, 45, 0",
        "228, 60, -1",
        "229, 60, 0",
        "113, 0000 0001 0006 020000000001 0000 0800 45, 16",
        "113, 0000 0001 0006 020000000001 0000 86DD 60, 16",
        "113, 0000 0001 0006 020000000001 0000 0004 45, -1",
        "276, 0800 0000 00000002 0001 00 06 0200000000010000 45, 20",
        "276, 86DD 0000 00000002 0001 00 06 0200000000010000 60, 20",
        "108, 00000002 45, 4",
        "108, 02000000 45, -1",
        "108, 0000001E 60, 4",
        "9, 0021 45, -1",
    })
    void shouldFindTheHeader(int linkType, String frame, int expected) {
        assertThat(ipAt(linkType, false, frame)).isEqualTo(expected);
    }

    @Test
    void shouldReadLoopbackFamiliesInTheOrderOfTheirHost() {
        for (int family : new int[] {10, 24, 28, 30}) {
            assertThat(ipAt(0, true, "%08X60".formatted(family))).isEqualTo(4);
            assertThat(ipAt(0, false, "%08X60".formatted(Integer.reverseBytes(family))))
                    .isEqualTo(4);
        }
        assertThat(ipAt(0, true, "0000000245")).isEqualTo(4);
        assertThat(ipAt(0, false, "0200000045")).isEqualTo(4);
        assertThat(ipAt(0, false, "0000000245")).isEqualTo(-1);
        assertThat(ipAt(0, true, "0000000260")).isEqualTo(-1);
    }
}
