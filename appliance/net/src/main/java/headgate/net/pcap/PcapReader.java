package headgate.net.pcap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the IP packets of a classic pcap file, of either byte order, from Ethernet or raw IP.
 *
 * <pre>
 *  file    0 magic u32 | 4 version 2*u16 | 8 zone, accuracy | 16 snap length u32 | 20 link type u32
 *  packet  0 seconds u32 | 4 fraction u32 | 8 captured u32 | 12 original u32 | 16 captured bytes
 * </pre>
 *
 * @see <a href="https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcap">PCAP Capture File Format</a>
 */
public final class PcapReader {
    private static final int MAGIC_MICROSECONDS = 0xA1B2C3D4;
    private static final int MAGIC_NANOSECONDS = 0xA1B23C4D;
    private static final int FILE_HEADER = 24;
    private static final int PACKET_HEADER = 16;
    private static final int LINK_ETHERNET = 1;
    private static final int LINK_RAW = 101;
    private static final int ETHERNET_HEADER = 14;
    private static final int ETHERTYPE_IPV4 = 0x0800;

    private PcapReader() {}

    /**
     * The IPv4 packets of a capture, from the IP header on, in order. Frames that carry anything else are left out.
     *
     * @throws IOException if it is no such file, or is cut or damaged; the message says at which byte
     */
    public static List<byte[]> readIpv4(InputStream in) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(in.readAllBytes());
        int linkType = readFileHeader(file);
        List<byte[]> packets = new ArrayList<>();
        while (file.hasRemaining()) {
            int at = file.position();
            if (file.remaining() < PACKET_HEADER) {
                throw new IOException("capture ends within a packet header at byte " + at);
            }
            int captured = file.getInt(at + 8);
            if (captured < 0 || captured > file.remaining() - PACKET_HEADER) {
                throw new IOException("capture ends within a packet of " + Integer.toUnsignedString(captured)
                        + " bytes at byte " + at);
            }
            byte[] frame = new byte[captured];
            file.position(at + PACKET_HEADER).get(frame);
            byte[] packet = ipv4(frame, linkType);
            if (packet != null) {
                packets.add(packet);
            }
        }
        return packets;
    }

    private static int readFileHeader(ByteBuffer file) throws IOException {
        if (file.remaining() < FILE_HEADER) {
            throw new IOException("too short for a pcap file: " + file.remaining() + " bytes");
        }
        if (!isMagic(file.getInt(0))
                && !isMagic(file.order(ByteOrder.LITTLE_ENDIAN).getInt(0))) {
            throw new IOException("not a pcap file: it begins with 0x" + Integer.toHexString(file.getInt(0)));
        }
        int linkType = file.getInt(20);
        if (linkType != LINK_ETHERNET && linkType != LINK_RAW) {
            throw new IOException("link type " + linkType + " at byte 20 is neither Ethernet (1) nor raw IP (101)");
        }
        file.position(FILE_HEADER);
        return linkType;
    }

    private static boolean isMagic(int magic) {
        return magic == MAGIC_MICROSECONDS || magic == MAGIC_NANOSECONDS;
    }

    private static byte[] ipv4(byte[] frame, int linkType) {
        if (linkType == LINK_RAW) {
            return frame.length > 0 && (frame[0] & 0xF0) == 0x40 ? frame : null;
        }
        if (frame.length <= ETHERNET_HEADER || ByteBuffer.wrap(frame).getShort(12) != ETHERTYPE_IPV4) {
            return null;
        }
        return java.util.Arrays.copyOfRange(frame, ETHERNET_HEADER, frame.length);
    }
}
