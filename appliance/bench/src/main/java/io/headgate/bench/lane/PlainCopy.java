package io.headgate.bench.lane;

import io.headgate.engine.io.PacketSource;
import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.SlotArena;
import io.headgate.engine.ring.SlotRing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The reference: the same bytes from the same corpus through the same slots to the same sink, in batches of the same
 * size, by a plain loop on one thread. No ring, no hand-off, no decoding, no chain: what a machine needs just to touch
 * the packets.
 */
final class PlainCopy {
    private final ByteBuffer corpus;
    private final SlotArena arena;
    private final ByteBuffer slots;
    private final long window;
    private final int rounds;

    PlainCopy(List<byte[]> packets, long window, int rounds) {
        this.corpus =
                ByteBuffer.allocateDirect(packets.size() * Corpus.PACKET_BYTES).order(ByteOrder.nativeOrder());
        packets.forEach(corpus::put);
        this.arena = new SlotRing(Measurement.SLOTS, new LaneBell(new NoBed())).arena();
        this.slots = arena.nativeBytes();
        this.window = window;
        this.rounds = rounds;
    }

    Trial run(String name, List<byte[]> packets) {
        ReadingSink sink = new ReadingSink(arena, window, rounds + 1);
        long total = window * (rounds + 1);
        int next = 0;
        int slot = 0;
        for (long done = 0; done < total; ) {
            int count = (int) Math.min(PacketSource.BATCH, total - done);
            next = batch(sink, count, next, slot);
            slot = (slot + count) & (Measurement.SLOTS - 1);
            done += count;
        }
        Measurement.checkSum(name, sink.sum(), Corpus.sum(packets, total));
        return Trial.of(name, sink, rounds, 0);
    }

    private int batch(ReadingSink sink, int count, int firstPacket, int firstSlot) {
        int packet = firstPacket;
        for (int i = 0; i < count; i++) {
            int from = packet * Corpus.PACKET_BYTES;
            int to = arena.dataOffset((firstSlot + i) & (Measurement.SLOTS - 1));
            for (int at = 0; at < Corpus.PACKET_BYTES; at += Long.BYTES) {
                slots.putLong(to + at, corpus.getLong(from + at));
            }
            packet = packet + 1 == Corpus.PACKETS ? 0 : packet + 1;
        }
        for (int i = 0; i < count; i++) {
            sink.read(arena.dataOffset((firstSlot + i) & (Measurement.SLOTS - 1)), Corpus.PACKET_BYTES);
        }
        sink.flush();
        return packet;
    }

    /** Nobody sleeps here. */
    private static final class NoBed implements LaneBell.Bed {
        @Override
        public void sleep() {}

        @Override
        public void wake() {}
    }
}
