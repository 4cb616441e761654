package io.headgate.testkit.packet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the headers of a packet lie, read anew here so that it can be held against what the engine reads. Extension headers
 * are followed as far as a filter would see them, eight; behind more, or behind one that lies about its length, there is no
 * transport header.
 */
public final class Anatomy {
    /** Offset of what is not there. */
    public static final int NONE = -1;

    private static final int MAX_EXTENSIONS = 8;
    private static final int IPV6_HEADER = 40;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION = 51;
    private static final List<Integer> EXTENSIONS = List.of(0, ROUTING, FRAGMENT, AUTHENTICATION, 60, 135, 139, 140);

    /**
     * An extension header.
     *
     * @param type 0 for hop-by-hop options, and so on
     * @param offset of its first byte in the packet
     * @param length in bytes
     */
    public record Extension(int type, int offset, int length) {}

    private final byte[] packet;
    private final int version;
    private final List<Extension> extensions = new ArrayList<>();
    private int end;
    private int behindIp = NONE;
    private int protocol = NONE;
    private int fragmentAt = NONE;
    private int fragmentOffset;
    private boolean hasFollowers;
    private byte[] finalDestination = {};

    private Anatomy(byte[] packet) {
        this.packet = packet;
        int first = packet.length == 0 ? 0 : u8(0) >>> 4;
        if (first == 4 && packet.length >= 20) {
            version = 4;
            readIpv4();
        } else if (first == 6 && packet.length >= IPV6_HEADER) {
            version = 6;
            readIpv6();
        } else {
            version = 0;
        }
    }

    /** Looks at a packet from its IP header on. */
    public static Anatomy of(byte[] packet) {
        return new Anatomy(packet);
    }

    private void readIpv4() {
        int header = (u8(0) & 0x0F) * 4;
        int total = u16(2);
        end = Math.min(total, packet.length);
        if (header < 20 || header > end) {
            return;
        }
        fragmentOffset = (u16(6) & 0x1FFF) * 8;
        hasFollowers = (u8(6) & 0x20) != 0;
        finalDestination = Arrays.copyOfRange(packet, 16, 20);
        protocol = u8(9);
        behindIp = header;
    }

    private void readIpv6() {
        end = Math.min(IPV6_HEADER + u16(4), packet.length);
        finalDestination = Arrays.copyOfRange(packet, 24, IPV6_HEADER);
        int type = u8(6);
        int at = IPV6_HEADER;
        while (EXTENSIONS.contains(type) && fragmentOffset == 0) {
            if (extensions.size() == MAX_EXTENSIONS || at + 8 > end) {
                return;
            }
            int length = lengthOf(type, at);
            if (at + length > end) {
                return;
            }
            extensions.add(new Extension(type, at, length));
            if (type == FRAGMENT) {
                fragmentAt = at;
                fragmentOffset = u16(at + 2) & 0xFFF8;
                hasFollowers = (u8(at + 3) & 1) != 0;
            } else if (type == ROUTING && u8(at + 3) > 0 && length >= 24) {
                finalDestination = Arrays.copyOfRange(packet, at + length - 16, at + length);
            }
            type = u8(at);
            at += length;
        }
        protocol = type;
        behindIp = at;
    }

    private int lengthOf(int type, int at) {
        return switch (type) {
            case FRAGMENT -> 8;
            case AUTHENTICATION -> (u8(at + 1) + 2) * 4;
            default -> (u8(at + 1) + 1) * 8;
        };
    }

    /** 4 or 6; 0 if this is no IP packet or its fixed header is not whole. */
    public int version() {
        return version;
    }

    /** Index behind the last byte that the IP header counts and that is there. */
    public int end() {
        return end;
    }

    /** Whether every byte that the IP header counts is there. */
    public boolean isWhole() {
        return version == 4 ? u16(2) <= packet.length : version == 6 && IPV6_HEADER + u16(4) <= packet.length;
    }

    public List<Extension> extensions() {
        return extensions;
    }

    /** Where the data behind the IP header and its extensions begin; {@link #NONE}. */
    public int behindIp() {
        return behindIp;
    }

    /** What comes there; {@link #NONE}. */
    public int protocol() {
        return protocol;
    }

    /** Whether this is one of several fragments, the first included. */
    public boolean isFragment() {
        return hasFollowers || fragmentOffset > 0;
    }

    /** Whether this is a fragment, but not the first: it has no transport header. */
    public boolean isLaterFragment() {
        return fragmentOffset > 0;
    }

    /** In bytes. */
    public int fragmentOffset() {
        return fragmentOffset;
    }

    public boolean hasFollowers() {
        return hasFollowers;
    }

    /** Where the fragment header of IPv6 is; {@link #NONE}. */
    public int fragmentAt() {
        return fragmentAt;
    }

    public byte[] source() {
        return version == 4 ? Arrays.copyOfRange(packet, 12, 16) : Arrays.copyOfRange(packet, 8, 24);
    }

    public byte[] destination() {
        return version == 4 ? Arrays.copyOfRange(packet, 16, 20) : Arrays.copyOfRange(packet, 24, IPV6_HEADER);
    }

    /** Where it goes in the end: what pseudo-headers are about. */
    public byte[] finalDestination() {
        return finalDestination;
    }

    public int u8(int offset) {
        return packet[offset] & 0xFF;
    }

    public int u16(int offset) {
        return u8(offset) << 8 | u8(offset + 1);
    }

    public long u32(int offset) {
        return (long) u16(offset) << 16 | u16(offset + 2);
    }
}
