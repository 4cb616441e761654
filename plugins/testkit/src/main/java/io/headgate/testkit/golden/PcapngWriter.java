package io.headgate.testkit.golden;

import io.headgate.testkit.LeftPacket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes packets as pcapng: one interface of raw IP with times in nanoseconds.
 *
 * @see <a href="https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html">pcapng</a>
 */
final class PcapngWriter {
    private static final int SECTION = 0x0A0D_0D0A;
    private static final int BYTE_ORDER_MAGIC = 0x1A2B_3C4D;
    private static final int SECTION_LENGTH = 28;
    private static final int INTERFACE_LENGTH = 32;
    private static final int PACKET_OVERHEAD = 32;
    private static final short LINKTYPE_RAW = 101;
    private static final short OPTION_RESOLUTION = 9;
    private static final byte NANOSECONDS = 9;

    private PcapngWriter() {}

    static void write(Path file, List<LeftPacket> packets) throws IOException {
        int bytes = SECTION_LENGTH + INTERFACE_LENGTH;
        for (LeftPacket packet : packets) {
            bytes += PACKET_OVERHEAD + padded(packet.bytes().length);
        }
        ByteBuffer out = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(SECTION).putInt(SECTION_LENGTH).putInt(BYTE_ORDER_MAGIC);
        out.putShort((short) 1).putShort((short) 0).putLong(-1).putInt(SECTION_LENGTH);
        out.putInt(1)
                .putInt(INTERFACE_LENGTH)
                .putShort(LINKTYPE_RAW)
                .putShort((short) 0)
                .putInt(0);
        out.putShort(OPTION_RESOLUTION).putShort((short) 1).put(NANOSECONDS).put(new byte[3]);
        out.putInt(0).putInt(INTERFACE_LENGTH);
        for (LeftPacket packet : packets) {
            put(out, packet);
        }
        if (file.getParent() != null) {
            Files.createDirectories(file.getParent());
        }
        Files.write(file, out.array());
    }

    private static void put(ByteBuffer out, LeftPacket packet) {
        byte[] bytes = packet.bytes();
        int length = PACKET_OVERHEAD + padded(bytes.length);
        out.putInt(6).putInt(length).putInt(0);
        out.putInt((int) (packet.timeNs() >>> 32)).putInt((int) packet.timeNs());
        out.putInt(bytes.length).putInt(bytes.length).put(bytes);
        out.put(new byte[padded(bytes.length) - bytes.length]).putInt(length);
    }

    private static int padded(int length) {
        return (length + 3) & ~3;
    }
}
