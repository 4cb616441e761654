package headgate.api;

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

    /** Whether this is one of several fragments, the first included. */
    boolean isFragment();

    /** Where this fragment's data begins in the whole datagram, in bytes. */
    int fragmentOffset();

    /** Time to live, 0 to 255. */
    int ttl();

    void ttl(int value);

    int protocol();

    int source();

    void source(int address);

    int destination();

    void destination(int address);
}
