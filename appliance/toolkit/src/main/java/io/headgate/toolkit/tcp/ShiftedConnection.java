package io.headgate.toolkit.tcp;

import io.headgate.api.Packet;
import io.headgate.api.Tcp;
import io.headgate.toolkit.tcp.SequenceShift.Place;

/**
 * Both directions of a connection whose payload is changed in length. A filter keeps one for each connection and calls
 * {@link #place} for every segment of it, of either direction; before it changes the payload, so that nothing but the
 * payload is left to do.
 *
 * <p>Memory: that of two {@link SequenceShift}.
 */
public final class ShiftedConnection {
    private final SequenceShift forth;
    private final SequenceShift back;

    /**
     * Makes a connection that has carried nothing.
     *
     * @param changes how many may be unacknowledged in each direction, as {@link SequenceShift} allows
     */
    public ShiftedConnection(int changes) {
        this.forth = new SequenceShift(changes);
        this.back = new SequenceShift(changes);
    }

    /** Makes this another connection, for instance when a flow's slot is given away. */
    public void reset() {
        forth.reset();
        back.reset();
    }

    /** The direction from the initiator, or to it. */
    public SequenceShift direction(boolean isFromInitiator) {
        return isFromInitiator ? forth : back;
    }

    /**
     * Translates the numbers of a segment: sequence, acknowledgement, selective acknowledgements. Then the caller changes
     * the payload through {@link SequenceShift#change} of its direction, and calls {@link #finish}, or drops the packet.
     *
     * @param packet with a TCP header, neither cut nor of several segments
     * @return of its payload
     */
    public Place place(Packet packet, boolean isFromInitiator) {
        Tcp tcp = packet.tcp();
        SequenceShift own = direction(isFromInitiator);
        SequenceShift other = direction(!isFromInitiator);
        if (tcp.has(Tcp.ACK)) {
            SackBlocks.translate(packet, other);
            tcp.acknowledgment(other.acknowledge(tcp.acknowledgment()));
        }
        int number = tcp.sequence();
        boolean isSyn = tcp.has(Tcp.SYN);
        if (isSyn) {
            own.open(number);
        }
        Place place = own.place(isSyn ? number + 1 : number, packet.payloadLength());
        tcp.sequence(isSyn ? own.sequence() - 1 : own.sequence());
        return place;
    }

    /**
     * The segment that was placed goes out.
     *
     * @return as {@link SequenceShift#finish}: if false, the packet must be dropped
     */
    public boolean finish(Packet packet, boolean isFromInitiator) {
        return direction(isFromInitiator).finish(packet.tcp().has(Tcp.FIN));
    }
}
