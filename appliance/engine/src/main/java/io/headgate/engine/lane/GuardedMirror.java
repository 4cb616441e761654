package io.headgate.engine.lane;

import io.headgate.api.Mirror;
import io.headgate.api.Packet;
import io.headgate.engine.lent.Lending;

/** A mirror that refuses all but the packet at hand. Thread: the lane's. */
final class GuardedMirror implements Mirror {
    private final Mirror mirror;
    private final PacketAtHand atHand;
    private final LaneContext context;

    GuardedMirror(Mirror mirror, PacketAtHand atHand, LaneContext context) {
        this.mirror = mirror;
        this.atHand = atHand;
        this.context = context;
    }

    @Override
    public boolean copy(Packet packet) {
        context.requirePacket("copy");
        if (Lending.behind(packet) != atHand.input().packet()) {
            throw new IllegalArgumentException("copy() is for the packet at hand, not for another one");
        }
        return mirror.copy(Lending.behind(packet));
    }
}
