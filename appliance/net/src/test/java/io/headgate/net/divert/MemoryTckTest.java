package io.headgate.net.divert;

import io.headgate.engine.io.PacketSink;
import io.headgate.engine.io.PacketSource;
import io.headgate.engine.lane.OnFull;
import io.headgate.engine.memory.MemorySink;
import io.headgate.engine.memory.MemorySource;
import java.util.ArrayList;
import java.util.List;

class MemoryTckTest extends DivertSocketTck {
    @Override
    protected DivertRig open() {
        return new DivertRig() {
            private final List<byte[]> packets = new ArrayList<>();
            private final MemorySink sink = new MemorySink(ring());
            private MemorySource source;

            @Override
            public void send(int number) {
                packets.add(Datagram.of(number));
            }

            @Override
            public PacketSource source() {
                if (source == null) {
                    int total = packets.size();
                    List<byte[]> corpus = total == 0 ? List.of(Datagram.of(0)) : packets;
                    source = new MemorySource(ring(), corpus, total, OnFull.BACKPRESSURE);
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
