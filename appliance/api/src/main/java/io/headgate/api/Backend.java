package io.headgate.api;

/** What handed a packet over. */
public enum Backend {
    /** Linux netfilter queue. */
    NFQUEUE,
    /** A divert(4) socket. */
    DIVERT,
    /** A UDP socket, unicast or of multicast groups: the IP and UDP headers were written here, not received. */
    DATAGRAM,
    /** Memory: captures, tests and benchmarks. */
    MEMORY
}
