package io.headgate.daemon.guide;

import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Udp;
import io.headgate.api.Verdict;

public final class DropPort implements Filter {
    private Verdict closed;

    @Override
    public void onAttach(FilterContext context) {
        closed = context.drop("closed-port", "went to a port that a drop filter closes");
    }

    @Override
    public Verdict onPacket(Packet packet) {
        Udp udp = packet.udp();
        return udp != null && udp.destinationPort() == 9 ? closed : Verdict.PASS;
    }
}
