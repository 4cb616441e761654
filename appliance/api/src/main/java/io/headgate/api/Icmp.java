package io.headgate.api;

/** ICMP header (RFC 792): its types; the fields are those of {@link IcmpMessage}. */
public interface Icmp extends IcmpMessage {
    /** Type of an echo reply. */
    int ECHO_REPLY = 0;

    /** Type of a destination unreachable error. */
    int UNREACHABLE = 3;

    /** Type of a source quench, deprecated (RFC 6633). */
    int SOURCE_QUENCH = 4;

    /** Type of a redirect. */
    int REDIRECT = 5;

    /** Type of an echo request. */
    int ECHO_REQUEST = 8;

    /** Type of a time exceeded error. */
    int TIME_EXCEEDED = 11;

    /** Type of a parameter problem error. */
    int PARAMETER_PROBLEM = 12;
}
