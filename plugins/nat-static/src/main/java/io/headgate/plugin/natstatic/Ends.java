package io.headgate.plugin.natstatic;

/** Source and destination of a packet, of either family, with or without ports. A flyweight. */
interface Ends {
    boolean isIpv6();

    int protocol();

    /** First eight bytes of the source address; 0 for IPv4. */
    long sourceHigh();

    /** Last eight bytes of the source address; for IPv4 its four bytes. */
    long sourceLow();

    long destinationHigh();

    long destinationLow();

    /** {@link Endpoint#ANY} without ports. */
    int sourcePort();

    int destinationPort();

    /** Rewrites the source, its port only if the endpoint has one. */
    void source(Endpoint endpoint);

    /** Rewrites the destination, its port only if the endpoint has one. */
    void destination(Endpoint endpoint);
}
