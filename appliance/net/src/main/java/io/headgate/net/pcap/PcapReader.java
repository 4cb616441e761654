package io.headgate.net.pcap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads classic pcap.
 *
 * <pre>
 *  file    0 magic u32 | 4 version 2*u16 | 8 zone, accuracy | 16 snap length u32 | 20 link type u32
 *  packet  0 seconds u32 | 4 fraction u32 | 8 captured u32 | 12 original u32 | 16 captured bytes
 * </pre>
 *
 * Numbers have the byte order of the host that wrote them; the magic says which, and whether fractions are micro- or
 * nanoseconds.
 *
 * @see <a href="https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcap">PCAP Capture File Format</a>
 */
final class PcapReader extends CaptureReader {
    static final int MAGIC_MICROSECONDS = 0xA1B2C3D4;
    static final int MAGIC_NANOSECONDS = 0xA1B23C4D;
    static final int FILE_HEADER = 24;
    static final int PACKET_HEADER = 16;

    /** The upper bits of the field hold the length of a frame check sequence. */
    private static final int LINK_TYPE_MASK = 0xFFFF;

    private final boolean isNanoseconds;
    private final int fractionNs;

    PcapReader(CaptureInput input) throws CaptureException {
        super(input);
        if (!input.require(FILE_HEADER)) {
            throw input.damaged("the file ends within its header, after " + input.available() + " bytes");
        }
        ByteBuffer bytes = input.window();
        boolean isBigEndian = isMagic(bytes.order(ByteOrder.BIG_ENDIAN).getInt(input.at()));
        bytes.order(isBigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        isNanoseconds = bytes.getInt(input.at()) == MAGIC_NANOSECONDS;
        fractionNs = isNanoseconds ? 1 : 1_000;
        int linkType = bytes.getInt(input.at() + 20) & LINK_TYPE_MASK;
        interfaces().add(new CaptureInterface(linkType, isBigEndian, bytes.getInt(input.at() + 16), "", isNanoseconds));
        input.advance(FILE_HEADER);
    }

    static boolean isMagic(int magic) {
        return magic == MAGIC_MICROSECONDS || magic == MAGIC_NANOSECONDS;
    }

    @Override
    public boolean isNanoseconds() {
        return isNanoseconds;
    }

    @Override
    public boolean next() throws CaptureException {
        if (!input.require(PACKET_HEADER)) {
            if (input.available() == 0) {
                return false;
            }
            throw input.damaged(
                    "the file ends within a packet's header, of which " + input.available() + " bytes are there");
        }
        ByteBuffer bytes = input.window();
        int at = input.at();
        timestampNs =
                (bytes.getInt(at) & 0xFFFF_FFFFL) * 1_000_000_000L + (bytes.getInt(at + 4) & 0xFFFF_FFFFL) * fractionNs;
        setLengths(bytes.getInt(at + 8), bytes.getInt(at + 12));
        if (!input.require(PACKET_HEADER + capturedLength)) {
            throw input.damaged("the file ends within a packet of " + capturedLength + " bytes, of which "
                    + (input.available() - PACKET_HEADER) + " are there");
        }
        recordOffset = input.offset();
        frameAt = input.at() + PACKET_HEADER;
        input.advance(PACKET_HEADER + capturedLength);
        return true;
    }
}
