package headgate.net.divert.linux;

import headgate.engine.ring.LaneBell;
import headgate.engine.ring.SlotRing;

/** Rings without a lane. */
final class TestRings {
    private TestRings() {}

    static SlotRing of(int slots) {
        return new SlotRing(slots, LaneBell.unheard());
    }
}
