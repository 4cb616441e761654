package io.headgate.plugin.nat;

import io.headgate.api.Ipv4;

/** What is translated. */
enum Protocol {
    TCP(Ipv4.TCP, 0),
    UDP(Ipv4.UDP, 1),
    /** Queries and their replies, which an identifier tells apart. */
    ICMP(Ipv4.ICMP, 2);

    /** How many there are. */
    static final int COUNT = 3;

    private final int number;
    private final int index;

    Protocol(int number, int index) {
        this.number = number;
        this.index = index;
    }

    /** As in the IP header. */
    int number() {
        return number;
    }

    /** From 0 to below {@link #COUNT}. */
    int index() {
        return index;
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
