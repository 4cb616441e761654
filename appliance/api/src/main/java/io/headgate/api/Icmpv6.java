package io.headgate.api;

/** ICMPv6 header (RFC 4443): its types; the fields are those of {@link IcmpMessage}. */
public interface Icmpv6 extends IcmpMessage {
    /** Type of a destination unreachable error. */
    int UNREACHABLE = 1;

    /** Type of a packet too big error; the four bytes behind the checksum are the MTU. */
    int PACKET_TOO_BIG = 2;

    /** Type of a time exceeded error. */
    int TIME_EXCEEDED = 3;

    /** Type of a parameter problem error. */
    int PARAMETER_PROBLEM = 4;

    /** Type of an echo request. */
    int ECHO_REQUEST = 128;

    /** Type of an echo reply. */
    int ECHO_REPLY = 129;
}
