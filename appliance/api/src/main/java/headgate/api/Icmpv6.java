package headgate.api;

/**
 * ICMPv6 header (RFC 4443, section 2.1). Identifier and sequence number are those of echo messages; other types keep
 * other things in these four bytes.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |     Type      |     Code      |           Checksum            |
 * +---------------+---------------+-------------------------------+
 * |          Identifier           |        Sequence number        |
 * +-------------------------------+-------------------------------+
 * </pre>
 */
public interface Icmpv6 {
    /** Type of a destination unreachable error. */
    int UNREACHABLE = 1;

    /** Type of a packet too big error; the four bytes behind the checksum are the MTU. */
    int PACKET_TOO_BIG = 2;

    /** Type of a time exceeded error. */
    int TIME_EXCEEDED = 3;

    /** Type of a parameter problem error. */
    int PARAMETER_PROBLEM = 4;

    /** Type of an echo request. */
    int ECHO_REQUEST = 128;

    /** Type of an echo reply. */
    int ECHO_REPLY = 129;

    int type();

    void type(int value);

    int code();

    void code(int value);

    int identifier();

    void identifier(int value);

    int sequence();

    void sequence(int value);

    /** The checksum as received: the lane repairs it after the chain. */
    int checksum();

    /** The four bytes of identifier and sequence number, for types that keep something else there. */
    int rest();

    void rest(int value);
}
