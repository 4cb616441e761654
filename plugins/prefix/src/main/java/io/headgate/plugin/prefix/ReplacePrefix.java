package io.headgate.plugin.prefix;

import io.headgate.api.Filter;
import io.headgate.api.Ipv4;
import io.headgate.api.Ipv6;
import io.headgate.api.Packet;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;

/**
 * Gives addresses of one network the leading bits of another; the bits behind those stay as they are: with 10.17.0.0/16
 * to 172.0.0.0/8, 10.17.2.3 becomes 172.17.2.3.
 */
final class ReplacePrefix implements Filter {
    private final boolean isDestination;
    private final boolean isIpv6;
    private final long fromHigh;
    private final long fromLow;
    private final long fromHostHigh;
    private final long fromHostLow;
    private final long toHigh;
    private final long toLow;
    private final long keptHigh;
    private final long keptLow;

    /**
     * Makes a filter.
     *
     * @param isDestination whether it looks at destinations, otherwise at sources
     * @param to of the same family, not longer
     */
    ReplacePrefix(boolean isDestination, Prefix from, Prefix to) {
        this.isDestination = isDestination;
        isIpv6 = from.isIpv6();
        fromHigh = from.high();
        fromLow = from.low();
        fromHostHigh = from.hostHigh();
        fromHostLow = from.hostLow();
        toHigh = to.high();
        toLow = to.low();
        keptHigh = to.hostHigh();
        keptLow = to.hostLow();
    }

    @Override
    public Verdict onPacket(Packet packet) {
        if (isIpv6) {
            Ipv6 ipv6 = packet.ipv6();
            if (ipv6 != null) {
                replace(ipv6);
            }
        } else {
            Ipv4 ipv4 = packet.ipv4();
            if (ipv4 != null) {
                replace(ipv4);
            }
        }
        return Verdict.PASS;
    }

    private void replace(Ipv4 ipv4) {
        long address = (isDestination ? ipv4.destination() : ipv4.source()) & 0xFFFF_FFFFL;
        if ((address & ~fromHostLow) != fromLow) {
            return;
        }
        int moved = (int) (toLow | (address & keptLow));
        if (isDestination) {
            ipv4.destination(moved);
        } else {
            ipv4.source(moved);
        }
    }

    private void replace(Ipv6 ipv6) {
        long high = isDestination ? ipv6.destinationHigh() : ipv6.sourceHigh();
        long low = isDestination ? ipv6.destinationLow() : ipv6.sourceLow();
        if ((high & ~fromHostHigh) != fromHigh || (low & ~fromHostLow) != fromLow) {
            return;
        }
        long movedHigh = toHigh | (high & keptHigh);
        long movedLow = toLow | (low & keptLow);
        if (isDestination) {
            ipv6.destination(movedHigh, movedLow);
        } else {
            ipv6.source(movedHigh, movedLow);
        }
    }

    @Override
    public Segments segments() {
        return Segments.ANY;
    }

    @Override
    public boolean rewritesAddresses() {
        return true;
    }
}
