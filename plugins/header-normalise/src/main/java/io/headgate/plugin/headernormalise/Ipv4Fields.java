package io.headgate.plugin.headernormalise;

import io.headgate.api.Counter;
import io.headgate.api.FilterContext;
import io.headgate.api.Ipv4;
import io.headgate.plugin.headernormalise.HeaderNormaliseFactory.Ids;
import java.util.random.RandomGenerator;

/** Flags and identification of IPv4 headers (RFC 791, section 3.1; RFC 6864). */
final class Ipv4Fields {
    private static final int IDS = 1 << 16;

    private final boolean clearsReserved;
    private final boolean clearsDf;
    private final Ids ids;

    private RandomGenerator random;
    private Counter reserved;
    private Counter dontFragment;
    private Counter changedIds;

    Ipv4Fields(boolean clearsReserved, boolean clearsDf, Ids ids) {
        this.clearsReserved = clearsReserved;
        this.clearsDf = clearsDf;
        this.ids = ids;
    }

    void onAttach(FilterContext context) {
        random = context.random();
        reserved = context.counter("reserved-flag", "IPv4 packets whose reserved flag was cleared");
        dontFragment = context.counter("df-cleared", "IPv4 packets that routers may fragment now");
        changedIds = context.counter("ids-changed", "IPv4 packets with another identification");
    }

    void normalise(Ipv4 ipv4) {
        if (clearsReserved && ipv4.reservedFlag()) {
            ipv4.reservedFlag(false);
            reserved.increment();
        }
        if (!ipv4.dontFragment()) {
            return;
        }
        // Atomic as it came (RFC 6864, section 4.1): some senders then put the same into each, whatever becomes of DF
        // here.
        if (ids != Ids.KEEP && !ipv4.isFragment()) {
            replaceId(ipv4);
        }
        if (clearsDf) {
            ipv4.dontFragment(false);
            dontFragment.increment();
        }
    }

    private void replaceId(Ipv4 ipv4) {
        int id = ids == Ids.RANDOM ? random.nextInt(IDS) : 0;
        if (id != ipv4.identification()) {
            ipv4.identification(id);
            changedIds.increment();
        }
    }
}
