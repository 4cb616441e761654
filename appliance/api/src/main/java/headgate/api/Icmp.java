package headgate.api;

/**
 * ICMP header (RFC 792). Identifier and sequence number are those of echo messages; other types keep other things in
 * these four bytes.
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
public interface Icmp {
    /** Type of an echo reply. */
    int ECHO_REPLY = 0;

    /** Type of a destination unreachable error. */
    int UNREACHABLE = 3;

    /** Type of a source quench, deprecated (RFC 6633). */
    int SOURCE_QUENCH = 4;

    /** Type of a redirect. */
    int REDIRECT = 5;

    /** Type of an echo request. */
    int ECHO_REQUEST = 8;

    /** Type of a time exceeded error. */
    int TIME_EXCEEDED = 11;

    /** Type of a parameter problem error. */
    int PARAMETER_PROBLEM = 12;

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

    /** The four bytes of identifier and sequence number, for types that keep something else there (an MTU, a gateway). */
    int rest();

    void rest(int value);
}
