package io.headgate.engine.tap;

import io.headgate.api.Counter;
import io.headgate.api.Mirror;
import io.headgate.api.Packet;
import io.headgate.engine.packet.SlotPacket;

/** One mirror as one lane sees it. Thread: the lane's; counters any. */
final class TapMirror implements Mirror {
    private final LaneTap lane;
    private final int number;
    private final int snaplen;
    private final Counter copied = new Counter();
    private final Counter lost = new Counter();

    /** @param number of the mirror among all */
    TapMirror(LaneTap lane, int number, int snaplen) {
        this.lane = lane;
        this.number = number;
        this.snaplen = snaplen;
    }

    @Override
    public boolean copy(Packet packet) {
        SlotPacket view = (SlotPacket) packet;
        boolean isCopied = lane.put(view, Math.min(view.length(), snaplen), number);
        (isCopied ? copied : lost).increment();
        return isCopied;
    }

    long copied() {
        return copied.value();
    }

    long lost() {
        return lost.value();
    }
}
