package io.headgate.plugin.passthru;

import io.headgate.api.Filter;
import io.headgate.api.Packet;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;

/** Passes every packet as it is. */
public final class Passthru implements Filter {
    @Override
    public Verdict onPacket(Packet packet) {
        return Verdict.PASS;
    }

    @Override
    public Segments segments() {
        return Segments.ANY;
    }
}
