package io.headgate.plugin.nat;

import io.headgate.api.Ipv4;

/** What is translated. */
enum Protocol {
    TCP(Ipv4.TCP),
    UDP(Ipv4.UDP),
    /** Queries and their replies, which an identifier tells apart. */
    ICMP(Ipv4.ICMP);

    /** How many there are. */
    static final int COUNT = 3;

    private final int number;

    Protocol(int number) {
        this.number = number;
    }

    /** As in the IP header. */
    int number() {
        return number;
    }

    /** The protocol of that number, null if it is not translated. */
    static Protocol of(int number) {
        return switch (number) {
            case Ipv4.TCP -> TCP;
            case Ipv4.UDP -> UDP;
            case Ipv4.ICMP -> ICMP;
            default -> null;
        };
    }
}
