package headgate.net.divert;

import headgate.engine.io.PacketSink;
import headgate.engine.io.PacketSource;
import headgate.engine.ring.SlotRing;
import java.util.List;

/** A backend between a sender and a receiver of numbered UDP datagrams: the payload is the number, four bytes. */
public interface DivertRig extends AutoCloseable {
    /** Slots of the ring. */
    int SLOTS = 64;

    /** Lets the kernel have a datagram for the backend. All of them before {@link #source}. */
    void send(int number);

    SlotRing ring();

    PacketSource source();

    PacketSink sink();

    /** The numbers that came out behind the backend, in order, once there are {@code count}; what there is after a while. */
    List<Integer> arrived(int count);

    @Override
    void close();
}
