package io.headgate.testkit;

import io.headgate.api.Backend;
import io.headgate.engine.io.PacketSource;
import io.headgate.engine.io.SourceCounters;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotArena;
import io.headgate.engine.ring.SlotRing;
import io.headgate.testkit.packet.Arrival;
import io.headgate.testkit.packet.Origin;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Puts packets of a test into the ring; each slot's id is the packet's number. Allocates nothing in {@link #receive}. */
final class ArrivalSource implements PacketSource {
    private final SlotRing ring;
    private final ByteBuffer bytes;
    private final ManualClock clock;
    private final SourceCounters counters = new SourceCounters();
    private final List<Arrival> waiting = new ArrayList<>();
    private int next;
    private int number;

    ArrivalSource(SlotRing ring, ManualClock clock) {
        this.ring = ring;
        this.bytes = ring.arena().bytes();
        this.clock = clock;
    }

    /** Has these arrive next; all before them have arrived. */
    void offer(List<Arrival> arrivals, int firstNumber) {
        for (Arrival arrival : arrivals) {
            if (arrival.bytes().length > SlotArena.CAPACITY) {
                throw new IllegalArgumentException(
                        "a packet of " + arrival.bytes().length + " bytes; a slot holds at most " + SlotArena.CAPACITY);
            }
        }
        waiting.clear();
        waiting.addAll(arrivals);
        rewind(firstNumber);
    }

    /** Has the same packets arrive once more. */
    void rewind(int firstNumber) {
        next = 0;
        number = firstNumber;
    }

    @Override
    public int receive() {
        int count = ring.writable(Math.min(BATCH, waiting.size() - next));
        for (int i = 0; i < count; i++) {
            place(ring.writableSlot(i), waiting.get(next++));
        }
        if (count > 0) {
            ring.publish(count, count);
        }
        return count;
    }

    private void place(Slot slot, Arrival arrival) {
        int at = slot.dataOffset();
        byte[] packet = arrival.bytes();
        bytes.put(at, packet);
        int header = arrival.ipOffset();
        if (header == Arrival.NO_IP) {
            slot.setFrame(at, packet.length, arrival.originalLength());
        } else {
            slot.setPacket(at + header, packet.length - header, arrival.originalLength() - header);
        }
        slot.setLeavesCut(arrival.leavesCut());
        Origin origin = arrival.origin();
        slot.setId(number++);
        slot.setOrigin(Backend.MEMORY, origin.direction(), origin.interfaceName(), origin.mark(), clock.nowNs());
        slot.setOffload(origin.checksumState(), origin.isGso(), false);
    }

    @Override
    public void awaitNs(long timeoutNs) {}

    @Override
    public void wakeup() {}

    @Override
    public void quiesce() {
        next = waiting.size();
    }

    @Override
    public SourceCounters counters() {
        return counters;
    }

    @Override
    public void close() {
        quiesce();
    }
}
