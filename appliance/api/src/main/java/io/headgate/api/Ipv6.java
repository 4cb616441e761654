package io.headgate.api;

/**
 * IPv6 header (RFC 8200, section 3) and the extension headers behind it. An address is two longs holding the sixteen
 * bytes in network order: 2001:db8::1 is {@code 0x20010DB800000000L} and {@code 1L}.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------+-----------+---+---------------------------------------+
 * |Version|   DSCP    |ECN|              Flow label               |
 * +-------+-----------+---+-------+---------------+---------------+
 * |        Payload length         |  Next header  |   Hop limit   |
 * +-------------------------------+---------------+---------------+
 * |                  Source address, 16 bytes                     |
 * +---------------------------------------------------------------+
 * |                Destination address, 16 bytes                  |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Extension headers are numbered from 0 in the order of the packet. Hop-by-hop options, routing, fragment, destination
 * options, authentication, mobility, HIP and shim6 headers are recognised, at most {@link #MAX_EXTENSIONS}; behind more,
 * or behind one that lies about its length, no transport header is looked for.
 */
public interface Ipv6 {
    /** Extension headers that are looked at. */
    int MAX_EXTENSIONS = 8;

    /** Next header: hop-by-hop options. */
    int HOP_BY_HOP = 0;

    /** Next header: routing (RFC 8200, section 4.4). */
    int ROUTING = 43;

    /** Next header: fragment. */
    int FRAGMENT = 44;

    /** Next header: encrypted payload (RFC 4303); nothing behind it can be read. */
    int ESP = 50;

    /** Next header: authentication (RFC 4302). */
    int AUTHENTICATION = 51;

    /** Next header: ICMPv6. */
    int ICMPV6 = 58;

    /** Next header: nothing follows. */
    int NO_NEXT_HEADER = 59;

    /** Next header: destination options. */
    int DESTINATION_OPTIONS = 60;

    /** Next header: mobility (RFC 6275). */
    int MOBILITY = 135;

    /** Next header: host identity protocol (RFC 7401). */
    int HIP = 139;

    /** Next header: shim6 (RFC 5533). */
    int SHIM6 = 140;

    /** Bytes behind the 40 of this header, extension headers included, as the header says. */
    int payloadLength();

    /** Differentiated services code point, 0 to 63 (RFC 2474). */
    int dscp();

    void dscp(int value);

    /** Explicit congestion notification, 0 to 3 (RFC 3168). */
    int ecn();

    void ecn(int value);

    /** Flow label, 20 bits (RFC 6437). */
    int flowLabel();

    void flowLabel(int value);

    /** Hop limit, 0 to 255. */
    int hopLimit();

    void hopLimit(int value);

    /** Protocol of what comes behind the extension headers; -1 if they cannot be read to their end. */
    int protocol();

    /**
     * Says that the bytes behind the extension headers are of another protocol, or one more extension header; headers are
     * then recognised anew. These bytes stay as they are, their checksum included.
     *
     * @throws IllegalStateException if the extension headers cannot be read to their end
     */
    void protocol(int value);

    /** First eight bytes of the source address. */
    long sourceHigh();

    /** Last eight bytes of the source address. */
    long sourceLow();

    void source(long high, long low);

    /** First eight bytes of the destination address; of the next hop's if there is a routing header that is not used up. */
    long destinationHigh();

    /** Last eight bytes of the destination address. */
    long destinationLow();

    void destination(long high, long low);

    /** How many extension headers there are. */
    int extensions();

    /** Type of an extension header, {@link #HOP_BY_HOP} to {@link #SHIM6}. */
    int extensionType(int index);

    /** Where an extension header begins in the packet. */
    int extensionOffset(int index);

    /** Bytes of an extension header. */
    int extensionLength(int index);

    /**
     * Writes one byte of an extension header.
     *
     * @param offset in the packet
     * @throws IndexOutOfBoundsException outside the extension headers, on the two bytes that begin each (next header,
     *     length), on the next two of a routing header (type, segments left), and on a fragment header, which has setters
     */
    void extensionU8(int offset, int value);

    /** Whether there is a fragment header that makes this one of several fragments, the first included. */
    boolean isFragment();

    /** Where this fragment's data begins in the whole datagram, in bytes; 0 without a fragment header. */
    int fragmentOffset();

    /**
     * Moves this fragment; headers are then recognised anew.
     *
     * @param bytes 0 to 65,528, a multiple of 8
     * @throws IllegalStateException without a fragment header
     */
    void fragmentOffset(int bytes);

    /** Whether more fragments follow; false without a fragment header. */
    boolean moreFragments();

    /** Makes this a fragment with followers, or the last; needs a fragment header as {@link #fragmentOffset}. */
    void moreFragments(boolean value);

    /** Identification of the fragment header; 0 without one. */
    int identification();

    /** Sets the identification; needs a fragment header as {@link #fragmentOffset}. */
    void identification(int value);
}
