package io.headgate.api;

/**
 * What ICMP (RFC 792) and ICMPv6 (RFC 4443, section 2.1) headers have alike. Identifier and sequence number are those of
 * echo messages; other types keep other things in these four bytes.
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
public interface IcmpMessage {
    int type();

    void type(int value);

    int code();

    void code(int value);

    /** The checksum as received: the lane repairs it after the chain. */
    int checksum();

    int identifier();

    void identifier(int value);

    int sequence();

    void sequence(int value);

    /** The four bytes of identifier and sequence number, for types that keep something else there (an MTU, a gateway). */
    int rest();

    void rest(int value);
}
