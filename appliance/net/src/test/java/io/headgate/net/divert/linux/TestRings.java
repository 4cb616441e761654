package io.headgate.net.divert.linux;

import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.SlotRing;

/** Rings without a lane. */
final class TestRings {
    private TestRings() {}

    static SlotRing of(int slots) {
        return new SlotRing(slots, LaneBell.unheard());
    }
}
