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

    /** Type of an echo request. */
    int ECHO_REQUEST = 8;

    int type();

    void type(int value);

    int code();

    void code(int value);

    int identifier();

    void identifier(int value);

    int sequence();

    void sequence(int value);
}
