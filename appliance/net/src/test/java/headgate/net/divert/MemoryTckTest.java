package headgate.net.divert;

import headgate.engine.io.PacketSink;
import headgate.engine.io.PacketSource;
import headgate.engine.lane.OnFull;
import headgate.engine.memory.MemorySink;
import headgate.engine.memory.MemorySource;
import headgate.engine.ring.LaneBell;
import headgate.engine.ring.SlotRing;
import java.util.ArrayList;
import java.util.List;

class MemoryTckTest extends DivertSocketTck {
    @Override
    protected DivertRig open() {
        SlotRing ring = new SlotRing(DivertRig.SLOTS, new LaneBell(new LaneBell.Bed() {
            @Override
            public void sleep() {}

            @Override
            public void wake() {}
        }));
        MemorySink sink = new MemorySink(ring);
        List<byte[]> packets = new ArrayList<>();
        return new DivertRig() {
            private MemorySource source;

            @Override
            public void send(int number) {
                packets.add(Datagram.of(number));
            }

            @Override
            public SlotRing ring() {
                return ring;
            }

            @Override
            public PacketSource source() {
                if (source == null) {
                    int total = packets.size();
                    List<byte[]> corpus = total == 0 ? List.of(Datagram.of(0)) : packets;
                    source = new MemorySource(ring, corpus, total, OnFull.BACKPRESSURE);
                }
                return source;
            }

            @Override
            public PacketSink sink() {
                return sink;
            }

            @Override
            public List<Integer> arrived(int count) {
                return sink.reinjected().stream().map(Datagram::number).toList();
            }

            @Override
            public void close() {
                source().close();
            }
        };
    }
}
