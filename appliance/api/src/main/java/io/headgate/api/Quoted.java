package io.headgate.api;

/**
 * The packet that an ICMP error quotes (RFC 792, RFC 4443, section 3): its IP header, and as much behind it as the error
 * carries, at least eight bytes as a rule. It travels against its own direction: its source is where the error goes.
 *
 * <p>Who translates addresses has to translate them here too, else the receiver cannot tell which connection the error is
 * about. The checksums of the quoted packet, as far as they are quoted, and that of the error are repaired with the rest.
 */
public interface Quoted {
    /** Whether it is IPv6: quoted by ICMPv6. */
    boolean isIpv6();

    /** Protocol of what comes behind its IP header and extension headers; -1 if that is not quoted. */
    int protocol();

    /** Its IPv4 source address. */
    int source();

    /**
     * Rewrites its IPv4 source address.
     *
     * @throws IllegalStateException if it is IPv6
     */
    void source(int address);

    /** Its IPv4 destination address. */
    int destination();

    /** Rewrites its IPv4 destination address; as {@link #source(int)}. */
    void destination(int address);

    /** First eight bytes of its IPv6 source address. */
    long sourceHigh();

    /** Last eight bytes of its IPv6 source address. */
    long sourceLow();

    /**
     * Rewrites its IPv6 source address.
     *
     * @throws IllegalStateException if it is IPv4
     */
    void source(long high, long low);

    /** First eight bytes of its IPv6 destination address. */
    long destinationHigh();

    /** Last eight bytes of its IPv6 destination address. */
    long destinationLow();

    /** Rewrites its IPv6 destination address; as {@link #source(long, long)}. */
    void destination(long high, long low);

    /** Whether it is TCP or UDP and its ports are quoted. */
    boolean hasPorts();

    int sourcePort();

    /**
     * Rewrites its source port.
     *
     * @throws IllegalStateException without ports
     */
    void sourcePort(int port);

    int destinationPort();

    /** Rewrites its destination port; as {@link #sourcePort(int)}. */
    void destinationPort(int port);
}
