package io.headgate.engine.lane;

import io.headgate.api.Backend;
import io.headgate.api.ChecksumState;
import io.headgate.api.Direction;
import io.headgate.engine.packet.SlotPacket;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotArena;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a lane sends that it did not receive: copies of packets, and those that filters make. Thread: the lane's.
 *
 * <p>It leaves through the sink of the packet at hand; outside of packets, through that of the latest, or of the first input.
 */
final class OwnPackets {
    private final PacketAtHand atHand;
    private final HeldPackets held;
    private final LaneClock clock;
    private final Tally tally;
    private final boolean isEnforcing;
    private List<Input> inputs = List.of();

    OwnPackets(LaneOptions options, PacketAtHand atHand, HeldPackets held, LaneClock clock, Tally tally) {
        this.isEnforcing = options.enforcement() == Enforcement.ENFORCE;
        this.atHand = atHand;
        this.held = held;
        this.clock = clock;
        this.tally = tally;
    }

    void open(List<Input> from) {
        inputs = from;
    }

    /**
     * Copies the packet at hand.
     *
     * @param next the filter where the copy goes on
     * @return false if there was no room, or the copy could not be made whole
     */
    boolean clone(long untilNs, int next) {
        if (!isEnforcing) {
            tally.observedInjected++;
            return true;
        }
        Input input = atHand.input();
        SlotPacket packet = input.packet();
        boolean isPast = held.isPast(untilNs);
        boolean isPossible = !Decider.isCut(atHand.slot()) && (isPast || !held.isTooLong(untilNs));
        Slot copy = isPossible ? input.pool().take(packet.length()) : null;
        if (copy == null) {
            tally.notInjected++;
            return false;
        }
        if (!packet.copyTo(copy)) {
            input.pool().free(copy);
            tally.notInjected++;
            return false;
        }
        held.addClone(input, copy, isPast ? HeldPackets.AT_ONCE : untilNs, next);
        return true;
    }

    /**
     * Sends a packet with lengths and checksums filled in.
     *
     * @param packet between position and limit; neither moves
     * @throws IllegalArgumentException if it is no whole IP packet
     */
    boolean inject(ByteBuffer packet) {
        int length = packet.remaining();
        if (length > SlotArena.CAPACITY) {
            throw new IllegalArgumentException("inject: " + length + " bytes are more than an IP packet has");
        }
        if (!isEnforcing) {
            tally.observedInjected++;
            return true;
        }
        Input input = outlet();
        Slot slot = input == null ? null : input.pool().take(length);
        if (slot == null) {
            tally.notInjected++;
            return false;
        }
        input.ring().arena().bytes().put(slot.dataOffset(), packet, packet.position(), length);
        if (!complete(input, slot, length)) {
            input.pool().free(slot);
            throw new IllegalArgumentException(
                    "inject: " + length
                            + " bytes are no whole IPv4 or IPv6 packet; begin with the IP header, and give all that it promises");
        }
        boolean isSent = input.inject(slot);
        tally.notInjected += isSent ? 0 : 1;
        return isSent;
    }

    /** Makes what was written into a slot of the pool a packet; returns whether it is a whole one. */
    private boolean complete(Input input, Slot slot, int length) {
        slot.setPacket(slot.dataOffset(), length, length);
        slot.setOrigin(Backend.MEMORY, Direction.OUT, "", 0, clock.nowNs());
        slot.setOffload(ChecksumState.UNVERIFIED, false, false);
        input.own().wrap(slot);
        return input.own().complete();
    }

    /**
     * Sends an answer that was written into a slot of the pool.
     *
     * @return false if it could not be sent
     */
    boolean answer(Input input, Slot slot, int length) {
        if (!complete(input, slot, length)) {
            input.pool().free(slot);
            return false;
        }
        return input.inject(slot);
    }

    private Input outlet() {
        if (atHand.input() != null) {
            return atHand.input();
        }
        return inputs.isEmpty() ? null : inputs.get(0);
    }
}
