package headgate.api;

/**
 * TCP header (RFC 9293, section 3.1).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |          Source port          |       Destination port        |
 * +-------------------------------+-------------------------------+
 * |                        Sequence number                        |
 * +---------------------------------------------------------------+
 * |                     Acknowledgment number                     |
 * +-------+-------+---------------+-------------------------------+
 * | Offset| Rsrvd |     Flags     |            Window             |
 * +-------+-------+---------------+-------------------------------+
 * |           Checksum            |        Urgent pointer         |
 * +-------------------------------+-------------------------------+
 * </pre>
 */
public interface Tcp {
    int FIN = 0x01;
    int SYN = 0x02;
    int RST = 0x04;
    int PSH = 0x08;
    int ACK = 0x10;
    int URG = 0x20;
    int ECE = 0x40;
    int CWR = 0x80;

    int sourcePort();

    void sourcePort(int port);

    int destinationPort();

    void destinationPort(int port);

    /** Sequence number, as a signed int holding 32 bits. */
    int sequence();

    void sequence(int value);

    /** Acknowledgment number, as a signed int holding 32 bits. */
    int acknowledgment();

    void acknowledgment(int value);

    /** Header length in bytes, 20 to 60. */
    int headerLength();

    /** The flags {@link #FIN} to {@link #CWR}, OR-ed. */
    int flags();

    void flags(int value);

    /** Whether every flag of {@code mask} is set. */
    default boolean has(int mask) {
        return (flags() & mask) == mask;
    }

    /** Window as sent, not scaled. */
    int window();

    void window(int value);
}
