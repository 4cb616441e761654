package io.headgate.plugin.nat;

import io.headgate.api.Direction;
import io.headgate.api.Packet;

/** What is to be done at the place where a packet was met: at the outside interface or another one, coming in or going out. */
enum Way {
    /** Nobody said where outside is: addresses decide. */
    ANY(true, true, true),
    /** In by the outside interface. */
    ENTERING(true, false, false),
    /** Out by the outside interface. */
    LEAVING(false, true, false),
    /** In by another one: its source is translated when it leaves, but what turns round here never does. */
    FROM_INSIDE(false, false, true),
    /** Out by another one. */
    TO_INSIDE(false, false, false);

    /** Whether destinations are translated here. */
    final boolean enters;

    /** Whether sources are translated here. */
    final boolean leaves;

    /** Whether both are, of packets between inside hosts. */
    final boolean turns;

    Way(boolean enters, boolean leaves, boolean turns) {
        this.enters = enters;
        this.leaves = leaves;
        this.turns = turns;
    }

    /**
     * The way of a packet.
     *
     * @param outsideInterface null if nobody said where outside is
     */
    static Way of(Packet packet, String outsideInterface) {
        if (outsideInterface == null || packet.direction() == Direction.FORWARD) {
            return ANY;
        }
        boolean isIn = packet.direction() == Direction.IN;
        if (packet.interfaceName().equals(outsideInterface)) {
            return isIn ? ENTERING : LEAVING;
        }
        return isIn ? FROM_INSIDE : TO_INSIDE;
    }
}
