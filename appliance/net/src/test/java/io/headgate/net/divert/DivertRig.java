package io.headgate.net.divert;

import io.headgate.engine.io.PacketSink;
import io.headgate.engine.io.PacketSource;
import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.SlotRing;
import java.util.List;

/** A backend between a sender and a receiver of numbered UDP datagrams: the payload is the number, four bytes. */
public abstract class DivertRig implements AutoCloseable {
    /** Slots of the ring. */
    public static final int SLOTS = 64;

    private final SlotRing ring = new SlotRing(SLOTS, LaneBell.unheard());

    /** Emptied by the test. */
    public final SlotRing ring() {
        return ring;
    }

    /** Lets the kernel have a datagram for the backend. All of them before {@link #source}. */
    public abstract void send(int number);

    /** Bytes of a datagram. */
    public int datagramLength() {
        return Datagram.LENGTH;
    }

    public abstract PacketSource source();

    public abstract PacketSink sink();

    /** The numbers that came out behind the backend, in order, once there are {@code count}; what there is after a while. */
    public abstract List<Integer> arrived(int count);

    @Override
    public abstract void close();

    /** The rig of a divert socket, which is source and sink in one. */
    public abstract static class OfSocket extends DivertRig {
        /** The socket, open. */
        protected abstract DivertSocket socket();

        @Override
        public final PacketSource source() {
            return socket();
        }

        @Override
        public final PacketSink sink() {
            return socket();
        }
    }
}
