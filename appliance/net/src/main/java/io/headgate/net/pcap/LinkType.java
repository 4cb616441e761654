package io.headgate.net.pcap;

import java.nio.ByteBuffer;

/**
 * Finds the IP header in a frame, and makes what stands before one.
 *
 * @see <a href="https://www.tcpdump.org/linktypes.html">Link-layer header types</a>
 */
final class LinkType {
    static final int NULL = 0;
    static final int ETHERNET = 1;
    static final int RAW = 101;
    static final int LOOP = 108;
    static final int LINUX_SLL = 113;
    static final int IPV4 = 228;
    static final int IPV6 = 229;
    static final int LINUX_SLL2 = 276;

    /** What some systems wrote for {@link #RAW}: their own number of it. */
    private static final int RAW_BSD = 12;

    private static final int RAW_OPENBSD = 14;

    /** Returned by {@link #ipAt} for a frame that holds no IP packet. */
    static final int NONE = -1;

    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_IPV6 = 0x86DD;
    private static final int TAG_8021Q = 0x8100;
    private static final int TAG_8021AD = 0x88A8;
    private static final int TAG = 4;
    private static final int MAX_TAGS = 2;

    private static final int FAMILY_IPV4 = 2;

    /** Of the numbers that IPv6 has on one system or another, OpenBSD's. */
    private static final int FAMILY_IPV6 = 24;

    private static final short SENT_BY_US = 4;
    private static final short NO_HARDWARE = (short) 0xFFFE;

    private LinkType() {}

    /**
     * Where the IP header begins, counted from the frame's first byte.
     *
     * @param linkType a LINKTYPE number
     * @param isBigEndian byte order of the capturing host
     * @param bytes big-endian
     * @param at of the frame's first byte
     * @param length of the frame
     * @return {@link #NONE} if there is none
     */
    static int ipAt(int linkType, boolean isBigEndian, ByteBuffer bytes, int at, int length) {
        return switch (linkType) {
            case ETHERNET -> behindEthertype(bytes, at, length, 12, 14);
            case LINUX_SLL -> behindEthertype(bytes, at, length, 14, 16);
            case LINUX_SLL2 -> behindEthertype(bytes, at, length, 0, 20);
            case RAW, RAW_BSD, RAW_OPENBSD -> anyVersion(bytes, at, length);
            case IPV4 -> version(4, bytes, at, length, 0);
            case IPV6 -> version(6, bytes, at, length, 0);
            case NULL -> behindFamily(isBigEndian, bytes, at, length);
            case LOOP -> behindFamily(true, bytes, at, length);
            default -> NONE;
        };
    }

    /**
     * A header for an IP packet that was on no link, big-endian but for {@link #NULL}: addresses are zeros, and a Linux cooked one
     * says that this host sent it.
     *
     * @param version of the packet, 4 or 6
     * @return empty where frames begin with the packet, and where no header is known
     */
    static byte[] header(int linkType, boolean isBigEndian, int version) {
        short type = (short) (version == 4 ? ETHERTYPE_IPV4 : ETHERTYPE_IPV6);
        int family = version == 4 ? FAMILY_IPV4 : FAMILY_IPV6;
        return switch (linkType) {
            case ETHERNET -> ByteBuffer.allocate(14).putShort(12, type).array();
            case LINUX_SLL ->
                ByteBuffer.allocate(16)
                        .putShort(0, SENT_BY_US)
                        .putShort(2, NO_HARDWARE)
                        .putShort(14, type)
                        .array();
            case LINUX_SLL2 ->
                ByteBuffer.allocate(20)
                        .putShort(0, type)
                        .putShort(8, NO_HARDWARE)
                        .put(10, (byte) SENT_BY_US)
                        .array();
            case NULL ->
                ByteBuffer.allocate(4)
                        .putInt(0, isBigEndian ? family : Integer.reverseBytes(family))
                        .array();
            case LOOP -> ByteBuffer.allocate(4).putInt(0, family).array();
            default -> new byte[0];
        };
    }

    private static int behindEthertype(ByteBuffer bytes, int at, int length, int typeAt, int headerLength) {
        int header = headerLength;
        if (length <= header) {
            return NONE;
        }
        int type = bytes.getShort(at + typeAt) & 0xFFFF;
        for (int tags = 0; isTag(type) && tags < MAX_TAGS; tags++) {
            // A tag is two bytes of its own and then the type of what follows.
            header += TAG;
            if (length <= header) {
                return NONE;
            }
            type = bytes.getShort(at + header - 2) & 0xFFFF;
        }
        return switch (type) {
            case ETHERTYPE_IPV4 -> version(4, bytes, at, length, header);
            case ETHERTYPE_IPV6 -> version(6, bytes, at, length, header);
            default -> NONE;
        };
    }

    private static boolean isTag(int type) {
        return type == TAG_8021Q || type == TAG_8021AD;
    }

    /** The address family is a number of the capturing host: IPv6 is 10, 24, 28 or 30 depending on its system. */
    private static int behindFamily(boolean isBigEndian, ByteBuffer bytes, int at, int length) {
        if (length <= 4) {
            return NONE;
        }
        int family = isBigEndian ? bytes.getInt(at) : Integer.reverseBytes(bytes.getInt(at));
        return switch (family) {
            case FAMILY_IPV4 -> version(4, bytes, at, length, 4);
            case 10, 24, 28, 30 -> version(6, bytes, at, length, 4);
            default -> NONE;
        };
    }

    private static int anyVersion(ByteBuffer bytes, int at, int length) {
        int ipv4 = version(4, bytes, at, length, 0);
        return ipv4 == NONE ? version(6, bytes, at, length, 0) : ipv4;
    }

    private static int version(int wanted, ByteBuffer bytes, int at, int length, int header) {
        return length > header && bytes.get(at + header) >>> 4 == wanted ? header : NONE;
    }
}
