package io.headgate.api;

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
 * |                     Options, up to 40 bytes                   |
 * +---------------------------------------------------------------+
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

    /** Option: end of the options. */
    int END = 0;

    /** Option: no operation, one byte. */
    int NOP = 1;

    /** Option: maximum segment size, two bytes; in SYN segments. */
    int MSS = 2;

    /** Returned by {@link #option} when there is none. */
    int NONE = -1;

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

    /** The four bits between data offset and flags, 0 to 15. */
    int reserved();

    void reserved(int value);

    /** Window as sent, not scaled. */
    int window();

    void window(int value);

    /** The checksum as received: the lane repairs it after the chain. */
    int checksum();

    /** Where urgent data end, as an offset from the sequence number; counts only with {@link #URG}. */
    int urgentPointer();

    void urgentPointer(int value);

    /** Bytes of options, 0 to 40; they end where the header does. */
    int optionsLength();

    /**
     * Looks for an option.
     *
     * @param kind 2 to 255
     * @return offset in the packet of its first byte, the kind, followed by its length and value; {@link #NONE} if it is not
     *     there or not whole
     */
    int option(int kind);

    /**
     * Writes one byte of the options.
     *
     * @param offset in the packet
     * @throws IndexOutOfBoundsException outside the options
     */
    void optionU8(int offset, int value);

    /** Writes two bytes of the options; bounds as {@link #optionU8}. */
    void optionU16(int offset, int value);
}
