package io.headgate.toolkit.tcp;

import io.headgate.api.Packet;
import io.headgate.api.Tcp;
import io.headgate.toolkit.tcp.SequenceShift.Place;
import java.nio.ByteBuffer;

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
     * the payload as {@link SequenceShift} of its direction says, and calls {@link #finish}, or drops the packet. What a RST
     * carries is no part of the stream.
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
        Place place = own.place(isSyn ? number + 1 : number, tcp.has(Tcp.RST) ? 0 : packet.payloadLength());
        tcp.sequence(isSyn ? own.sequence() - 1 : own.sequence());
        return place;
    }

    /** The segment that was placed goes out, with the FIN it has now. */
    public void finish(Packet packet, boolean isFromInitiator) {
        direction(isFromInitiator).finish(packet.tcp().has(Tcp.FIN));
    }

    /** Whether both sides have sent FIN and know that the other one has it. */
    public boolean isEnded() {
        return forth.isEnded() && back.isEnded();
    }

    /** Bytes that {@link #write} writes. */
    public int stateLength() {
        return DirectionState.length(forth) + DirectionState.length(back);
    }

    /**
     * Writes what is known of the connection, for whoever goes on with it.
     *
     * <p>Shape, big-endian: first the direction from the initiator, then the other one; each flags (1 byte; 1 if it carried
     * anything, 2 if a FIN), three numbers as the sender counts (4 bytes each: behind all that went out, acknowledged, behind
     * the FIN), by how much the acknowledged is shifted, the number of changes (4 bytes each), and for each change four bytes
     * each of its sequence number, old length, difference and tag.
     */
    public void write(ByteBuffer to) {
        DirectionState.write(forth, to);
        DirectionState.write(back, to);
    }

    /**
     * Goes on with a connection that {@link #write} has written.
     *
     * @param tagLimit all tags are below it
     * @throws IllegalArgumentException if it makes no sense, or has more changes than this has room for
     * @throws java.nio.BufferUnderflowException if it ends too early
     */
    public void read(ByteBuffer state, int tagLimit) {
        DirectionState.read(forth, state, tagLimit);
        DirectionState.read(back, state, tagLimit);
    }
}
