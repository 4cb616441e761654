package io.headgate.api;

/** What the sender of a rejected packet is told; made into a verdict by {@link FilterContext#reject}. */
public enum Rejection {
    /** A TCP reset (RFC 9293, section 3.10.7); for other protocols as {@link #PORT_UNREACHABLE}. */
    TCP_RESET,
    /** ICMP type 3 code 3 (RFC 792), ICMPv6 type 1 code 4 (RFC 4443, section 3.1). */
    PORT_UNREACHABLE,
    /** ICMP type 3 code 1, ICMPv6 type 1 code 3. */
    HOST_UNREACHABLE,
    /** ICMP type 3 code 13 (RFC 1812, section 5.2.7.1), ICMPv6 type 1 code 1. */
    ADMIN_PROHIBITED
}
