package io.headgate.engine.lent;

import io.headgate.api.Packet;
import io.headgate.engine.packet.SlotPacket;

/**
 * Lends packets to one filter, each in an object of its own, so that one that was kept is not taken for the one at hand.
 * The objects are used in turn, so that lending makes no garbage: a kept one is noticed in all calls but one of {@value
 * #LOANS}.
 *
 * <p>Thread: the lane's.
 */
public final class Lending {
    /** A prime: a filter that looks at what it kept every so many packets is noticed too. */
    static final int LOANS = 61;

    private final String filter;
    private final LentPacket[] loans = new LentPacket[LOANS];
    private int next;
    private LentPacket lent;

    /** @param filter its name, for messages */
    public Lending(String filter) {
        this.filter = filter;
    }

    /** Lends a packet until {@link #takeBack}. */
    public Packet lend(SlotPacket packet) {
        if (loans[next] == null) {
            loans[next] = new LentPacket(new Loan(filter));
        }
        lent = loans[next];
        next = (next + 1) % LOANS;
        lent.begin(packet);
        return lent;
    }

    /** Ends the loan: any later use of the packet or its views fails. */
    public void takeBack() {
        lent.end();
    }

    /**
     * The packet behind what a filter was given.
     *
     * @throws IllegalStateException if it is no longer lent
     * @throws IllegalArgumentException if it never came from a lane
     */
    public static SlotPacket behind(Packet packet) {
        if (packet instanceof LentPacket lent) {
            return lent.slotPacket();
        }
        if (packet instanceof SlotPacket slotPacket) {
            return slotPacket;
        }
        throw new IllegalArgumentException("the packet is not the one that the filter was given");
    }
}
