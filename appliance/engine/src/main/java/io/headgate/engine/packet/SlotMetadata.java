package io.headgate.engine.packet;

import io.headgate.api.Backend;
import io.headgate.api.ChecksumState;
import io.headgate.api.Direction;
import io.headgate.api.Packet;
import io.headgate.engine.ring.Slot;

/** What a packet's slot says of it, beside its bytes. */
abstract class SlotMetadata implements Packet {
    /** The slot at hand. */
    Slot slot;

    @Override
    public final Backend backend() {
        return slot.backend();
    }

    @Override
    public final Direction direction() {
        return slot.direction();
    }

    @Override
    public final String interfaceName() {
        return slot.interfaceName();
    }

    @Override
    public final int mark() {
        return slot.mark();
    }

    @Override
    public final void mark(int value) {
        slot.setMark(value);
    }

    @Override
    public final long timestampNs() {
        return slot.timestampNs();
    }

    @Override
    public final ChecksumState checksumState() {
        return slot.checksumState();
    }

    @Override
    public final boolean isGso() {
        return slot.isGso();
    }
}
