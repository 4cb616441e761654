package io.headgate.api;

/**
 * What the kernel says about a packet's transport checksum. Of interest to a filter that judges checksums; one that
 * only rewrites never needs it.
 */
public enum ChecksumState {
    /** The field holds a sum that was verified, or that nobody has to verify. */
    VERIFIED,
    /** The field holds whatever the sender put there; nobody has looked yet. */
    UNVERIFIED,
    /** The field holds only the sum of the pseudo-header; hardware or kernel will complete it on the way out. */
    PARTIAL
}
