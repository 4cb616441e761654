package io.headgate.plugin.nat;

/**
 * How long flows stay without a packet, in nanoseconds.
 *
 * @param tcpEstablishedNs for connections that both sides have acknowledged
 * @param tcpTransitoryNs for connections that are being opened or closed
 */
record Timeouts(long udpNs, long tcpEstablishedNs, long tcpTransitoryNs, long icmpNs) {
    /** For a flow; {@code state} only counts for TCP. */
    long of(Protocol protocol, int state) {
        return switch (protocol) {
            case TCP -> TcpState.isEstablished(state) ? tcpEstablishedNs : tcpTransitoryNs;
            case UDP -> udpNs;
            case ICMP -> icmpNs;
        };
    }
}
