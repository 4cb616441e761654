package io.headgate.plugin.nat;

import java.util.random.RandomGenerator;

/**
 * Which ports, or ICMP identifiers, of one outside address are free for one protocol. One bit each; finding one looks at 1,024
 * words at most, however few are left.
 */
final class PortPool {
    /** Returned if no port is free. */
    static final int NONE = -1;

    private static final int WORDS = 65_536 / Long.SIZE;
    private static final long EVEN = 0x5555_5555_5555_5555L;

    private final long[] free = new long[WORDS];
    private int used;

    /** A pool of the ports of a set, all free. */
    PortPool(PortSet ports) {
        for (int port = 0; port < WORDS * Long.SIZE; port++) {
            if (ports.contains(port)) {
                free[port / Long.SIZE] |= 1L << port;
            }
        }
    }

    /**
     * Takes a port: the wanted one if it is free, else a random one of the same parity (RFC 4787, REQ-4: RTP takes an even port
     * for granted), else any.
     *
     * @return {@link #NONE} if all are taken
     */
    int take(int wanted, RandomGenerator random) {
        if (claim(wanted)) {
            return wanted;
        }
        long parity = (wanted & 1) == 0 ? EVEN : ~EVEN;
        int start = random.nextInt(WORDS * Long.SIZE);
        int port = search(parity, start);
        if (port == NONE) {
            port = search(~parity, start);
        }
        if (port != NONE) {
            claim(port);
        }
        return port;
    }

    private int search(long mask, int start) {
        int turn = start % Long.SIZE;
        for (int i = 0; i < WORDS; i++) {
            int word = (start / Long.SIZE + i) % WORDS;
            long candidates = free[word] & mask;
            if (candidates != 0) {
                int bit = Long.numberOfTrailingZeros(Long.rotateRight(candidates, turn)) + turn;
                return word * Long.SIZE + bit % Long.SIZE;
            }
        }
        return NONE;
    }

    /** Takes this port if it is free; returns whether it was. */
    boolean claim(int port) {
        long bit = 1L << port;
        if ((free[port / Long.SIZE] & bit) == 0) {
            return false;
        }
        free[port / Long.SIZE] &= ~bit;
        used++;
        return true;
    }

    /** Gives back a port that was taken. */
    void release(int port) {
        free[port / Long.SIZE] |= 1L << port;
        used--;
    }

    /** Ports that are taken. */
    int used() {
        return used;
    }
}
