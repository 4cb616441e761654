package io.headgate.api;

/**
 * UDP header (RFC 768).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |          Source port          |       Destination port        |
 * +-------------------------------+-------------------------------+
 * |            Length             |           Checksum            |
 * +-------------------------------+-------------------------------+
 * </pre>
 */
public interface Udp {
    int sourcePort();

    void sourcePort(int port);

    int destinationPort();

    void destinationPort(int port);

    /** Header and data in bytes, as the header says; {@link Packet#resizePayload} changes it. */
    int lengthField();

    /** The checksum as received, 0 if the sender computed none: the lane repairs it after the chain. */
    int checksum();
}
