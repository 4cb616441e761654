package io.headgate.plugin.natstatic;

import io.headgate.api.Quoted;

/** The ends of the packet that an ICMP error quotes. */
final class QuotedEnds implements Ends {
    private Quoted quoted;

    /** Points at what an error quotes. */
    QuotedEnds of(Quoted packet) {
        quoted = packet;
        return this;
    }

    @Override
    public boolean isIpv6() {
        return quoted.isIpv6();
    }

    @Override
    public int protocol() {
        return quoted.protocol();
    }

    @Override
    public long sourceHigh() {
        return quoted.isIpv6() ? quoted.sourceHigh() : 0;
    }

    @Override
    public long sourceLow() {
        return quoted.isIpv6() ? quoted.sourceLow() : quoted.source() & 0xFFFF_FFFFL;
    }

    @Override
    public long destinationHigh() {
        return quoted.isIpv6() ? quoted.destinationHigh() : 0;
    }

    @Override
    public long destinationLow() {
        return quoted.isIpv6() ? quoted.destinationLow() : quoted.destination() & 0xFFFF_FFFFL;
    }

    @Override
    public int sourcePort() {
        return quoted.hasPorts() ? quoted.sourcePort() : Endpoint.ANY;
    }

    @Override
    public int destinationPort() {
        return quoted.hasPorts() ? quoted.destinationPort() : Endpoint.ANY;
    }

    @Override
    public void source(Endpoint endpoint) {
        if (quoted.isIpv6()) {
            quoted.source(endpoint.high(), endpoint.low());
        } else {
            quoted.source((int) endpoint.low());
        }
        if (endpoint.port() != Endpoint.ANY) {
            quoted.sourcePort(endpoint.port());
        }
    }

    @Override
    public void destination(Endpoint endpoint) {
        if (quoted.isIpv6()) {
            quoted.destination(endpoint.high(), endpoint.low());
        } else {
            quoted.destination((int) endpoint.low());
        }
        if (endpoint.port() != Endpoint.ANY) {
            quoted.destinationPort(endpoint.port());
        }
    }
}
