package io.headgate.plugin.template;

import io.headgate.api.Counter;
import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Segments;
import io.headgate.api.Udp;
import io.headgate.api.Verdict;

/** Drops what goes to one UDP port, and lowers the time to live of everything else to a limit. */
public final class TemplateFilter implements Filter {
    private final int port;
    private final int maxTtl;
    private Verdict closed;
    private Counter lowered;

    /**
     * @param port the UDP port to close
     * @param maxTtl the largest time to live that is let through
     */
    TemplateFilter(int port, int maxTtl) {
        this.port = port;
        this.maxTtl = maxTtl;
    }

    @Override
    public void onAttach(FilterContext context) {
        closed = context.drop("closed-port", "went to the UDP port that is closed");
        lowered = context.counter("lowered", "packets whose time to live was lowered");
    }

    @Override
    public Verdict onPacket(Packet packet) {
        // A view that is not there is null: this is another protocol, or a later fragment.
        Udp udp = packet.udp();
        if (udp != null && udp.destinationPort() == port) {
            return closed;
        }
        if (packet.ipv4() != null) {
            if (packet.ipv4().ttl() > maxTtl) {
                packet.ipv4().ttl(maxTtl);
                lowered.increment();
            }
        } else if (packet.ipv6().hopLimit() > maxTtl) {
            packet.ipv6().hopLimit(maxTtl);
            lowered.increment();
        }
        return Verdict.PASS;
    }

    /** Headers only are looked at, so large segments need not be cut for this filter. */
    @Override
    public Segments segments() {
        return Segments.ANY;
    }
}
