package io.headgate.net.handle;

import io.headgate.api.Direction;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The packets of a ring that were handed out, each with the address by which it can be given back, and the reading end of
 * that ring. Addresses are never used twice.
 */
final class Outstanding {
    private final SlotRing ring;
    private final ArrayDeque<Packet> handedOut = new ArrayDeque<>();
    private final Map<String, Packet> byAddress = new HashMap<>();
    private long count;

    private static final class Packet {
        private final Slot slot;
        private final String address;
        private boolean isDecided;

        private Packet(Slot slot, String address) {
            this.slot = slot;
            this.address = address;
        }
    }

    Outstanding(SlotRing ring) {
        this.ring = ring;
    }

    /** Whether there is a slot that was not handed out. */
    boolean hasUnread() {
        return ring.readable(Integer.MAX_VALUE) > handedOut.size();
    }

    /** The first slot that was not handed out. */
    Slot next() {
        return ring.readableSlot(handedOut.size());
    }

    /** Hands the next slot out; returns its address, as in {@code in/eth0#17}. */
    String take() {
        Slot slot = next();
        String way = slot.direction() == Direction.IN ? "in/" : "out/";
        Packet packet = new Packet(slot, way + slot.interfaceName() + "#" + ++count);
        handedOut.add(packet);
        byAddress.put(packet.address, packet);
        return packet.address;
    }

    /** Passes over the next slot, which holds no packet. */
    void skip() {
        Packet nothing = new Packet(next(), "");
        nothing.isDecided = true;
        handedOut.add(nothing);
        release();
    }

    /** The packet at an address; null if there is none any more. */
    Slot find(String address) {
        Packet packet = byAddress.get(address);
        return packet == null ? null : packet.slot;
    }

    void decide(String address) {
        byAddress.remove(address).isDecided = true;
        release();
    }

    /** The packet that was handed out first of those that wait. A full ring has one. */
    Slot oldest() {
        return handedOut.getFirst().slot;
    }

    void decideOldest() {
        decide(handedOut.getFirst().address);
    }

    /** All packets handed out and not given back, oldest first. */
    List<Slot> undecided() {
        return handedOut.stream()
                .filter(packet -> !packet.isDecided)
                .map(packet -> packet.slot)
                .toList();
    }

    /** Frees decided slots up to the first that waits. */
    private void release() {
        Iterator<Packet> packets = handedOut.iterator();
        int decided = 0;
        while (packets.hasNext() && packets.next().isDecided) {
            packets.remove();
            decided++;
        }
        if (decided > 0) {
            ring.release(decided);
        }
    }
}
