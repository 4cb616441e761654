package io.headgate.api;

/** Which way a packet was going when the kernel handed it over. */
public enum Direction {
    /** Coming in through an interface, before routing. */
    IN,
    /** Going out through an interface, after routing. */
    OUT,
    /** Between the two, where a kernel rule asks for it (Linux, FORWARD). */
    FORWARD
}
