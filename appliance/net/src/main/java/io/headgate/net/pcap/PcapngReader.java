package io.headgate.net.pcap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads pcapng: blocks in sections, each section with its own byte order and interfaces.
 *
 * <pre>
 *  block                 0 type u32 | 4 length u32 | 8 body | length - 4 length u32
 *  section header        8 byte order magic u32
 *  enhanced packet       8 interface u32 | 12 time, upper and lower u32 | 20 captured u32 | 24 original u32 | 28 bytes
 *  packet (obsolete)     8 interface u16 | 10 drops u16 | the rest as above
 *  simple packet         8 original u32 | 12 bytes
 * </pre>
 *
 * Blocks of other types are passed over.
 *
 * @see <a href="https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng">PCAP Next Generation</a>
 */
final class PcapngReader extends CaptureReader {
    static final int SECTION = 0x0A0D0D0A;
    static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    static final int INTERFACE = 1;
    static final int ENHANCED_PACKET = 6;
    private static final int PACKET = 2;
    private static final int SIMPLE_PACKET = 3;

    /** Type and length twice. */
    private static final int MIN_BLOCK = 12;

    private static final int MIN_SECTION = 28;
    private static final int ENHANCED_HEADER = 28;
    private static final int SIMPLE_HEADER = 12;
    private static final int TRAILER = 4;

    /** Longer ones exist only in damaged files; Wireshark draws the line here too. */
    private static final int MAX_BLOCK = 1 << 24;

    /** The interfaces of the section at hand: how to read their times, and where they stand among all. */
    private final List<InterfaceBlock> section = new ArrayList<>();

    private int firstOfSection;
    private int length;

    PcapngReader(CaptureInput input) throws CaptureException {
        super(input);
        // The first section header is the file's own: what is wrong there is said before anything is opened.
        if (!input.require(MIN_BLOCK)) {
            throw input.damaged("the file ends within its section header, after " + input.available() + " bytes");
        }
        beginSection();
        input.advance(length);
    }

    @Override
    public boolean isNanoseconds() {
        return true;
    }

    @Override
    public boolean next() throws CaptureException {
        while (input.require(MIN_BLOCK)) {
            int type = input.window().getInt(input.at());
            if (type == ENHANCED_PACKET || type == PACKET || type == SIMPLE_PACKET) {
                bringBlock();
                boolean isSimple = type == SIMPLE_PACKET;
                if (isSimple) {
                    readSimple();
                } else {
                    readEnhanced(type == PACKET);
                }
                recordOffset = input.offset();
                frameAt = input.at() + (isSimple ? SIMPLE_HEADER : ENHANCED_HEADER);
                input.advance(length);
                return true;
            }
            passBlock(type);
        }
        if (input.available() != 0) {
            throw input.damaged(
                    "the file ends within a block's header, of which " + input.available() + " bytes are there");
        }
        return false;
    }

    private void passBlock(int type) throws CaptureException {
        if (type == SECTION) {
            beginSection();
            input.advance(length);
        } else if (type == INTERFACE) {
            bringBlock();
            InterfaceBlock block = InterfaceBlock.read(input, length);
            section.add(block);
            interfaces().add(block.description());
            input.advance(length);
        } else {
            readLength();
            int trailing = length - TRAILER;
            CaptureException cut = cut();
            if (!input.skip(trailing) || !input.require(TRAILER)) {
                throw cut;
            }
            checkTrailer(input.at());
            input.advance(TRAILER);
        }
    }

    private void beginSection() throws CaptureException {
        ByteBuffer bytes = input.window();
        int magic = bytes.order(ByteOrder.BIG_ENDIAN).getInt(input.at() + 8);
        if (magic == Integer.reverseBytes(BYTE_ORDER_MAGIC)) {
            bytes.order(ByteOrder.LITTLE_ENDIAN);
        } else if (magic != BYTE_ORDER_MAGIC) {
            throw input.damaged(
                    "the section header's byte order magic is 0x%08x instead of 1a2b3c4d in either byte order"
                            .formatted(magic));
        }
        bringBlock();
        if (length < MIN_SECTION) {
            throw input.damaged("a section header of " + length + " bytes; it has at least " + MIN_SECTION);
        }
        int major = bytes.getShort(input.at() + 12) & 0xFFFF;
        if (major != 1) {
            throw input.damaged("version " + major + " of pcapng; only 1 is known");
        }
        firstOfSection = interfaces().size();
        section.clear();
    }

    /** Brings the whole block into the window and checks both its lengths. */
    private void bringBlock() throws CaptureException {
        readLength();
        if (length > CaptureInput.CAPACITY) {
            throw input.damaged(
                    "a block of " + length + " bytes; those of its type have at most " + CaptureInput.CAPACITY);
        }
        if (!input.require(length)) {
            throw cut();
        }
        checkTrailer(input.at() + length - TRAILER);
    }

    private void readLength() throws CaptureException {
        length = input.window().getInt(input.at() + 4);
        if (length < MIN_BLOCK || length > MAX_BLOCK || (length & 3) != 0) {
            throw input.damaged("a block of " + Integer.toUnsignedString(length) + " bytes; blocks have " + MIN_BLOCK
                    + " to " + MAX_BLOCK + ", in steps of 4");
        }
    }

    private CaptureException cut() {
        return input.damaged("the file ends within a block of " + length + " bytes");
    }

    private void checkTrailer(int at) throws CaptureException {
        int trailing = input.window().getInt(at);
        if (trailing != length) {
            throw input.damaged(
                    "a block of " + length + " bytes that says " + Integer.toUnsignedString(trailing) + " at its end");
        }
    }

    private void readEnhanced(boolean isObsolete) throws CaptureException {
        ByteBuffer bytes = input.window();
        int at = input.at();
        requireBody(ENHANCED_HEADER);
        int id = isObsolete ? bytes.getShort(at + 8) & 0xFFFF : bytes.getInt(at + 8);
        InterfaceBlock from = interfaceOf(id);
        long ticks = ((long) bytes.getInt(at + 12) << 32) | (bytes.getInt(at + 16) & 0xFFFF_FFFFL);
        timestampNs = from.toNs(ticks);
        setLengths(bytes.getInt(at + 20), bytes.getInt(at + 24));
        requireBody(ENHANCED_HEADER + capturedLength);
    }

    /** Without a time; from the section's first interface, whose snap length says how much is there. */
    private void readSimple() throws CaptureException {
        requireBody(SIMPLE_HEADER);
        InterfaceBlock from = interfaceOf(0);
        int original = input.window().getInt(input.at() + 8);
        int snapLength = from.description().snapLength();
        boolean isCut = snapLength > 0 && Integer.compareUnsigned(original, snapLength) > 0;
        setLengths(isCut ? snapLength : original, original);
        timestampNs = 0;
        requireBody(SIMPLE_HEADER + capturedLength);
    }

    private void requireBody(int bytes) throws CaptureException {
        if (length < bytes + TRAILER) {
            throw input.damaged("a packet block of " + length + " bytes, too short for what it says it holds");
        }
    }

    private InterfaceBlock interfaceOf(int id) throws CaptureException {
        if (id < 0 || id >= section.size()) {
            throw input.damaged("a packet of interface " + Integer.toUnsignedString(id)
                    + ", but the section has described " + section.size());
        }
        interfaceIndex = firstOfSection + id;
        return section.get(id);
    }
}
