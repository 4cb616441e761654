package headgate.plugin.passthru;

import headgate.api.Filter;
import headgate.api.Packet;
import headgate.api.Segments;
import headgate.api.Verdict;

/** Passes every packet as it is. */
public final class Passthru implements Filter {
    @Override
    public Verdict filter(Packet packet) {
        return Verdict.PASS;
    }

    @Override
    public Segments segments() {
        return Segments.ANY;
    }
}
