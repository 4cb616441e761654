package io.headgate.engine.packet;

import io.headgate.api.Ipv6;
import java.nio.ByteBuffer;

/**
 * The extension headers of one IPv6 packet (RFC 8200, section 4): where each lies, and what comes behind them.
 *
 * <p>Reads offsets of the packet, all below the limit it is given. Bounded: {@link Ipv6#MAX_EXTENSIONS}.
 */
final class ExtensionHeaders {
    /** No protocol, no offset. */
    static final int NONE = -1;

    static final int FRAGMENT_FIELD = 2;
    static final int FRAGMENT_IDENTIFICATION = 4;

    /** Bytes at the start of each that say what follows and how long it is. */
    private static final int STRUCTURE = 2;

    /** A routing header's structure goes on with type and segments left. */
    private static final int ROUTING_STRUCTURE = 4;

    private static final int SEGMENTS_LEFT = 3;
    private static final int ROUTING_ADDRESSES = 8;
    private static final int ADDRESS = 16;
    private static final int ROUTING_SOURCE = 0;
    private static final int ROUTING_MOBILE = 2;
    private static final int ROUTING_SEGMENTS = 4;

    private final ByteBuffer bytes;
    private final int[] types = new int[Ipv6.MAX_EXTENSIONS];
    private final int[] offsets = new int[Ipv6.MAX_EXTENSIONS];
    private final int[] lengths = new int[Ipv6.MAX_EXTENSIONS];

    private int count;
    private int end;
    private int protocol;
    private int fragmentAt;
    private boolean isRouted;
    private int finalDestination;

    ExtensionHeaders(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /**
     * Walks from the IPv6 header to what is no extension header.
     *
     * @param base of the packet in the arena
     * @param ip offset of the IPv6 header in the packet
     * @param limit offset at which the datagram ends, or what is held of it
     */
    void decode(int base, int ip, int limit) {
        count = 0;
        end = ip + Ipv6View.HEADER;
        protocol = NONE;
        fragmentAt = NONE;
        isRouted = false;
        finalDestination = ip + Ipv6View.DESTINATION;
        int type = bytes.get(base + ip + Ipv6View.NEXT_HEADER) & 0xFF;
        while (isExtension(type)) {
            int length = count < Ipv6.MAX_EXTENSIONS ? lengthOf(type, base, limit) : NONE;
            if (length == NONE) {
                return;
            }
            add(type, length, base);
            type = bytes.get(base + offsets[count - 1]) & 0xFF;
            if (isLaterFragment(base)) {
                break; // What follows belongs to the middle of a datagram.
            }
        }
        protocol = type;
    }

    private static boolean isExtension(int type) {
        return switch (type) {
            case Ipv6.HOP_BY_HOP,
                    Ipv6.ROUTING,
                    Ipv6.FRAGMENT,
                    Ipv6.AUTHENTICATION,
                    Ipv6.DESTINATION_OPTIONS,
                    Ipv6.MOBILITY,
                    Ipv6.HIP,
                    Ipv6.SHIM6 -> true;
            default -> false;
        };
    }

    /** Length of the header at {@link #end}, NONE if it is not whole. */
    private int lengthOf(int type, int base, int limit) {
        if (limit - end < 8) {
            return NONE;
        }
        int units = bytes.get(base + end + 1) & 0xFF;
        int length = switch (type) {
            case Ipv6.FRAGMENT -> 8;
            case Ipv6.AUTHENTICATION -> (units + 2) << 2;
            default -> (units + 1) << 3;
        };
        return length <= limit - end ? length : NONE;
    }

    private void add(int type, int length, int base) {
        types[count] = type;
        offsets[count] = end;
        lengths[count] = length;
        if (type == Ipv6.FRAGMENT && (fragmentAt == NONE || isFragmentAt(base + end))) {
            // A fragment of a fragment may be the middle of a datagram, though the first header does not say so.
            fragmentAt = end;
        } else if (type == Ipv6.ROUTING && (bytes.get(base + end + SEGMENTS_LEFT) & 0xFF) > 0) {
            // The last one decides: it is followed when those before it are used up.
            isRouted = true;
            finalDestination = lastSegment(bytes.get(base + end + 2) & 0xFF, length);
        }
        count++;
        end += length;
    }

    private boolean isFragmentAt(int at) {
        return (bytes.getShort(at + FRAGMENT_FIELD) & 0xFFF9) != 0;
    }

    /**
     * Where a routing header that is not used up keeps the final destination: the last address, but the first in segment
     * routing, which counts backwards (RFC 8754). NONE for kinds that compress it or that we do not know.
     */
    private int lastSegment(int routingType, int length) {
        int addresses = (length - ROUTING_ADDRESSES) / ADDRESS;
        if (addresses < 1) {
            return NONE;
        }
        return switch (routingType) {
            case ROUTING_SOURCE, ROUTING_MOBILE -> end + ROUTING_ADDRESSES + (addresses - 1) * ADDRESS;
            case ROUTING_SEGMENTS -> end + ROUTING_ADDRESSES;
            default -> NONE;
        };
    }

    private boolean isLaterFragment(int base) {
        return fragmentAt != NONE && (bytes.getShort(base + fragmentAt + FRAGMENT_FIELD) & 0xFFF8) != 0;
    }

    int count() {
        return count;
    }

    int type(int index) {
        return types[index];
    }

    int offset(int index) {
        return offsets[index];
    }

    int length(int index) {
        return lengths[index];
    }

    /** Offset of the first byte behind the headers that could be read. */
    int end() {
        return end;
    }

    /** Protocol behind them, NONE if they could not be read to their end. */
    int protocol() {
        return protocol;
    }

    /** Offset of the fragment header, of the innermost that makes this a fragment; NONE without. */
    int fragmentAt() {
        return fragmentAt;
    }

    /** Whether a routing header sends the packet on behind the header's destination. */
    boolean isRouted() {
        return isRouted;
    }

    /** Offset of the address that the pseudo-header has (RFC 8200, section 8.1), NONE if unknown. */
    int finalDestination() {
        return finalDestination;
    }

    /** Whether a filter may write the byte at an offset: inside a header, but not what its walk depends on. */
    boolean isWritable(int offset) {
        for (int i = 0; i < count; i++) {
            if (offset >= offsets[i] && offset < offsets[i] + lengths[i]) {
                int structure = types[i] == Ipv6.ROUTING ? ROUTING_STRUCTURE : STRUCTURE;
                return types[i] != Ipv6.FRAGMENT && offset >= offsets[i] + structure;
            }
        }
        return false;
    }
}
