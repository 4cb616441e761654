package io.headgate.api;

/** What handed a packet over. */
public enum Backend {
    /** Linux netfilter queue. */
    NFQUEUE,
    /** A divert(4) socket. */
    DIVERT,
    /** Memory: captures, tests and benchmarks. */
    MEMORY
}
