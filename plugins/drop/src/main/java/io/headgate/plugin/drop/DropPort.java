package io.headgate.plugin.drop;

import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Segments;
import io.headgate.api.Tcp;
import io.headgate.api.Udp;
import io.headgate.api.Verdict;

/** Drops every packet to one destination port, silently: the sender hears nothing. */
public final class DropPort implements Filter {
    private final boolean isTcp;
    private final int port;
    private Verdict closed;

    public DropPort(boolean isTcp, int port) {
        this.isTcp = isTcp;
        this.port = port;
    }

    @Override
    public void onAttach(FilterContext context) {
        closed = context.drop("closed-port", "went to a port that a drop filter closes");
    }

    @Override
    public Verdict onPacket(Packet packet) {
        return destinationPort(packet) == port ? closed : Verdict.PASS;
    }

    private int destinationPort(Packet packet) {
        if (isTcp) {
            Tcp tcp = packet.tcp();
            return tcp == null ? -1 : tcp.destinationPort();
        }
        Udp udp = packet.udp();
        return udp == null ? -1 : udp.destinationPort();
    }

    @Override
    public Segments segments() {
        return Segments.ANY;
    }
}
