package io.headgate.api;

/**
 * IPv4 header (RFC 791, section 3.1). Addresses are ints holding the four bytes in network order: 192.0.2.1 is
 * {@code 0xC0000201}.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------+-------+-----------+---+-------------------------------+
 * |Version|  IHL  |   DSCP    |ECN|         Total length          |
 * +-------+-------+-----------+---+-----+-------------------------+
 * |        Identification         |Flags|     Fragment offset     |
 * +---------------+---------------+-----+-------------------------+
 * | Time to live  |   Protocol    |        Header checksum        |
 * +---------------+---------------+-------------------------------+
 * |                        Source address                         |
 * +---------------------------------------------------------------+
 * |                      Destination address                      |
 * +---------------------------------------------------------------+
 * |                     Options, up to 40 bytes                   |
 * +---------------------------------------------------------------+
 * </pre>
 */
public interface Ipv4 {
    /** Protocol number of ICMP. */
    int ICMP = 1;

    /** Protocol number of TCP. */
    int TCP = 6;

    /** Protocol number of UDP. */
    int UDP = 17;

    /** Header length in bytes, 20 to 60. */
    int headerLength();

    /** Header and payload in bytes, as the header says. */
    int totalLength();

    /** Differentiated services code point, 0 to 63 (RFC 2474). */
    int dscp();

    void dscp(int value);

    /** Explicit congestion notification, 0 to 3 (RFC 3168). */
    int ecn();

    void ecn(int value);

    int identification();

    void identification(int value);

    /** The bit that is reserved and zero (but see RFC 3514). */
    boolean reservedFlag();

    void reservedFlag(boolean value);

    /** Whether routers must not fragment this packet. */
    boolean dontFragment();

    void dontFragment(boolean value);

    /** Whether more fragments follow this one. */
    boolean moreFragments();

    /** Makes this a fragment with followers, or the last; headers are then recognised anew. */
    void moreFragments(boolean value);

    /** Whether this is one of several fragments, the first included. */
    boolean isFragment();

    /** Where this fragment's data begins in the whole datagram, in bytes. */
    int fragmentOffset();

    /**
     * Moves this fragment; headers are then recognised anew: one that does not begin at 0 has no transport header.
     *
     * @param bytes 0 to 65,528, a multiple of 8
     */
    void fragmentOffset(int bytes);

    /** Time to live, 0 to 255. */
    int ttl();

    void ttl(int value);

    int protocol();

    /**
     * Says that the bytes behind this header are of another protocol; headers are then recognised anew. These bytes stay as
     * they are, their checksum included.
     */
    void protocol(int value);

    int source();

    void source(int address);

    int destination();

    void destination(int address);

    /** Bytes of options, 0 to 40; they begin at byte 20 of the packet. */
    int optionsLength();

    /**
     * Writes one byte of the options.
     *
     * @param offset in the packet, from 20 on
     * @throws IndexOutOfBoundsException outside the options
     */
    void optionU8(int offset, int value);
}
